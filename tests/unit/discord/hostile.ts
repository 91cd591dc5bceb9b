/** Texts made of pieces that mean something to Discord, and announcements full of them. */
import fc from 'fast-check';
import type { NodeAnnouncement } from '../../../src/announce/announcement.ts';
import { created, hostile } from '../../contract/sink/announcements.ts';

const PIECES = [
  ...['*', '**', '_', '__', '~~', '|', '||', '`', '```', '\\', '>', '>>> ', '#', '# ', '-# ', '- ', '+ ', '1. ', '---'],
  ...['[', ']', '(', ')', '](', '](https://x.example)', '[peas](https://x.example)', '<', '>', '<https://x.example>'],
  ...['@', '@everyone', '@here', '<@123456789012345678>', '<@!1>', '<@&1>', '<#2>', '<:pea:3>', '<a:pea:3>', ':pea:'],
  ...[
    '<t:1618953630>',
    '<t:1:R>',
    '</water:4>',
    '<id:browse>',
    '<mailto:a@b.example>',
    'https://x.example/_a_',
    'http://',
  ],
  ...['discord.gg/peas', 't.me/+peas', '<b>', '&amp;', '"', "'", '\n', '\r\n', '\t', ' ', '  ', '\u0000', '\u2028'],
  ...['🌱', '👩‍👩‍👧‍👦', '🇫🇷', '1️⃣', '*️⃣', '#️⃣', '❤️', '\ufe0f', '\u20e3', '\u200b', '\u200d', '\u0301', '\u202e', '\u2068'],
  ...['\ud83c', '\udf31', 'גינה', 'حديقة', '庭', 'pea', 'peas', '7', '.', ':', '/', 'a_b_c', '—', '¯\\_(ツ)_/¯'],
];

/** Mostly short, now and then long. */
export const hostileText = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    ),
    {
      maxLength: 14,
    },
  )
  .chain((pieces) =>
    fc.constantFrom(1, 1, 1, 1, 1, 400).map((times) => pieces.join('').repeat(times).slice(0, 12_000)),
  );

const kind = fc.constantFrom('created', 'revised', 'moved', 'restored', 'removed' as const);

/** A different hostile text in every field. */
export const hostileNode: fc.Arbitrary<NodeAnnouncement> = fc
  .tuple(fc.array(hostileText, { minLength: 12, maxLength: 12 }), kind, fc.boolean(), fc.nat({ max: 12 }))
  .map(([texts, kind, hasNote, count]) => {
    const [title = '', tagline = '', summary = '', tag = '', name = '', note = '', status = '', emoji = ''] = texts;
    const [contentNote = '', url = '', commit = '', date = ''] = texts.slice(8);
    const references = Array.from({ length: count }, (_, nr) => ({
      title: `${nr % 2 ? '' : nr}${name}`,
      ...(nr % 3 ? { url: `https://garden.example/${nr}/${url.toWellFormed()}` } : {}),
      ...(nr % 4 ? { nodeId: `n${nr}` } : {}),
      note,
    }));
    return created({
      ...hostile(note),
      ...{ kind, title: title || 'untitled', tagline, summary, status, emoji, references, commit, created: date },
      ...(hasNote ? { contentNote: contentNote || 'a storm' } : {}),
      tags: Array.from({ length: count * 5 }, () => tag),
      url: `https://garden.example/nodes/${url.toWellFormed()}`,
      commitUrl: `https://forge.example/${url.toWellFormed()}`,
    });
  });
