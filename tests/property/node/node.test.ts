import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { plainText } from '../../../src/node/inline.ts';
import { parseNode } from '../../../src/node/parse.ts';
import { readPlainData } from '../../../src/node/plain-data.ts';
import { type RenderContext, renderHtml } from '../../../src/node/render.ts';
import { cleanHtml } from '../../../src/node/sanitize.ts';
import { summarize } from '../../../src/node/summarize.ts';
import { decodeText } from '../../../src/node/text.ts';
import { allowedAttributes, readTags } from './html.ts';

/** Pieces that mean something to the grammar, so that random texts reach its corners. */
const PIECES = [
  '---\n',
  '# ',
  '## ',
  '🫀',
  '🇫🇷',
  '\n',
  '\n\n',
  '> ',
  '- ',
  '1. ',
  '– ',
  '```',
  '~~~',
  '`',
  '*',
  '**',
  '_',
  '[',
  ']',
  '](',
  '(',
  ')',
  '[[',
  ']]',
  '|',
  '!',
  '<',
  '>',
  '&',
  '&#1;',
  '<!--',
  '-->',
  '<script>',
  '</script>',
  '<a href="',
  'javascript:',
  '"',
  ' onclick=',
  '<img src=x onerror=y>',
  '<svg>',
  '<div>',
  '</div>',
  '\\',
  '\t',
  '    ',
  '===',
  ': ',
  'title: ',
  'tags: ',
  'Cross-references:',
  'Return to',
  'Stardust',
  'Constellations',
  '**First created:** ',
  '2025-12-14',
  'YYYY-MM-DD',
  'TBC',
  'https://a.example/',
  './b.md',
  '#',
  '{',
  '}',
  '\u0000',
  '\ud800',
  '\u200d',
  '\ufe0f',
  '\r',
  'é',
  'word ',
  '\u2011',
  'a.md',
];
const nodeText = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
);

const context: RenderContext = {
  url: (target) => `https://garden.example/${target}`,
  wiki: (name) => `https://garden.example/w/${name}`,
  base: 'https://garden.example/n',
};

describe('parseNode', () => {
  test('never throws, and always has a title', () => {
    fc.assert(
      fc.property(nodeText, fc.string({ unit: 'grapheme', maxLength: 20 }), (text, path) => {
        const node = parseNode(text, path, { fields: { title: '{}.md' } });
        expect(node.title).not.toBe('');
        expect([...new Intl.Segmenter().segment(node.summary)].length).toBeLessThanOrEqual(600);
        for (const { title, line } of node.references) {
          expect(title).not.toBe('');
          expect(line).toBeGreaterThan(0);
        }
        for (const { title } of node.sections) expect(title).not.toBe('');
        for (const tag of node.tags) expect(tag.trim()).toBe(tag);
      }),
      { numRuns: 3_000 },
    );
  });

  test('lines that go on for ever cost no more than their length', () => {
    const units = [
      '[',
      '![',
      '](',
      '[a](',
      '*',
      '**a ',
      '_',
      ' ',
      '\t',
      '>',
      '> - [',
      '- ',
      '1. ',
      '`',
      '``` ',
      '<',
      '<!--',
      '#',
      '# ',
      '=',
      '|',
      '| a ',
      '(',
      '\\',
      '&',
      '[[',
      '[[a|',
      '🫀',
      'ğŸ',
      'Ã©',
      '**a:** b | ',
      'cross-ref ',
      '#a ',
      '---\n',
      'a: b\n',
    ];
    // A run of 200,000 signs would take minutes if any step grew with its square; the suite's own time limit tells.
    for (const unit of units) {
      for (const start of ['', 'x ', '# ', '---\na: ', '## Cross-references\n- ', '## Constellations\n']) {
        const text = start + unit.repeat(200_000 / unit.length);
        expect(parseNode(decodeText(Buffer.from(text)).text, 'a.md', { fields: {} }).title).not.toBe('');
      }
    }
  });
});

describe('summarize', () => {
  const letters = (text: string) =>
    [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);

  test('keeps to its limit, cuts no letter, and is stable', () => {
    const words = fc.oneof(
      fc.lorem({ maxCount: 30 }),
      fc.string({ unit: 'grapheme-composite', maxLength: 80 }),
      fc
        .array(fc.constantFrom('🫀', '👩🏽‍🌾', '🇫🇷', 'e\u0301', ' ', 'word', '. ', '…', ','), { maxLength: 40 })
        .map((all) => all.join('')),
    );
    fc.assert(
      fc.property(words, fc.integer({ min: 0, max: 60 }), (text, limit) => {
        const cut = summarize(text, limit);
        expect(letters(cut).length).toBeLessThanOrEqual(limit);
        expect(summarize(cut, limit)).toBe(cut);
        const whole = text.replace(/\s+/g, ' ').trim();
        const kept = letters(cut.endsWith('…') && !whole.startsWith(cut) ? cut.slice(0, -1) : cut);
        expect(letters(whole).slice(0, kept.length)).toEqual(kept);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('plainText', () => {
  test('plain emphasis is undone just as the parser would', () => {
    const word = fc.constantFrom('*', '**', 'bread', 'salt', ' ', ', ', '.', '(', ')', '“', '”', '—');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 14 }), (words) => {
        const text = words.join('');
        // An entity makes the text one that only the parser may read; it stands for itself.
        expect(plainText(`${text} &amp;`)).toBe(`${plainText(text)} &`.trim());
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('readPlainData', () => {
  const words = fc.oneof(
    fc.constantFrom(
      '7',
      '007',
      '2025-12-14',
      '1.5',
      '1e3',
      '0x1F',
      '0o7',
      'no',
      'null',
      'True',
      '~',
      '',
      'a: b',
      'a:b',
      'a #b',
      'a#b',
      'a,b',
      '[a]',
      'a [b] {c}',
      '"a"',
      'a "b"',
      '(a)',
      '<a@b>',
      '- a',
      '* a',
      '&a',
      '!a',
      '|',
      '>',
      '%a',
      '@a',
      '`a`',
      'a\\b',
      'ends:',
      'é',
      '🍞',
      'https://a.example/?b=c#d',
      'a  ',
      'a\tb',
      '12:30',
      '1_000',
      'beef',
      '99999999999999999',
      '...',
      'a ---',
    ),
    fc.string({
      unit: fc.constantFrom('a', 'B', '1', ' ', ':', '#', '-', '.', ',', '"', "'", '[', '\\', 'e', '+'),
      maxLength: 8,
    }),
  );
  const keys = fc.constantFrom('title', 'a-b', 'c_d', 'E2', 'null', 'y', 'constructor', 'toString');

  test('reads what it reads just as the YAML parser does', () => {
    let read = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, words), { maxLength: 4 }), (pairs) => {
        const block = pairs.map(([key, value]) => `${key}: ${value}`).join('\n');
        const data = readPlainData(block);
        if (data === undefined || pairs.length === 0) return;
        read++;
        expect(data).toEqual(parseYaml(block, { version: '1.2' }));
      }),
      { numRuns: 10_000 },
    );
    expect(read).toBeGreaterThan(500);
  });
});

describe('decodeText', () => {
  test('gives clean text for any bytes, and sound UTF-8 back as it was', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const { text } = decodeText(bytes);
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toMatch(/[\x00-\x08\x0B-\x1F\x7F-\x9F]/);
      }),
      { numRuns: 3_000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/[\x00-\x08\x0B-\x1F\x7F-\x9F\uFFFE\uFFFF\uFEFF]/.test(text) && text.isWellFormed());
        expect(decodeText(Buffer.from(text)).text).toBe(text);
      }),
    );
  });
});

/** Whatever the parser writes by itself, in any order: no HTML of an author's. */
const markdown = fc
  .array(
    fc.constantFrom(
      ...[
        '# ',
        '## Part\n',
        '\n',
        '\n\n',
        '- ',
        '  - ',
        '3. ',
        '> ',
        '```js x\n',
        '```\n',
        '``` "a<b\n',
        '    code "x"\n',
        '---\n',
      ],
      ...[
        '**',
        '*',
        '_',
        '~~s~~',
        '`c<"&`',
        '"q"',
        "'",
        '<',
        '>',
        '&',
        '&amp;',
        '&#0;',
        '&nbsp;',
        '\\*',
        '  \n',
        '\t',
        ' ',
        'word',
        '🫀',
        '\ud800',
      ],
      ...[
        '[a](b.md "t\\"x")',
        '[a](nowhere)',
        '[a](#Frag ment)',
        '[a](<sp ace.md>)',
        '[x](javascript:1)',
        '[p](//h.example/x)',
        '<a@b.c>',
      ],
      ...[
        '![alt "q" <b>x](p.png "ti")',
        '![w](mailto:a@b.c)',
        '[![i](x.png)](y)',
        '[![i](mailto:a@b.c)](z)',
        'https://x.example/a?b=c&d',
      ],
      ...[
        '[[wiki]]',
        '[[even|label]]',
        '[a [[wiki]] b](c.md)',
        '[ref]',
        '\n[ref]: /r.md "T"\n',
        '| a | b |\n|:-|-:|\n| 1 | `x|` |\n',
      ],
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe('renderHtml', () => {
  test('leaves nothing that the cleaner would change, whether it was needed or not', () => {
    const here = (leads: (target: string) => string | undefined) => (target: string) =>
      /nowhere|wiki/.test(target) ? undefined : leads(target);
    const known = { ...context, url: here(context.url), wiki: here(context.wiki) };
    const clean = (text: string) => {
      const html = renderHtml(text, known);
      expect(cleanHtml(html, known).trim()).toBe(html);
    };
    fc.assert(fc.property(nodeText, clean), { numRuns: 3_000 });
    fc.assert(fc.property(markdown, clean), { numRuns: 5_000 });
  });

  test('gives nothing but allowed tags, absolute addresses and clean text', () => {
    fc.assert(
      fc.property(nodeText, (text) => {
        const html = renderHtml(text, context);
        expect(html.isWellFormed()).toBe(true);
        expect(html).not.toMatch(/[\x00-\x08\x0B-\x1F\x7F-\x9F]/);
        for (const { name, attributes } of readTags(html)) {
          const allowed = allowedAttributes(name);
          for (const [attribute, value] of attributes) {
            expect(allowed).toContain(attribute);
            if (['href', 'src', 'cite'].includes(attribute)) expect(value).toMatch(/^(?:https?:\/\/|mailto:)/);
          }
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
