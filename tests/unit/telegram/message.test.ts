import { describe, expect, test } from 'vitest';
import type { Announcement, Link } from '../../../src/announce/announcement.ts';
import type { TelegramChannel } from '../../../src/config/schema.ts';
import { type Form, Refused } from '../../../src/delivery/sink.ts';
import { type Delivery, type HtmlLook, payloads, withdrawal } from '../../../src/telegram/message.ts';
import { created, digest, moved, noted, removed, restored, revised } from '../../contract/sink/announcements.ts';
import { type Formatted, parse } from '../../fakes/telegram/parser.ts';

const CHANNEL: TelegramChannel = {
  ...{ name: 'updates', platform: 'telegram', chat: '-1001234567890', silent: false, linkPreview: false },
  ...{ rich: false, ambiguous: undefined },
};

type NewMessage = Delivery & HtmlLook;

function body(announcement: Announcement, form: Form = 'post', channel: Partial<TelegramChannel> = {}): NewMessage {
  const parcel = {
    id: 'p',
    channel: 'updates',
    announcement,
    form,
    replyTo: form === 'change' ? ['-1001234567890/7'] : [],
  };
  const [request, ...more] = payloads(parcel, { ...CHANNEL, ...channel });
  expect(more).toEqual([]);
  if (request.method !== 'sendMessage') throw new Error('a rich message');
  return request.body;
}

const read = (message: NewMessage): Formatted => parse(message.text, 'HTML');

/** The words that carry a kind of formatting. */
function of(type: string, { text, entities }: Formatted): string[] {
  return entities.filter((one) => one.type === type).map(({ offset, length }) => text.slice(offset, offset + length));
}

const labels = (message: NewMessage) => message.reply_markup?.inline_keyboard.map((row) => row.map(({ text }) => text));

const beds = (count: number): Link[] =>
  Array.from({ length: count }, (_, at) => ({
    title: `Bed ${at}`,
    url: `https://garden.example/${at}`,
    nodeId: `n${at}`,
  }));

describe('a post', () => {
  test('of a new node reads from the title to the small print', () => {
    const message = body(created());
    expect(message).toMatchObject({
      chat_id: -1001234567890,
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
    });
    const post = read(message);
    const order = [
      'New · 🌱 Sowing early peas',
      'Why the second week',
      'The ground is ready',
      '→ 🫘 Bean trellis — the same canes',
      '→ 📜 The old almanac — a copy',
      'peas · spring · raised beds',
      'Draft — Stub Node · created 2026-03-08 · updated 2026-03-14 · a1b2c3d',
    ];
    const places = order.map((words) => post.text.indexOf(words));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBe(0);
    expect(of('italic', post)[0]).toBe('Why the second week of March is early enough.');
    const links = post.entities.filter((one) => one.type === 'text_link').map((one) => one.url);
    expect(links).toEqual(expect.arrayContaining([created().url, created().commitUrl]));
    expect(labels(message)).toEqual([['🫘 Bean trellis', '🇫🇷 Potager']]);
    expect(of('blockquote', post)).toEqual([]);
  });

  test('of a revised node says what changed, at a glance', () => {
    const post = read(body(revised()));
    expect(of('blockquote', post)).toEqual([
      [
        ...['~ title: Sowing peas → Sowing early peas', '~ status: Draft → Final', '+ section: Frost dates'],
        ...['− section: Old tools', '~ section: Soil (+24 −3)', 'and 3 more · 120 words added, 14 cut'],
      ].join('\n'),
    ]);
    expect(post.text).toContain('The ground is ready');
  });

  test('of a moved node tells both paths, and keeps its text', () => {
    const { text } = read(body(moved()));
    expect(text.replaceAll('\u2060', '')).toContain('− from: Garden/Seedlings/🌱_sowing_peas.md\n+ to: Garden/🌱_Beds');
    expect(text).toContain('The ground is ready');
  });

  test('of a node that is back tells its history', () => {
    const history = [
      { kind: 'created' as const, at: '2026-01-02T00:00:00.000Z' },
      { kind: 'removed' as const, at: '2026-02-03T00:00:00.000Z' },
    ];
    const { text } = read(body(restored({ history })));
    expect(text.startsWith('Back · 🌱 Sowing early peas')).toBe(true);
    expect(text).toContain('before: new 2026-01-02, withdrawn 2026-02-03');
  });

  test('of a node without a public page shows its title plain', () => {
    const message = body(
      created({ url: 'http://localhost:8080/nodes/a', references: [{ title: 'Bed', url: 'http://localhost:8080/b' }] }),
    );
    expect(message.reply_markup).toBeUndefined();
    expect(message.text).not.toContain('localhost');
    expect(read(message).text).toContain('→ Bed');
  });

  test('that is too long ends at a word and leads on to the page', () => {
    const post = read(body(created({ summary: 'pea '.repeat(5_000) })));
    expect(post.text).toContain('pea pea… read on');
    expect(of('text_link', post)).toContain('read on');
    expect(read(body(created({ summary: 'pea '.repeat(5_000), url: undefined }))).text).not.toContain('read on');
  });

  test('has at most eight buttons, and counts the rest', () => {
    const message = body(created({ references: beds(20) }));
    expect(labels(message)?.flat()).toEqual(beds(8).map(({ title }) => title));
    expect(read(message).text).toContain('→ Bed 8\n');
    expect(read(message).text).toContain('and 7 more');
  });

  test('gives a long label a row of its own', () => {
    const long = { title: 'The long history of the compost heap behind the shed', url: 'https://garden.example/l' };
    const rows = labels(body(created({ references: [...beds(1), long, ...beds(2)] })));
    expect(rows).toEqual([['Bed 0'], ['The long history of the compost heap…'], ['Bed 0', 'Bed 1']]);
  });

  test('follows its channel', () => {
    const message = body(created(), 'post', { chat: '@garden_news', topic: 7, silent: true, linkPreview: true });
    expect(message).toMatchObject({
      ...{ chat_id: '@garden_news', message_thread_id: 7, disable_notification: true },
      link_preview_options: { url: created().url, prefer_small_media: true },
    });
    expect(body(created())).not.toHaveProperty('disable_notification');
    expect(body(created())).not.toHaveProperty('message_thread_id');
  });
});

describe('a content note', () => {
  const message = body(noted(), 'post', { linkPreview: true });
  const post = read(message);

  test('comes first, and everything but the title is hidden behind it', () => {
    expect(
      post.text.startsWith('⚠️ Content note: a storm that took the greenhouse\nRevised · 🌱 Sowing early peas\n'),
    ).toBe(true);
    const [hidden = ''] = of('spoiler', post);
    expect(post.text.endsWith(hidden)).toBe(true);
    expect(of('expandable_blockquote', post)).toEqual([hidden]);
    const open = post.text.slice(0, -hidden.length);
    for (const words of ['second week', 'ground', 'Frost dates', 'trellis', 'almanac', 'raised beds', 'Draft']) {
      expect(hidden).toContain(words);
      expect(open).not.toContain(words);
    }
  });

  test('lets neither a button nor the preview of the page show what it hides', () => {
    expect(message.reply_markup).toBeUndefined();
    expect(message.link_preview_options).toEqual({ is_disabled: true });
  });

  test('stands over a reply as well', () => {
    const reply = read(body(noted(), 'change'));
    expect(reply.text.startsWith('⚠️ Content note:')).toBe(true);
    expect(of('spoiler', reply)[0]).toContain('Frost dates');
  });
});

describe('other forms', () => {
  test('a change is a short reply', () => {
    const message = body(revised(), 'change');
    expect(message.reply_parameters).toEqual({ message_id: 7, allow_sending_without_reply: true });
    const { text } = read(message);
    expect(text).toContain('Frost dates');
    expect(text).not.toContain('The ground');
    expect(message.reply_markup).toBeUndefined();
  });

  test('a change does not reply to a message of another chat', () => {
    expect(body(revised(), 'change', { chat: '-1009' })).not.toHaveProperty('reply_parameters');
  });

  test('an earlier post is a line that leads to the node', () => {
    const message = body(revised(), 'earlier');
    expect(read(message).text).toBe('Earlier · 🌱 Sowing early peas');
    expect(read(message).entities).toContainEqual(expect.objectContaining({ type: 'text_link', url: revised().url }));
    expect(message.reply_markup).toBeUndefined();
  });

  test('a withdrawal has not a word of the node', () => {
    const { tagline, summary, tags, references } = created();
    const message = body({ ...removed(), tagline, summary, tags, references });
    expect(read(message).text).toBe('Withdrawn by its author · 2026-03-20');
    expect(message).toMatchObject(withdrawal(removed(), false));
    expect(message.reply_markup).toBeUndefined();
  });

  test('a ping is not for people', () => {
    expect(() => body({ type: 'ping', topics: [], at: '2026-03-20T08:00:00.000Z' })).toThrow(Refused);
  });
});

describe('a digest', () => {
  test('lists nodes under their folders, folded, and only counts what was withdrawn', () => {
    const post = read(body(digest(14)));
    expect(post.text.startsWith('🗂️ 14 nodes changed together')).toBe(true);
    expect(of('bold', post)).toEqual(['14 nodes changed together', 'Garden/🌱_Beds', 'Garden/Orchard']);
    const lines = of('expandable_blockquote', post).flatMap((quote) => quote.split('\n'));
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('new · 🌱 Bed number 1');
    expect(post.text).not.toContain('Bed number 4\n');
    expect(post.text.endsWith('3 withdrawn')).toBe(true);
  });

  test('of very many counts what it does not list', () => {
    const post = read(body(digest(1_000)));
    const lines = of('expandable_blockquote', post).flatMap((quote) => quote.split('\n'));
    expect(post.text).toContain(`and ${800 - lines.length} more · 200 withdrawn`);
    expect(post.entities.length).toBeLessThan(100);
  });

  test('of which nothing is left says so', () => {
    const [group] = digest(5).groups;
    const items = (group?.items ?? []).map((item) => ({ ...item, kind: 'removed' as const }));
    const { text } = read(body({ ...digest(5), groups: [{ folder: 'Garden', items }] }));
    expect(text).toContain(`${items.length} withdrawn`);
    expect(text).not.toMatch(/Bed|Garden/);
  });
});
