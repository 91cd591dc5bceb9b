/** Whatever an author writes: Telegram takes it, finds nothing in it that we did not make, and the layout stands. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type {
  Announcement,
  DigestAnnouncement,
  NodeAnnouncement,
  ReviewAnnouncement,
} from '../../../src/announce/announcement.ts';
import type { TelegramChannel } from '../../../src/config/schema.ts';
import { decode } from '../../../src/desk/codes.ts';
import { drawTelegram } from '../../../src/telegram/draw.ts';
import { type Look, payloads } from '../../../src/telegram/message.ts';
import { addressOf } from '../../../src/telegram/text.ts';
import { created, hostile } from '../../contract/sink/announcements.ts';
import { detect, parse } from '../../fakes/telegram/parser.ts';
import { readRich } from '../../fakes/telegram/rich.ts';
import { nasty, nastyDigest, nastyNode } from './hostile.ts';

const CHANNEL: TelegramChannel = {
  ...{ name: 'updates', platform: 'telegram', chat: '-1001234567890', silent: false, linkPreview: true },
  ...{ rich: false, ambiguous: undefined },
};

const OURS = ['bold', 'italic', 'text_link', 'blockquote', 'expandable_blockquote', 'spoiler'];

const DRAWN = 'div b i s a blockquote details summary h3 p ul li footer'.split(' ');

/** What Telegram asks of a message, and what we ask of it besides. */
function check(announcement: Announcement, form: 'post' | 'change' | 'earlier'): void {
  const [{ body, method }] = payloads({ id: 'p', channel: 'updates', announcement, form }, CHANNEL);
  if (method !== 'sendMessage') throw new Error('a rich message');
  const post = parse(body.text, 'HTML');
  expect(post.text.trim()).not.toBe('');
  expect(post.text.length).toBeLessThanOrEqual(4_096);
  expect(Buffer.byteLength(body.text)).toBeLessThan(32_000);
  expect(post.entities.length).toBeLessThan(100);
  expect(post.entities.filter(({ type }) => !OURS.includes(type))).toEqual([]);
  expect(detect(post)).toEqual([]);
  // Nothing turns the text around but our own isolates, each of them closed.
  expect(post.text).not.toMatch(/[\u202a-\u202e\u2066\u2067]/);
  expect(post.text.replace(/\u2068[^\u2068\u2069]*\u2069/g, '')).not.toMatch(/[\u2068\u2069]/);
  const known = new Set(addresses(announcement));
  for (const { url } of post.entities) if (url !== undefined) expect(known).toContain(url);
  checkButtons(body, known);
  checkDrawing(drawTelegram(body));
  if (form === 'post') checkRich(announcement, post.text, known);
}

/** The rich post says what the other one says, and not a sign of it became a tag or a link. */
function checkRich(announcement: Announcement, text: string, known: ReadonlySet<string>): void {
  const parcel = { id: 'p', channel: 'updates', announcement, form: 'post' as const };
  const [{ body, method }] = payloads(parcel, { ...CHANNEL, rich: true });
  if (method !== 'sendRichMessage') throw new Error('not a rich message');
  // The one word that is not in the other.
  const html = body.rich_message.html.replace('<summary>Read</summary>', '');
  const rich = readRich({ html });
  expect(rich.text.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  expect(detect({ text: rich.text, entities: [] })).toEqual([]);
  for (const url of rich.links) expect(known).toContain(url);
  checkButtons(body, known);
  checkDrawing(drawTelegram(body));
}

function checkButtons({ reply_markup }: Look, known: ReadonlySet<string>): void {
  const buttons = (reply_markup?.inline_keyboard ?? []).flat();
  expect(buttons.length).toBeLessThanOrEqual(8);
  for (const button of buttons) {
    expect(button.text.trim()).not.toBe('');
    expect(known).toContain('url' in button ? button.url : undefined);
  }
  expect(JSON.stringify(reply_markup ?? {}).length).toBeLessThan(10_000);
}

/** Each tag of the page is one of ours, and all are closed in turn. */
function checkDrawing(page: string): void {
  const open: string[] = [];
  for (const [, close, name = '', rest = ''] of page.matchAll(/<(\/?)([a-z]+\d?)((?: [a-z]+="[^"<>]*")*)>/g)) {
    expect(DRAWN).toContain(name);
    if (close === '') open.push(name);
    else expect(open.pop()).toBe(name);
    expect(rest).not.toMatch(/ on|javascript:|tg:/);
  }
  expect(open).toEqual([]);
  expect(page.replace(/<\/?[a-z]+\d?(?: [a-z]+="[^"<>]*")*>/g, '')).not.toMatch(/[<>]/);
}

/** As Telegram writes them: it adds nothing to what `addressOf` makes, but may escape more. */
function addresses(announcement: Announcement): string[] {
  if (announcement.type === 'ping' || announcement.type === 'review') return [];
  const given =
    announcement.type === 'node'
      ? [announcement.url, announcement.commitUrl, ...announcement.references.map(({ url }) => url)]
      : announcement.groups.flatMap(({ items }) => items.map(({ url }) => url));
  return given.map(addressOf).filter((url) => url !== undefined);
}

test('2,000 hostile nodes', () => {
  const form = fc.constantFrom('post' as const, 'post' as const, 'change' as const, 'earlier' as const);
  fc.assert(fc.property(nastyNode, form, check), { numRuns: 2_000 });
});

/** A question about it, and what it becomes once it is decided. */
function checkQuestion(post: NodeAnnouncement | DigestAnnouncement, hostile: string): void {
  const question: ReviewAnnouncement = {
    ...{ type: 'review', delivery: '00000000-0000-5000-8000-000000000000', revision: 99_999, channel: 'updates' },
    ...{ post, at: post.at, unanswered: { at: '2026-03-08T10:00:00.000Z', otherwise: 'skip' } },
  };
  const decided = (['approved', 'held', 'skipped'] as const).map((as) => ({
    ...question,
    decided: { as, by: hostile },
  }));
  for (const announcement of [question, ...decided]) {
    const [{ body }] = payloads({ id: 'p', channel: 'desk', announcement, form: 'post' }, CHANNEL);
    if (!('text' in body)) throw new Error('a rich message');
    const read = parse(body.text, 'HTML');
    expect(read.text.trim()).not.toBe('');
    expect(read.text.length).toBeLessThanOrEqual(4_096);
    expect(read.entities.length).toBeLessThan(100);
    expect(detect(read)).toEqual([]);
    const buttons = (body.reply_markup?.inline_keyboard ?? []).flat();
    const open = announcement.decided === undefined || announcement.decided.as === 'held';
    expect(buttons.map(({ text }) => text)).toEqual(
      open ? ['Approve', ...(post.type === 'node' ? ['Edit summary'] : []), 'Hold', 'Skip'] : [],
    );
    for (const button of buttons) {
      if (!('callback_data' in button)) throw new Error('a link');
      expect(Buffer.byteLength(button.callback_data)).toBeLessThanOrEqual(64);
      expect(decode(button.callback_data)?.ask).toMatchObject({ view: 'review', revision: 99_999 });
    }
  }
}

test('what waits for approval', () => {
  fc.assert(fc.property(nastyNode, nasty, checkQuestion), { numRuns: 500 });
  fc.assert(fc.property(nastyDigest, nasty, checkQuestion), { numRuns: 100, endOnFailure: true });
});

test('hostile digests', () => {
  const form = fc.constantFrom('post' as const, 'earlier' as const);
  fc.assert(fc.property(nastyDigest, form, check), { numRuns: 300, endOnFailure: true });
});

test('one text everywhere', () => {
  fc.assert(
    fc.property(nasty, fc.boolean(), (text, note) =>
      check({ ...hostile(text), ...(note ? { contentNote: text } : {}) }, 'post'),
    ),
    { numRuns: 300 },
  );
});

test.each([
  ['letters', 'bean '.repeat(3_000)],
  ['signs that HTML escapes', '&<>"'.repeat(3_000)],
  ['what Telegram would find', '@pea /pea #pea p.pea '.repeat(800)],
  ['letters of many signs', `z${'\u0335'.repeat(30)}`.repeat(400)],
  ['endless words', '庭'.repeat(9_000)],
  ['families', '👩‍👩‍👧‍👦'.repeat(800)],
])('everything as full as can be of %s', (_, text) => {
  const url = `https://garden.example/${'a'.repeat(1_000)}`;
  const many = Array.from({ length: 30 }, () => ({ title: text, note: text, url }));
  const history = Array.from({ length: 30 }, () => ({ kind: 'removed' as const, at: text }));
  const tags = Array.from({ length: 30 }, () => text);
  const full = {
    ...hostile(text),
    emoji: text,
    kind: 'restored' as const,
    history,
    tags,
    url,
    commitUrl: url,
    created: text,
    updated: text,
  };
  const unlinked = many.map(({ title, note }) => ({ title, note }));
  for (const references of [many, unlinked, [...many.slice(0, 8), ...unlinked]]) {
    for (const contentNote of [undefined, text]) {
      check({ ...full, references, contentNote }, 'post');
      checkQuestion({ ...full, references, contentNote }, text);
    }
  }
  check({ ...created(), title: text }, 'earlier');
});
