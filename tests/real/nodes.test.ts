import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import type { ParsedNode } from '../../src/node/node.ts';
import { parseNode } from '../../src/node/parse.ts';
import { type RenderContext, renderHtml } from '../../src/node/render.ts';
import { scanText } from '../../src/node/scan.ts';
import { decodeText } from '../../src/node/text.ts';
import { allowedAttributes, readTags } from '../property/node/html.ts';
import { EXPECTED } from './nodes.expected.ts';

/** Real nodes, shared beside the checkout; without them these tests are not run. */
const SHARED = join(import.meta.dirname, '../../../shared');
const NODES = join(SHARED, 'nodes');
const SEED = join(SHARED, 'seed');

const markdownFiles = (folder: string) =>
  existsSync(folder)
    ? (readdirSync(folder, { recursive: true }) as string[]).filter((path) => path.endsWith('.md'))
    : [];

const read = (path: string): ParsedNode => {
  const { text, warnings } = decodeText(readFileSync(path));
  const node = parseNode(text, path.slice(SHARED.length + 1), { fields: {} });
  return { ...node, warnings: [...warnings, ...node.warnings] };
};

/** A reference as one line: `kind title -> target | note`. */
const shown = ({ references }: ParsedNode) =>
  references.map(
    ({ kind, title, target, note }) =>
      `${kind} ${title}${target === undefined ? '' : ` -> ${target}`}${note === undefined ? '' : ` | ${note}`}`,
  );

describe.runIf(existsSync(NODES))('twenty real nodes', () => {
  test('every file has its expectation', () => {
    expect(markdownFiles(NODES).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  test.each(Object.entries(EXPECTED))('%s', (path, expected) => {
    const node = read(join(NODES, path));
    const { emoji, title, tagline, statedCreated: created, statedUpdated: updated, status, tags, constellation } = node;
    expect({
      emoji,
      title,
      tagline,
      created,
      updated,
      status,
      tags,
      constellation: constellation.join(' '),
      sections: node.sections.length,
      references: shown(node),
      warnings: node.warnings.map(({ code }) => code),
    }).toEqual({
      tagline: undefined,
      created: undefined,
      updated: undefined,
      status: undefined,
      tags: [],
      constellation: '',
      references: [],
      warnings: [],
      ...expected,
    });
    expect(node.draft).toBe(false);
  });

  test('every node with words has a summary', () => {
    for (const path of markdownFiles(NODES)) expect(read(join(NODES, path)).summary, path).not.toBe('');
  });

  test('summaries are the first words of the section that says what the node is', () => {
    const summary = (path: string) => read(join(NODES, path)).summary;
    expect(summary('Accountability_Archive/🧷 Polaris Node: *The Signature Trap.md')).toMatch(
      /^A public petition, framed as/,
    );
    expect(summary('Polaris_Nest/🏮_Admin_Kit/README.md')).toMatch(
      /^The Admin Kit provides the branding, seals, and visual grammar/,
    );
    expect(summary('Polaris_Nest/Git_Intake_Drawer/FL-2025-09-16-01.md')).toMatch(
      /^Multiple app inference issues recorded; Noticeable lag/,
    );
  });
});

describe.runIf(existsSync(SEED))('the seed', () => {
  const tags = [
    'attachment trauma',
    'intimacy deficit',
    'emotional regulation',
    'coercive masculinity',
    'abandonment fear',
    'sexual overloading',
    'trauma and misogyny',
  ];

  test('a whole node', () => {
    const node = read(join(SEED, '🫀_attachment_trauma_and_intimacy_deficit.md'));
    expect(node).toMatchObject({
      emoji: '🫀',
      title: 'Attachment Trauma and Intimacy Deficit',
      tagline: 'How unmet attachment needs are rerouted into control, dominance, and coercion',
      statedCreated: '2025-12-14',
      statedUpdated: '2025-12-14',
      tags,
      constellation: ['🫀', '🧠', '🐍', '🩸', '🛰️'],
      warnings: [],
    });
    expect(node.sections.map(({ emoji, title }) => `${emoji} ${title}`)).toEqual([
      '🛰️ Orientation',
      '✨ Key Features',
      '🧿 Analysis',
      '🧩 Distinguishing Trauma from Harm',
      '🌌 Constellations',
      '✨ Stardust',
      '🏮 Footer',
    ]);
    expect(shown(node)).toEqual([
      'cross 🧨 Cruelty as Innovation -> ../🐍_Narrative_And_Psych_Ops/🪆_Narrative_Interference/🧨_cruelty_as_innovation.md | harm reframed as competence',
      'cross ⚠️ Rejection as Existential Threat -> ../🧠_Psychological_Containment/⚠️_rejection_as_existential_threat.md | collapse panic dynamics',
      'cross 🐍 Industrialisation of Misogyny -> ../🐍_Ouroborotic_Violence/🐍_industrialisation_of_misogyny.md | system-level amplification',
    ]);
    expect(node.summary).toMatch(/^This node examines the psychological substrate/);
  });

  test('the same node, once read in the wrong code page, is named with its mend', () => {
    const node = read(join(SEED, 'mojibake_attachment_trauma_and_intimacy_deficit.md'));
    expect(node.warnings).toMatchObject([
      {
        code: 'mojibake',
        line: 1,
        message: expect.stringContaining('windows-1254'),
        mend: expect.stringContaining('iconv -f UTF-8 -t WINDOWS-1254'),
      },
    ]);
    expect(node).toMatchObject({ statedCreated: '2025-12-14', tags: [], constellation: [] });
    expect(node.references).toHaveLength(3);
  });
});

describe.runIf(existsSync(NODES))('all real nodes', () => {
  const files = [
    ...markdownFiles(NODES).map((path) => join(NODES, path)),
    ...markdownFiles(SEED).map((path) => join(SEED, path)),
  ];

  test('headings agree with the Markdown parser', () => {
    for (const path of files) {
      const { text } = decodeText(readFileSync(path));
      expect(scannedHeadings(text), path).toEqual(parsedHeadings(text));
    }
  });

  test('render to nothing but allowed tags', () => {
    const context: RenderContext = {
      url: (target) => `https://garden.example/${target}`,
      wiki: () => undefined,
      base: 'https://garden.example/n',
    };
    for (const path of files) {
      const html = renderHtml(decodeText(readFileSync(path)).text, context);
      for (const { name, attributes } of readTags(html)) {
        for (const [attribute, value] of attributes) {
          expect(allowedAttributes(name), path).toContain(attribute);
          if (attribute === 'href' || attribute === 'src') expect(value, path).toMatch(/^https?:\/\//);
        }
      }
    }
  });
});

function scannedHeadings(text: string): string[] {
  return scanText(text).headings.map(({ level, source, index }) => `${index} h${level} ${source}`);
}

function parsedHeadings(text: string): string[] {
  const tokens = new MarkdownIt({ html: true }).parse(text, {});
  return tokens.flatMap((token, i) =>
    token.type === 'heading_open' && token.level === 0
      ? [`${token.map?.[0]} ${token.tag} ${tokens[i + 1]?.content}`]
      : [],
  );
}
