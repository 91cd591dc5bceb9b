import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import MarkdownIt from 'markdown-it';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFrontMatter } from '../../src/node/front-matter.ts';
import type { ParsedNode } from '../../src/node/node.ts';
import { parseNode } from '../../src/node/parse.ts';
import { scanText } from '../../src/node/scan.ts';
import { decodeText } from '../../src/node/text.ts';

const BUNDLE = join(import.meta.dirname, '../../../shared/repos/eips.bundle');

describe.runIf(existsSync(BUNDLE))('949 real proposals', () => {
  let folder = '';
  const texts = new Map<string, string>();
  const nodes = new Map<string, ParsedNode>();
  const node = (name: string) => {
    const found = nodes.get(name);
    if (!found) throw new Error(`${name} is not there`);
    return found;
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'starpost-eips-'));
    execFileSync('git', ['clone', '--quiet', '--branch', 'master', BUNDLE, folder]);
    for (const name of readdirSync(join(folder, 'EIPS'))) {
      const { text, warnings } = decodeText(readFileSync(join(folder, 'EIPS', name)));
      expect(warnings, name).toEqual([]);
      texts.set(name, text);
      nodes.set(name, parseNode(text, `EIPS/${name}`, { fields: { requires: 'eip-{}.md' } }));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('statuses', () => {
    const counts: Record<string, number> = {};
    for (const { status = 'none' } of nodes.values()) counts[status] = (counts[status] ?? 0) + 1;
    expect(counts).toEqual({
      Draft: 131,
      Final: 138,
      'Last Call': 5,
      Living: 3,
      Moved: 365,
      Review: 34,
      Stagnant: 238,
      Withdrawn: 35,
    });
  });

  test('the front matter title stands, whatever H1s the body has', () => {
    for (const [name, text] of texts) {
      const stated = readFrontMatter(text).fields.get('title');
      if (typeof stated === 'string')
        expect(node(name).title.toLowerCase(), name).toBe(stated.replace(/`/g, '').toLowerCase());
    }
    expect(node('eip-3.md').title).toBe('Addition of CALLDEPTH opcode');
  });

  test('required proposals', () => {
    const required = (name: string) =>
      node(name).references.flatMap(({ kind, field, target }) =>
        kind === 'field' && field === 'requires' ? [target] : [],
      );
    expect(required('eip-1559.md')).toEqual(['eip-2718.md', 'eip-2930.md']);
    expect(required('eip-155.md')).toEqual([]);
    expect(
      [...nodes.values()].filter(({ references }) => references.some(({ kind }) => kind === 'field')),
    ).toHaveLength(306);
  });

  test('links in the body', () => {
    expect(node('eip-155.md').references[0]).toMatchObject({
      kind: 'mention',
      title: 'Spurious Dragon',
      target: './eip-607.md',
      line: 12,
    });
  });

  test('dates, summaries and warnings', () => {
    expect(node('eip-155.md')).toMatchObject({ statedCreated: '2016-10-14' });
    expect(node('eip-155.md').summary).toMatch(/^If block.number >= FORK_BLKNUM and CHAIN_ID is available/);
    const warned = new Map<string, number>();
    for (const { warnings } of nodes.values())
      for (const { code } of warnings) warned.set(code, (warned.get(code) ?? 0) + 1);
    expect(Object.fromEntries(warned)).toEqual({ 'no-title': 365 });
  });

  test('headings agree with the Markdown parser', () => {
    const parser = new MarkdownIt({ html: true });
    for (const [name, text] of texts) {
      const body = text.slice(readFrontMatter(text).bodyStart);
      const tokens = parser.parse(body, {});
      const parsed = tokens.flatMap((token, i) =>
        token.type === 'heading_open' && token.level === 0
          ? [`${token.map?.[0]} ${token.tag} ${tokens[i + 1]?.content}`]
          : [],
      );
      expect(
        scanText(body).headings.map(({ level, source, index }) => `${index} h${level} ${source}`),
        name,
      ).toEqual(parsed);
    }
  });
});
