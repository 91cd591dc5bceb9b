import { describe, expect, test } from 'vitest';
import { LineKind, lineAt } from '../../../src/node/lines.ts';
import { parseNode } from '../../../src/node/parse.ts';
import { scanText } from '../../../src/node/scan.ts';

const headings = (text: string) => scanText(text).headings.map(({ level, source, index }) => [level, source, index]);
const names = new Map(Object.entries(LineKind).map(([name, kind]) => [kind, name]));
const kinds = (text: string) =>
  scanText(text)
    .kinds.map((kind) => names.get(kind))
    .join(' ');

describe('headings', () => {
  test.each<[string, unknown[]]>([
    [
      '# A\n## B ##\n### C #\n#### #',
      [
        [1, 'A', 0],
        [2, 'B', 1],
        [3, 'C', 2],
        [4, '', 3],
      ],
    ],
    ['   # A\n\n    # code\n\t# code', [[1, 'A', 0]]],
    ['#A\n####### B\n#\tC', [[1, 'C', 2]]],
    [
      'A\n===\nB\nC\n---\n',
      [
        [1, 'A', 0],
        [2, 'B\nC', 2],
      ],
    ],
    ['A\n\n---\n\n- B\n---\n> C\n---', []],
    ['- A\n  ===\n- # B\n  # C', []],
    ['- A\n# B', [[1, 'B', 1]]],
    ['A\n    # not code, no heading\n# B', [[1, 'B', 2]]],
    ['> # A\n# B', [[1, 'B', 1]]],
    ['```\n# A\n````\n# B', [[1, 'B', 3]]],
    ['~~~ x\n# A\n```\n# B\n~~~\n# C', [[1, 'C', 5]]],
    ['``` a`b\n# A', [[1, 'A', 1]]],
    ['- ```\n  # A\n# B', [[1, 'B', 2]]],
    ['- a\n\n  ```\n  # A\n  ```\n\n# B', [[1, 'B', 6]]],
    ['> ```\n> # A\n# B', [[1, 'B', 2]]],
    ['<!-- a\n# A\n\n# B -->\n# C', [[1, 'C', 4]]],
    ['<!-- a -->\n# A', [[1, 'A', 1]]],
    ['<div>\n# A\n\n# B', [[1, 'B', 3]]],
    ['<b>words</b>\n# A', [[1, 'A', 1]]],
    ['<script>\n# A\n\n# B\n</script>\n# C', [[1, 'C', 5]]],
    ['1. A\n\n   # in item\n\n2. B\n# C', [[1, 'C', 5]]],
    ['| a | b |\n|---|:-:|\n| 1 | 2 |\n---\n# A', [[1, 'A', 4]]],
    ['a | b\n- | -\n1 | 2\nwords\n---\n\nA\n===', [[1, 'A', 6]]],
    ['| a | b |\n|---|\n===', [[1, '| a | b |\n|---|', 0]]],
    ['A\n2. B\n===', [[1, 'A\n2. B', 0]]],
  ])('%j', (text, expected) => {
    expect(headings(text)).toEqual(expected);
  });
});

describe('lines', () => {
  test('their kinds', () => {
    expect(kinds('words\n\n- item\n  more\n> quote\n\n***\n    code\n| a |\n<p>\nx\n\n#tag')).toBe(
      'text blank item text quote blank rule code text html html blank text',
    );
  });

  test('their text and number', () => {
    const scan = scanText('skip\nöne\ntwo', 5, 2);
    expect([lineAt(scan, 0), lineAt(scan, 1)]).toEqual(['öne', 'two']);
    expect(scan.firstLine).toBe(2);
    expect(scanText('').kinds).toEqual([]);
  });

  test('hashtag lines are no headings', () => {
    expect(scanText('#garden #tides\n# Title\n`#x`').hashes).toEqual([0]);
  });
});

describe('sections', () => {
  test('every H2 with its emoji and line, none of those in code', () => {
    const text = '---\na: b\n---\n# T\n## 🛰️ One\n```\n## no\n```\n### no\n## *Two* &amp; more:\n## 🌱\n';
    expect(parseNode(text, 'a.md', { fields: {} }).sections).toEqual([
      { emoji: '🛰️', title: 'One', line: 5 },
      { title: 'Two & more:', line: 10 },
      { emoji: '🌱', title: '🌱', line: 11 },
    ]);
  });

  test('an unclosed fence costs a warning with its line', () => {
    const { warnings } = parseNode('# T\n\n```js\n## no\n', 'a.md', { fields: {} });
    expect(warnings).toMatchObject([{ code: 'fence-unclosed', line: 3 }]);
    expect(parseNode('# T\n```js\n```\n~~~\nx\n~~~', 'a.md', { fields: {} }).warnings).toEqual([]);
  });
});
