import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean, columns, cut, pad, wrap } from '../../../src/terminal/text.ts';

describe('columns', () => {
  test.each([
    ['pea', 3],
    ['', 0],
    ['été', 3],
    ['e\u0301te\u0301', 3],
    ['庭の手', 6],
    ['ｗｉｄｅ', 8],
    ['ﾊﾝｶｸ', 4],
    ['한글', 4],
    ['🌱', 2],
    ['❤️', 2],
    ['❤', 1],
    ['1️⃣', 2],
    ['🇫🇷', 2],
    ['👩‍👩‍👧‍👦', 2],
    ['🏴󠁧󠁢󠁳󠁣󠁴󠁿', 2],
    ['„Beet“ – 12 °C', 14],
    ['zero\u200bwidth\ufeff', 9],
  ])('of %j are %i', (text, width) => {
    expect(columns(text)).toBe(width);
  });
});

describe('clean', () => {
  test.each([
    ['\u001b[31mred\u001b[0m rose', 'red rose'],
    ['\u001b]8;;https://x.example\u0007link\u001b]8;;\u0007', 'link'],
    ['a\u0000b\u0086c\u007fd', 'a b c d'],
    ['one\r\ntwo\u2028three\tfour', 'one two three four'],
    ['\u202etxt.exe\u202c \u2067open', 'txt.exe open'],
    ['  kept:   גינה 👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿 ', 'kept: גינה 👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
  ])('makes one plain line of %j', (text, line) => {
    expect(clean(text)).toBe(line);
  });

  test('leaves nothing that steers a terminal, whatever comes', () => {
    const steering = fc.constantFrom(
      '\u001b',
      '[',
      ']',
      '8;;',
      '\u0007',
      '\u009b',
      '\u009d',
      '31m',
      '\u202e',
      'P',
      '\\',
    );
    const text = fc.array(fc.oneof(steering, fc.string({ unit: 'binary' }))).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (any) => {
        expect(clean(any)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });
});

describe('wrap, cut and pad', () => {
  const line = fc.string({ unit: 'grapheme' }).map(clean);
  const width = fc.integer({ min: 2, max: 60 });

  test('wrap keeps every letter, and every line within the width', () => {
    fc.assert(
      fc.property(line, width, (text, limit) => {
        const lines = wrap(text, limit);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const each of lines) expect(columns(each)).toBeLessThanOrEqual(limit);
      }),
    );
  });

  test('cut keeps short text as it is, and long text within the width', () => {
    expect(cut('pea', 3)).toBe('pea');
    expect(cut('early peas', 7)).toBe('early…');
    expect(cut('👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 5)).toBe('👩‍👩‍👧‍👦👩‍👩‍👧‍👦…');
    fc.assert(
      fc.property(line, width, (text, limit) => {
        expect(columns(cut(text, limit))).toBeLessThanOrEqual(limit);
        expect(columns(pad(text, limit))).toBe(Math.max(limit, columns(text)));
      }),
    );
  });

  test('wrap breaks between words, and a word longer than the line inside it', () => {
    expect(wrap('peas and beans in a row', 9)).toEqual(['peas and', 'beans in', 'a row']);
    expect(wrap('a 庭庭庭庭庭 b', 5)).toEqual(['a', '庭庭', '庭庭', '庭 b']);
    expect(wrap('', 9)).toEqual([]);
  });
});
