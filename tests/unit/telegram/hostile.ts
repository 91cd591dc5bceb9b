/** Texts that try to be more than text, for properties. */
import fc from 'fast-check';
import type { DigestAnnouncement, NodeAnnouncement } from '../../../src/announce/announcement.ts';
import { HOSTILE, hostile } from '../../contract/sink/announcements.ts';

const PIECES = [
  ...[
    '@everyone',
    '@gardener',
    '@gif',
    '#spring',
    '#חורף',
    '#1a',
    '#ශ්‍රී',
    '#_x',
    '$USD',
    '$1INCH',
    '/start',
    '/cmd@gardener_bot',
  ],
  ...[
    'https://trap.example/a?b#c',
    'http://x.🌱🌱',
    'trap.com',
    'README.md',
    'пример.рф',
    '1.2.3.4',
    '1.2.3.4.5',
    'a..com',
    'xn--e1afmkfd.xn--p1ai',
  ],
  ...[
    't.me/+AbCdEf',
    'https://t.me/joinchat/AbC',
    'tg://user?id=1',
    'ton://x',
    'tonsite://y',
    'mailto:a@b.com',
    'a.b+c@garden.example.com',
  ],
  ...[
    '4111 1111 1111 1111',
    '4111111111111111',
    '+1 212 555 0123',
    '12:30',
    '1:02:03',
    '378282246310005',
    '5105-1051-0510-5100',
  ],
  ...[
    '<b>',
    '</b>',
    '<a href="tg://user?id=5">',
    '</a>',
    '<tg-spoiler>',
    '</tg-spoiler>',
    '</blockquote>',
    '<tg-emoji emoji-id="5">',
    '&lt;',
    '&amp;',
    '&#64;',
    '"',
    "'",
    '<',
    '>',
    '&',
  ],
  ...['**', '__', '||', '`', '```', '[x](https://trap.example)', '\\', '>', '-', '→', '·'],
  ...[
    '👩‍👩‍👧‍👦',
    '1️⃣',
    '#️⃣',
    '🇫🇷',
    'e\u0301\u0323',
    `z${'\u0335'.repeat(60)}`,
    'a\u030a',
    'गार्डन',
    'גינה',
    'حديقة',
    '\u202e',
    '\u2067',
    '\u2069',
    '\u200f',
    '\u200b',
    '\ud83c',
    '\u0000',
  ],
  ...[' ', ' ', '  ', '\n', '.', ':', '/', '@', '#', '+', '-', '1', '23', '4444', 'pea', 'Bean', 'com', 'x'],
];

/** A text of such pieces, some of them touching. */
export const nasty: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join('')) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 400 }).map((pieces) => pieces.join(' ')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  { weight: 1, arbitrary: fc.constantFrom(...Object.values(HOSTILE)) },
);

const address = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom(
    'https://garden.example/a',
    'http://localhost:8080/a',
    'javascript:alert(1)',
    'tg://user?id=1',
    'https://g.example/"><b>',
  ),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
);

/** A node that is hostile wherever an author's words reach. */
export const nastyNode: fc.Arbitrary<NodeAnnouncement> = fc
  .record({
    base: nasty,
    title: nasty,
    summary: nasty,
    url: address,
    emoji: fc.option(nasty, { nil: undefined }),
    contentNote: fc.option(nasty, { nil: undefined }),
    kind: fc.constantFrom('created', 'revised', 'moved', 'removed', 'restored'),
    tags: fc.array(nasty, { maxLength: 12 }),
    references: fc.array(fc.record({ title: nasty, note: nasty, url: address }), { maxLength: 14 }),
    created: fc.constantFrom('2026-03-08', '2026-03-08T10:00:00.000Z', undefined),
    updated: nasty,
    commitUrl: address,
  })
  .map(({ base, kind, ...parts }) => ({ ...hostile(base), ...parts, kind }) as NodeAnnouncement);

const nastyItem = fc.record({
  title: nasty,
  emoji: nasty,
  url: address,
  contentNote: fc.option(nasty, { nil: undefined }),
  from: fc.option(nasty, { nil: undefined }),
  section: nasty,
});

export const nastyDigest: fc.Arbitrary<DigestAnnouncement> = fc
  .tuple(
    fc.constantFrom('mass' as const, 'digest' as const, 'quiet' as const),
    fc.array(fc.record({ folder: nasty, items: fc.array(nastyItem, { maxLength: 12 }) }), { maxLength: 8 }),
  )
  .map(([reason, groups]) => ({
    type: 'digest',
    reason,
    at: '2026-03-21T12:00:00.000Z',
    groups: groups.map(({ folder, items }, group) => ({
      folder,
      items: items.map(({ section, ...item }, at) => ({
        ...item,
        changeId: `c${group}-${at}`,
        nodeId: `n${group}-${at}`,
        kind: at % 3 === 2 ? ('removed' as const) : ('revised' as const),
        path: `${folder}/${item.title}.md`,
        difference: { words: { added: 3, cut: 1 }, sections: { added: [section], removed: [section], revised: [] } },
      })),
    })),
  }));
