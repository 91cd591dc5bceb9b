import { describe, expect, test } from 'vitest';
import { escapeXml, instant, line, sound, soundHtml } from '../../../src/feed/text.ts';

describe('text', () => {
  test.each([
    ['a\u0000b\u0007c\u001fd', 'abcd'],
    ['tab\tand\nline', 'tab\tand\nline'],
    ['one\r\ntwo\rthree\u2028four', 'one\ntwo\nthree\nfour'],
    ['\ufffe\uffff\ufdd0x\ufdef', 'x'],
    ['lone \ud83c and \udf1e', 'lone  and '],
    ['sun \ud83c\udf1e stays', 'sun 🌞 stays'],
    ['\u0085\u009f\u00a0', '\u00a0'],
  ])('%j is sound as %j', (given, expected) => expect(sound(given)).toBe(expected));

  test('a line has single spaces and none around', () => expect(line(' a \n\t b\u0000 ')).toBe('a b'));

  test('no run of brackets ends a CDATA section', () => {
    expect(soundHtml(']]>]]>]]]>')).toBe(']]&gt;]]&gt;]]]&gt;');
    expect(soundHtml(']]\u0000>')).toBe(']]&gt;');
  });

  test('escaping', () => expect(escapeXml('<a href="x">&amp;')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;amp;'));

  test('instants are whole seconds in UTC', () => {
    expect(instant('2025-03-01T10:00:00.999+02:00')).toBe('2025-03-01T08:00:00Z');
    expect(() => instant('yesterday')).toThrow(RangeError);
  });
});
