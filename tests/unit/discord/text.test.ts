/** An author's words stay words: read with Discord's own rules they make no markup. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oneLine } from '../../../src/announce/text.ts';
import { addressOf, cut, escaped, inline, labelOf, linked, words } from '../../../src/discord/text.ts';
import { HOSTILE } from '../../contract/sink/announcements.ts';
import { hostileText } from './hostile.ts';
import { read } from './reading.ts';

const NO_NODES: never[] = [];

describe('the rules the tests read by', () => {
  test.each([
    ['**a**', 'bold'],
    ['*a*', 'italic'],
    ['snake_case_name', 'italic'],
    ['__a__', 'underline'],
    ['~~a~~', 'strike'],
    ['||a||', 'spoiler'],
    ['`a`', 'code'],
    ['```a```', 'code block'],
    ['[a](https://b.example)', 'link'],
    ['[a\\*b](https://b.example)', 'broken link'],
    ['# a', 'heading'],
    ['-# a', 'small'],
    ['- a', 'list'],
    ['12. a', 'list'],
    ['> a', 'quote'],
    ['@everyone', 'mention'],
    ['<@123456789012345678>', 'mention'],
    ['<@&1>', 'mention'],
    ['<#2>', 'mention'],
    ['<:pea:1>', 'custom emoji'],
    ['a :pea: b', 'emoji name'],
    ['<t:1618953630:R>', 'time'],
    ['</water the peas:1>', 'command'],
    ['<id:customize>', 'navigation'],
    ['see https://x.example', 'address'],
    ['<mailto:pea@garden.example>', 'address'],
  ])('see what is in %s', (text, kind) => {
    expect(read(text).nodes.map((node) => node.kind)).toContain(kind);
  });

  test('show an escaped sign without its backslash', () => {
    expect(read('\\*a\\* \\\\')).toEqual({ nodes: NO_NODES, shown: '*a* \\' });
  });
});

describe("an author's words", () => {
  test.each(Object.entries(HOSTILE))('of %s are shown as they are', (_, text) => {
    expect(read(escaped(text))).toEqual({ nodes: NO_NODES, shown: oneLine(text) });
  });

  test('of any hostile pieces are shown as they are, at the beginning of a line and inside it', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const line = oneLine(text);
        expect(read(escaped(text))).toEqual({ nodes: NO_NODES, shown: line });
        expect(read(`so: *${escaped(`a${text}`)}*`)).toMatchObject({ shown: `so: ${oneLine(`a${text}`)}` });
      }),
      { numRuns: 2_000 },
    );
  });

  test.each(['#️⃣ keycaps', '1️⃣ one', '*️⃣ star'])('keep the emoji of %s', (text) => {
    expect(read(escaped(text)).shown).toBe(text);
  });

  test('cut never exceed the room, break no letter, and are still words', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 3, max: 200 }), (text, room) => {
        const { shown, whole } = cut(text, room, escaped);
        expect(shown.length).toBeLessThanOrEqual(room);
        expect(shown.isWellFormed()).toBe(true);
        const reading = read(shown);
        expect(reading.nodes).toEqual([]);
        const line = oneLine(text);
        if (whole) expect(reading.shown).toBe(line);
        const head = whole ? line : reading.shown.replace(/…$/, '');
        expect(line.startsWith(head)).toBe(true);
        expect(borders(line)).toContain(head.length);
      }),
      { numRuns: 1_000 },
    );
  });

  test('are cut at a word', () => {
    expect(words('peas and beans and leeks', 20)).toBe('peas and beans and…');
    expect(words('peas, and beans', 8)).toBe('peas…');
    expect(words('a'.repeat(30), 10)).toBe(`${'a'.repeat(8)}…`);
    expect(words('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 14)).toBe('👩‍👩‍👧‍👦…');
    expect(words('peas', 2)).toBe('');
  });

  test('from right to left keep to themselves beside other words', () => {
    expect(inline('גינה', 20)).toBe('\u2068גינה\u2069');
    expect(inline('peas', 20)).toBe('peas');
  });
});

describe('a linked title', () => {
  const url = 'https://garden.example/peas';

  test('is a link, its emoji beside it', () => {
    expect(linked('🌱 Peas: a year (part 2) 🌱', url, 80)).toBe(`🌱 [Peas: a year (part 2)](<${url}>) 🌱`);
  });

  test.each([
    'snake_case_name',
    'a [b] c',
    '10:22',
    'two 🌱 words',
    '🌱',
    'see https://x.example',
    '@here',
    'a'.repeat(81),
  ])('that may not be one is followed by one: %s', (title) => {
    const shown = linked(title, url, 80);
    expect(shown).toBe(`${words(title, 78)} · [open](<${url}>)`);
  });

  test('is only words where there is no address', () => {
    expect(linked('Peas_', undefined, 80)).toBe('Peas\\_');
    expect(linked('Peas', 'javascript:alert(1)', 80)).toBe('Peas');
  });

  test('of any hostile pieces is one link to its page, and nothing else', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { nodes } = read(`### ${linked(text || 'x', url, 100)}`);
        expect(nodes.slice(1)).toEqual([{ kind: 'link', text: expect.any(String), url }]);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('an address', () => {
  test.each([
    ['https://garden.example/a b', 'https://garden.example/a%20b'],
    ['https://garden.example/a(b)_c*d|e~f', 'https://garden.example/a%28b%29_c%2Ad%7Ce%7Ef'],
    ['https://garden.example/?q=\'"><`', 'https://garden.example/?q=%27%22%3E%3C%60'],
    ['https://garden.example/?q={a}^%', 'https://garden.example/?q=%7Ba%7D%5E%25'],
    ['https://garden.example/#a#b%20(c)', 'https://garden.example/#a%23b%20%28c%29'],
    ['https://user:secret@garden.example/', 'https://garden.example/'],
    ['https://garden.example/🌱', 'https://garden.example/%F0%9F%8C%B1'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['http://[::1]:8080/a[b]', 'http://[::1]:8080/a%5Bb%5D'],
  ])('%s', (from, to) => {
    expect(addressOf(from)).toBe(to);
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', 'tg://user?id=1', 'garden', '', undefined])(
    '%s is none',
    (url) => {
      expect(addressOf(url)).toBeUndefined();
    },
  );

  test('too long for a button is none', () => {
    expect(addressOf(`https://garden.example/${'a'.repeat(600)}`)).toBeUndefined();
  });
});

describe("a button's label", () => {
  test('is plain text, cut', () => {
    expect(labelOf('🫘 *Bean* trellis')).toBe('🫘 *Bean* trellis');
    expect(labelOf('bean '.repeat(50))).toHaveLength(75);
  });

  test.each(['', '   ', '\u200b', '\u0301'])('that nobody could read is none: %j', (text) => {
    expect(labelOf(text)).toBeUndefined();
  });
});

/** Where letters begin, and the end. */
function borders(text: string): number[] {
  const letters = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text);
  return [...Array.from(letters, ({ index }) => index), text.length];
}
