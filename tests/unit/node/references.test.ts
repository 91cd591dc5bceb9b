import { describe, expect, test } from 'vitest';
import type { Reference } from '../../../src/node/node.ts';
import { parseNode } from '../../../src/node/parse.ts';

const references = (text: string, fields: Record<string, string> = {}) =>
  parseNode(text, 'garden/tea.md', { fields }).references;
/** Without the fields that are absent and the line, which has a test of its own. */
const bare = ({ line: _, ...rest }: Reference) => JSON.parse(JSON.stringify(rest));
const quote = (...items: string[]) =>
  references(
    `# Tea\n\n## 🏮 Footer\n\n> 📡 Cross-references:\n> \n${items.map((item) => `> ${item}\n`).join('')}\n_Last updated: 2025-12-14_\n`,
  ).map(bare);
const body = (text: string) => references(`# Tea\n\n${text}\n`).map(bare);

describe('items of a cross-reference list', () => {
  test.each<[string, object]>([
    [
      '- [🍞 Bread](../bread/🍞_bread.md) — *what goes with it*  ',
      { title: '🍞 Bread', target: '../bread/🍞_bread.md', note: 'what goes with it' },
    ],
    ['* [Bread](./bread.md#crust) - crisp', { title: 'Bread', target: './bread.md', fragment: 'crust', note: 'crisp' }],
    ['– [Bread](bread.md): crisp', { title: 'Bread', target: 'bread.md', note: 'crisp' }],
    ['1. [Bread](bread.md)', { title: 'Bread', target: 'bread.md' }],
    ['- 🍞 [**Bread**](bread.md)', { title: '🍞 Bread', target: 'bread.md' }],
    ['- [ ] [Bread](bread.md)', { title: 'Bread', target: 'bread.md' }],
    ['- [Bread](<my bread.md> "crisp")', { title: 'Bread', target: 'my bread.md' }],
    ['- [Bread](../🇫🇷 _my bread.md)', { title: 'Bread', target: '../🇫🇷 _my bread.md' }],
    ['- [Bread](my%20bread.md)', { title: 'Bread', target: 'my%20bread.md' }],
    ['- [Bread](bread(1).md)', { title: 'Bread', target: 'bread(1).md' }],
    ['- [Loaves](../) — all', { title: 'Loaves', target: '../', note: 'all' }],
    ['- [Prices](prices.csv)', { title: 'Prices', target: 'prices.csv' }],
    ['- **Bread and salt** — why not', { title: 'Bread and salt', note: 'why not' }],
    ['- **Bread:** why not', { title: 'Bread', note: 'why not' }],
    ['- [🍞 Bread — A Story] — why not', { title: '🍞 Bread — A Story', note: 'why not' }],
    ['- [🍞 Bread] -  *TBC*', { title: '🍞 Bread' }],
    ['- 🍞 Bread of the day — *why not*', { title: '🍞 Bread of the day', note: 'why not' }],
    ['- Bread', { title: 'Bread' }],
    ['- Source: `../bread/🍞_bread.md`', { title: 'Source', target: '../bread/🍞_bread.md' }],
    ['- `🍞_bread.md` — why not', { title: '🍞_bread.md', target: '🍞_bread.md', note: 'why not' }],
    ['- `../bread/`', { title: 'bread', target: '../bread/' }],
    ['- [[Bread]] — why not', { title: 'Bread', target: 'Bread', note: 'why not' }],
    ['- [[bread#crust|🍞 The crust]]', { title: '🍞 The crust', target: 'bread', fragment: 'crust' }],
    ['- [Bread](bread.md) –', { title: 'Bread', target: 'bread.md' }],
  ])('%s', (item, expected) => {
    expect(quote(item)).toEqual([{ kind: 'cross', ...expected }]);
  });

  test.each([
    '- TBC',
    '- *TBC*',
    '- None yet.',
    '- n/a',
    '-',
    '- —',
    '- [Bread makers](https://example.org/bread)',
    '- ![Bread](bread.png)',
  ])('%s is none', (item) => {
    expect(quote(item)).toEqual([]);
  });

  test('several links of one item', () => {
    expect(quote('- [Bread](bread.md) and [salt](salt.md) — why')).toEqual([
      { kind: 'cross', title: 'Bread', target: 'bread.md', note: 'and salt — why' },
      { kind: 'cross', title: 'salt', target: 'salt.md' },
    ]);
  });

  test('an item over several lines', () => {
    expect(quote('- [Bread](bread.md) — what', '  goes with it', '- [Salt](salt.md)')).toEqual([
      { kind: 'cross', title: 'Bread', target: 'bread.md', note: 'what goes with it' },
      { kind: 'cross', title: 'Salt', target: 'salt.md' },
    ]);
  });

  test('groups and navigation', () => {
    expect(
      quote(
        '**Near:**',
        '- [Bread](bread.md)',
        '',
        '🌊 **Far**',
        '- [Tides](../tides.md)',
        '- [[Salt]]',
        '',
        'Return to: [Garden](./README.md)',
        '🏮 [Return to House](../README.md)',
      ),
    ).toEqual([
      { kind: 'cross', title: 'Bread', target: 'bread.md', group: 'Near' },
      { kind: 'cross', title: 'Tides', target: '../tides.md', group: '🌊 Far' },
      { kind: 'cross', title: 'Salt', target: 'Salt', group: '🌊 Far' },
      { kind: 'return', title: 'Garden', target: './README.md', group: '🌊 Far' },
      { kind: 'return', title: '🏮 Return to House', target: '../README.md', group: '🌊 Far' },
    ]);
    expect(quote('Return to:', '- [Garden](./README.md)')).toEqual([
      { kind: 'return', title: 'Garden', target: './README.md', group: 'Return to' },
    ]);
  });
});

describe('where a list stands', () => {
  const bread = { kind: 'cross', title: 'Bread', target: 'bread.md' };

  test.each([
    '> 📡 Cross-references:\n> - [Bread](bread.md)',
    '> **📡 CROSS‑REFERENCES**\n>\n> - [Bread](bread.md)',
    '> 📱 Cross references\n> – [Bread](bread.md)',
    '> 📡 Cross-references: [Bread](bread.md)',
    '> 📡 Cross-references:  \n\n> – [Bread](bread.md)',
    '> ### 📡 Crossrefs\n> [Bread](bread.md)',
    '## 📡 Cross-References  \n- [Bread](bread.md)',
    '### Cross-links\n\n- [Bread](bread.md)\n\n---\n',
    '📡 Cross-references:\n- [Bread](bread.md)',
    '**Cross-references:**\n\n* [Bread](bread.md)',
    '_Cross-refs_:\n\n1. [Bread](bread.md)',
  ])('%j', (text) => {
    expect(body(text)).toEqual([bread]);
  });

  test('a section ends at the next heading or rule, a quote at the next line outside', () => {
    const mention = { kind: 'mention', title: 'Salt', target: 'salt.md' };
    expect(body('## Cross-references\n- [Bread](bread.md)\n## More\n- [Salt](salt.md)')).toEqual([bread, mention]);
    expect(body('## Cross-references\n- [Bread](bread.md)\n\n---\n\n- [Salt](salt.md)')).toEqual([bread, mention]);
    expect(body('> Cross-references:\n> - [Bread](bread.md)\n\nSee [Salt](salt.md).')).toEqual([bread, mention]);
    expect(body('> Cross-references:\n> - [Bread](bread.md)\n\n> A saying with [Salt](salt.md).')).toEqual([
      bread,
      mention,
    ]);
  });

  test('two lists, and headings in them as groups', () => {
    expect(
      body(
        '## Cross-references\n### Near\n- [Bread](bread.md)\n\n## Footer\n> Cross-references: TBC\n> - [Salt](salt.md)',
      ),
    ).toEqual([
      { ...bread, group: 'Near' },
      { kind: 'cross', title: 'Salt', target: 'salt.md' },
    ]);
  });

  test('words about cross-references are no list', () => {
    expect(
      body('### 2. **Cross-Link Integrity**\n- Check the links.\n\nEntries cross-referenced with bread:\n- salt'),
    ).toEqual([]);
    expect(body('```\n> Cross-references:\n> - [Bread](bread.md)\n```')).toEqual([]);
  });

  test('lines are those of the file', () => {
    const text = '---\nrequires: 7\n---\n# Tea\n\n> Cross-references:\n> - [Bread](bread.md)\n\nSee\n[Salt](salt.md).';
    expect(references(text, { requires: 'n-{}.md' }).map(({ line }) => line)).toEqual([2, 7, 10]);
  });
});

describe('mentions', () => {
  test.each<[string, object[]]>([
    [
      'See [Bread](bread.md) and [the *crust*](bread.md#crust).',
      [
        { title: 'Bread', target: 'bread.md' },
        { title: 'the crust', target: 'bread.md', fragment: 'crust' },
      ],
    ],
    ['See [Bread](bread.md), [Bread](bread.md).', [{ title: 'Bread', target: 'bread.md' }]],
    ['A [label\nover lines](bread.md)', [{ title: 'label over lines', target: 'bread.md' }]],
    [
      '- [Bread](bread.md)\n  - [Salt](salt.md)',
      [
        { title: 'Bread', target: 'bread.md' },
        { title: 'Salt', target: 'salt.md' },
      ],
    ],
    ['| a | b |\n|---|---|\n| [Bread](bread.md) | `x` |', [{ title: 'Bread', target: 'bread.md' }]],
    ['### [Bread](bread.md)', [{ title: 'Bread', target: 'bread.md' }]],
    ['> [Bread](bread.md)', [{ title: 'Bread', target: 'bread.md' }]],
    [
      '[[Bread]] and [[salt|The salt]]',
      [
        { title: 'Bread', target: 'Bread' },
        { title: 'The salt', target: 'salt' },
      ],
    ],
    [
      '[Bread][b], [b] and [B][]\n\n[b]: ./bread.md "crisp"',
      [
        { title: 'Bread', target: './bread.md' },
        { title: 'b', target: './bread.md' },
        { title: 'B', target: './bread.md' },
      ],
    ],
    ['[![picture](p.png)](bread.md)', [{ title: 'picture', target: 'bread.md' }]],
    ['[](bread.md)', [{ title: 'bread.md', target: 'bread.md' }]],
    [
      '[Sheet](prices.csv) [Up](../)',
      [
        { title: 'Sheet', target: 'prices.csv' },
        { title: 'Up', target: '../' },
      ],
    ],
    ['[a [b] c](bread.md)', [{ title: 'a [b] c', target: 'bread.md' }]],
    ['[a](bread\\_1.md)', [{ title: 'a', target: 'bread_1.md' }]],
  ])('%j', (text, expected) => {
    expect(body(text)).toEqual(expected.map((one) => ({ kind: 'mention', ...one })));
  });

  test.each([
    '[Out](https://example.org/a.md) [Mail](mailto:a@example.org) [Tel](tel:1) [Host](//example.org) [Part](#part)',
    '![Picture](p.png)',
    '`[Bread](bread.md)` and ``a ` [[Bread]]``',
    '```\n[Bread](bread.md)\n```',
    '    [Bread](bread.md)',
    '<!-- [Bread](bread.md) -->',
    'words:contentReference[oaicite:3]{index=3}',
    '\\[Bread](bread.md)',
    '[Bread] (bread.md) [x]',
    '[^1] and a note\n\n[^1]: ./bread.md',
    '[Bread](bread.md "unclosed)',
  ])('none in %j', (text) => {
    expect(body(text)).toEqual([]);
  });

  test('navigation', () => {
    expect(body('🏮 [Return to Garden](./README.md)\n⬆ Back to [House](../README.md)')).toEqual([
      { kind: 'return', title: 'Return to Garden', target: './README.md' },
      { kind: 'return', title: 'House', target: '../README.md' },
    ]);
  });
});

describe('front matter fields', () => {
  const field = (value: string) =>
    references(`---\nrequires: ${value}\n---\n# Tea`, { requires: 'notes/n-{}.md', other: '{}' }).map(
      ({ title, target }) => [title, target],
    );

  test.each([
    ['7', [['n-7', 'notes/n-7.md']]],
    [
      '7, 20',
      [
        ['n-7', 'notes/n-7.md'],
        ['n-20', 'notes/n-20.md'],
      ],
    ],
    [
      '[7, "20"]',
      [
        ['n-7', 'notes/n-7.md'],
        ['n-20', 'notes/n-20.md'],
      ],
    ],
    ['$&', [['n-$&', 'notes/n-$&.md']]],
    ['', []],
    ['{a: b}', []],
  ])('requires: %s', (value, expected) => {
    expect(field(value)).toEqual(expected);
  });

  test('are of kind `field` and name it', () => {
    expect(references('---\nRequires: 7\n---\n', { requires: '{}.md' })).toEqual([
      { kind: 'field', title: '7', target: '7.md', field: 'requires', line: 2 },
    ]);
  });
});
