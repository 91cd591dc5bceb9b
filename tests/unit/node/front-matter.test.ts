import { describe, expect, test } from 'vitest';
import { readFrontMatter } from '../../../src/node/front-matter.ts';

const fields = (text: string) => Object.fromEntries(readFrontMatter(text).fields);
const codes = (text: string) => readFrontMatter(text).warnings.map(({ code }) => code);

describe('front matter', () => {
  test('YAML, keys without regard to case and hyphens, dates as text', () => {
    const text = '---\ntitle: Tea\nLast-Updated: 2025-12-14\ntags: [a, b]\n---\nBody';
    const read = readFrontMatter(text);
    expect(Object.fromEntries(read.fields)).toEqual({ title: 'Tea', lastupdated: '2025-12-14', tags: ['a', 'b'] });
    expect(text.slice(read.bodyStart)).toBe('Body');
    expect(read).toMatchObject({ bodyLine: 6, warnings: [] });
    expect(read.lines.get('tags')).toBe(4);
  });

  test('YAML 1.2: `no` and `12:30` are words', () => {
    expect(fields('---\na: no\nb: 12:30\nc: 010\n---\n')).toEqual({ a: 'no', b: '12:30', c: 10 });
  });

  test('JSON, with and without braces', () => {
    expect(fields('---json\n{"title": "Tea"}\n---\n')).toEqual({ title: 'Tea' });
    expect(fields('---json\n"title": "Tea"\n---\n')).toEqual({ title: 'Tea' });
  });

  test.each(['js', 'javascript', 'JS', ' js', 'coffee', 'cson', 'constructor', 'toml'])(
    '`---%s` is never run',
    (language) => {
      const key = `ran${Math.random()}`;
      const text = `---${language}\n(globalThis[${JSON.stringify(key)}] = true, { title: "no" })\n---\n# Tea\n`;
      const read = readFrontMatter(text);
      expect(key in globalThis).toBe(false);
      expect(read.fields.size).toBe(0);
      expect(read.warnings).toMatchObject([
        { code: 'front-matter-language', message: expect.stringContaining('not run'), line: 1 },
      ]);
      expect(text.slice(read.bodyStart)).toBe('# Tea\n');
    },
  );

  test('YAML tags make no code', () => {
    const key = `ran${Math.random()}`;
    readFrontMatter(`---\na: !!js/function "function () { globalThis['${key}'] = true }"\n---\n`);
    expect(key in globalThis).toBe(false);
  });

  test('a value with a colon costs a warning with its line and no other field', () => {
    const text = '---\nstatus: Draft\ntitle: Bread: a story\n---\nBody';
    expect(fields(text)).toEqual({ status: 'Draft', title: 'Bread: a story' });
    expect(readFrontMatter(text).warnings).toMatchObject([{ code: 'front-matter-broken', line: 3 }]);
  });

  test('a bomb of aliases is defused', () => {
    const rows = Array.from(
      { length: 12 },
      (_, i) =>
        `k${i}: &a${i} [${Array(9)
          .fill(i === 0 ? 'x' : `*a${i - 1}`)
          .join(', ')}]`,
    );
    expect(codes(`---\n${rows.join('\n')}\ntitle: Tea\n---\n`)).toEqual(['front-matter-broken']);
    expect(fields(`---\n${rows.join('\n')}\ntitle: Tea\n---\n`).title).toBe('Tea');
  });

  test('a huge block is read by its plain lines', () => {
    const text = `---\ntitle: Tea\n${'x: y\n'.repeat(20_000)}---\nBody`;
    expect(codes(text)).toEqual(['front-matter-large']);
    expect(fields(text)).toMatchObject({ title: 'Tea' });
  });

  test('an unclosed block ends where the lines stop looking like data', () => {
    const text = "---\ntitle: 'Tea''s hour'\ntags:\n  - green\n\n# Heading\nBody";
    const read = readFrontMatter(text);
    expect(Object.fromEntries(read.fields)).toEqual({ title: "Tea's hour", tags: ['green'] });
    expect(read.warnings).toMatchObject([
      { code: 'front-matter-unclosed', line: 1, mend: expect.stringContaining('before line 6') },
    ]);
    expect(text.slice(read.bodyStart)).toBe('# Heading\nBody');
    expect(read.bodyLine).toBe(6);
  });

  test('a rule further down does not close an unclosed block', () => {
    const text = '---\ntitle: Tea\n\n# 🍵 Tea\n**First created:** 2025-12-14\n\n---\n\n## Leaves\n';
    expect(codes(text)).toEqual(['front-matter-unclosed']);
    expect(text.slice(readFrontMatter(text).bodyStart)).toContain('# 🍵 Tea');
    const short = '---\ntitle: Tea\n\n# 🍵 Tea\n\n---\nBody';
    expect(short.slice(readFrontMatter(short).bodyStart)).toBe('# 🍵 Tea\n\n---\nBody');
  });

  test.each([
    '# Title\n---\n',
    '---\n# Title\n\n---\nBody',
    '---\n\nA rule, then prose.\n\n---\n',
    '----\na: b\n----\n',
    ' ---\na: b\n---\n',
    '---',
    '---\n',
    '',
  ])('none: %j', (text) => {
    expect(readFrontMatter(text)).toMatchObject({ bodyStart: 0, bodyLine: 1, warnings: [] });
    expect(readFrontMatter(text).fields.size).toBe(0);
  });

  test('empty, and closed by the last line', () => {
    expect(readFrontMatter('---\n---\nBody')).toMatchObject({ bodyStart: 8, bodyLine: 3, warnings: [] });
    expect(readFrontMatter('---\na: b\n---')).toMatchObject({ bodyStart: 12, warnings: [] });
  });

  test('names from the prototype are only names', () => {
    expect(fields('---\n__proto__: x\nconstructor: y\ntitle: Tea\n---\n')).toMatchObject({ title: 'Tea' });
    expect(({} as { x?: string }).x).toBeUndefined();
  });
});
