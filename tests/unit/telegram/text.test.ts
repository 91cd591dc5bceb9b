import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOf, cut, inline, linked, words } from '../../../src/telegram/text.ts';
import { detect, parse } from '../../fakes/telegram/parser.ts';
import { nasty } from './hostile.ts';

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });
const letters = (text: string) => [...SEGMENTER.segment(text)].map(({ segment }) => segment);
const bare = (text: string) => text.replaceAll('\u2060', '');

/** What Telegram makes of a text by itself. */
const found = (text: string) => detect({ text, entities: [] });

describe('words of an author', () => {
  test.each([
    ['a name', 'ask @gardener about it'],
    ['a tag', 'see #spring and #חורף and #ශ්‍රී'],
    ['a command', 'type /start or (/help@some_bot)'],
    ['cash', 'worth $USD and $1INCH'],
    ['an address', 'https://trap.example/a?b=c and trap.com and README.md and http://x.🌱🌱'],
    ['an invitation', 't.me/+AbCdEf and tg://join?invite=x'],
    ['a mail address', 'a.b+c@garden.com'],
    ['a number of a machine', 'at 10.0.0.255'],
    ['a card', '4111 1111 1111 1111 and 4111111111111111'],
    ['a time of a video', 'from 1:23 to 1:02:03'],
  ])('%s is found by Telegram in the raw text, and not in ours', (_, text) => {
    expect(found(text)).not.toEqual([]);
    const shown = cut(text, 400).text;
    expect(bare(shown)).toBe(text);
    expect(found(shown)).toEqual([]);
  });

  test.each(['a/b', 'and/or', '3.14', '1.2', '#️⃣ keys', 'e.g. this', 'C# and $5 + 3', 'half past: ten', '🌱 Sowing'])(
    'leaves %j as it is',
    (text) => {
      const shown = cut(text, 400).text;
      expect(bare(shown)).toBe(text);
      expect(text === 'e.g. this' || shown === text).toBe(true);
    },
  );

  test('never become more than text, whatever they are', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 12, max: 900 }), (text, room) => {
        const { text: shown } = cut(text, room);
        expect(shown.length).toBeLessThanOrEqual(room);
        expect(found(shown)).toEqual([]);
        const parsed = parse(words(text, room), 'HTML');
        expect(parsed).toEqual({ text: shown, entities: [] });
      }),
      { numRuns: 2_000 },
    );
  });

  test('are never cut inside a letter', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 12, max: 200 }), (text, room) => {
        const all = letters(cut(text, 1_000_000).text);
        const { text: shown, whole } = cut(text, room);
        if (!whole) expect(all.join('').startsWith(shown.slice(0, -1))).toBe(true);
        const kept = whole ? shown : shown.slice(0, -1);
        expect(letters(kept)).toEqual(all.slice(0, letters(kept).length));
      }),
    );
  });

  test('are cut at a word', () => {
    expect(cut('peas and beans, and a row of canes', 18)).toEqual({ text: 'peas and beans…', whole: false });
    expect(cut('peas and beans', 14)).toEqual({ text: 'peas and beans', whole: true });
    expect(cut('e'.repeat(40), 10).text).toBe(`${'e'.repeat(9)}…`);
  });

  test('are empty where there is nothing to see', () => {
    for (const text of ['', ' \n', '\u200b\u200d', '\u3164', '\u2800 ']) expect(cut(text, 40).text).toBe('');
  });

  test('keep their accents, which Telegram would drop where they stand apart', () => {
    expect(cut('bla\u030aba\u0308r', 40).text).toBe('blåbär');
  });

  test('from the right to the left keep to themselves between others', () => {
    expect(inline('גינה', 40)).toBe('\u2068גינה\u2069');
    expect(inline('garden', 40)).toBe('garden');
    expect(words('גינה', 40)).toBe('גינה');
  });
});

describe('addresses', () => {
  test('lead from a title, and survive the parser', () => {
    const url = 'https://garden.example/é%20🌱?q=1&z="<b>\'#x';
    const { text, entities } = parse(linked('A <bed>', url, 80), 'HTML');
    expect(text).toBe('A <bed>');
    expect(entities).toEqual([{ type: 'text_link', offset: 0, length: 7, url: addressOf(url) }]);
  });

  test.each([
    ...['http://localhost:8080/nodes/a', 'http://nas/a', 'https://garden./a', 'tg://user?id=1', 'javascript:alert(1)'],
    ...['mailto:a@b.example', '/nodes/a', ''],
  ])('%j is none that Telegram would take', (url) => {
    expect(addressOf(url)).toBeUndefined();
    expect(linked('Bed', url, 80)).toBe('Bed');
  });

  test('are left out where they are too long', () => {
    expect(addressOf(`https://garden.example/${'a'.repeat(2_000)}`)).toBeUndefined();
  });

  test('never carry a name and a password', () => {
    expect(addressOf('https://ada:secret@garden.example/a')).toBe('https://garden.example/a');
  });
});
