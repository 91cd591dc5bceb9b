/** Rich posts, to a server that knows them and to one that does not. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Announcement } from '../../../src/announce/announcement.ts';
import type { TelegramChannel } from '../../../src/config/schema.ts';
import { Pace } from '../../../src/delivery/pace.ts';
import { type Form, Locked, type Parcel, Refused } from '../../../src/delivery/sink.ts';
import { telegramApi } from '../../../src/telegram/api.ts';
import { spotOf } from '../../../src/telegram/id.ts';
import { TelegramSink } from '../../../src/telegram/sink.ts';
import { created, digest, noted, removed, revised } from '../../contract/sink/announcements.ts';
import { FakeTelegram } from '../../fakes/telegram/fake.ts';
import type { Chat } from '../../fakes/telegram/world.ts';

const HOUR = 3_600_000;

let fake: FakeTelegram;
let chat: Chat;

beforeEach(async () => {
  fake = await FakeTelegram.start();
  chat = fake.chat({ type: 'channel', title: 'Garden' });
});

afterEach(() => fake.stop());

function sink(rich: boolean, token = fake.token): TelegramSink {
  const channel: TelegramChannel = {
    ...{ name: 'garden', platform: 'telegram', chat: String(chat.id), silent: true, linkPreview: true, rich },
    ambiguous: undefined,
  };
  return new TelegramSink({
    api: telegramApi(token, fake.api),
    channels: new Map([['garden', channel]]),
    pace: new Pace(29),
    addresses: new Map(),
    moved: async () => {},
  });
}

function parcel(announcement: Announcement = created(), form: Form = 'post', replyTo?: string[]): Parcel {
  const id = '00000001-5eed-5abc-8def-0123456789ab';
  return { id, channel: 'garden', announcement, form, ...(replyTo ? { replyTo } : {}) };
}

const methods = () => chat.history.map(({ method }) => method);
const html = (at = 0) => String(chat.messages[at]?.rich?.['html']);

describe('a rich post', () => {
  test('has a heading, a list of changes, small print and buttons, and finds no links of its own', async () => {
    const [id = ''] = await sink(true).send(parcel(revised()));
    expect(id).toBe(`${chat.id}/1/rich`);
    expect(html()).toMatch(/^<h3>Revised · 🌱 <b><a href="https:\/\/garden\.example\/nodes\/sowing_early_peas">/);
    expect(html()).toContain('<ul><li>~ title: Sowing peas → Sowing early peas</li>');
    expect(html()).toMatch(/<footer>tags: peas · spring · raised beds<br>.*<\/footer>$/);
    expect(chat.messages[0]).toMatchObject({ silent: true, rich: { skip_entity_detection: true } });
    expect(chat.shown()).toContain('[🫘 Bean trellis]');
  });

  test('behind a content note is a closed section of hidden words, without buttons', async () => {
    await sink(true).send(parcel(noted()));
    const [open = '', folded = '', ...more] = html().split(/<details>|<\/details>/);
    expect(more).toEqual(['']);
    expect(open).toContain('a storm that took the greenhouse');
    expect(open).toContain('Sowing early peas');
    const plain = folded.replace(/<tg-spoiler>.*?<\/tg-spoiler>/g, '').replace(/<[^>]*>/g, '');
    expect(plain).toBe('Read');
    expect(folded).toContain('The ground is ready');
    expect(chat.messages[0]?.markup).toBeUndefined();
  });

  test('of a digest folds its folders', async () => {
    await sink(true).send(parcel(digest(14)));
    expect(html()).toContain('<p><b>Garden/Orchard</b></p><blockquote expandable>');
    expect(html()).toMatch(/<footer><i>3 withdrawn<\/i><\/footer>$/);
  });

  test('is edited, shrunk and taken back as a rich one, whatever the config says by then', async () => {
    const messages = await sink(true).send(parcel());
    const later = sink(false);
    expect(await later.posted.edit(parcel(revised()), messages)).toBe('edited');
    expect(html()).toContain('Frost dates');
    expect(await later.posted.edit(parcel(revised(), 'earlier'), messages)).toBe('edited');
    expect(html()).toMatch(/^<p><i>Earlier ·<\/i> 🌱 <b>.*<\/p>$/);
    fake.clock.advance(49 * HOUR);
    await later.posted.withdraw(parcel(removed()), messages);
    expect(html()).toBe('<p><i>Withdrawn by its author · 2026-03-20</i></p>');
    expect(chat.messages[0]?.markup).toBeUndefined();
  });

  test('is answered by a plain message', async () => {
    const rich = sink(true);
    await rich.send(parcel(revised(), 'change', await rich.send(parcel())));
    expect(methods()).toEqual(['sendRichMessage', 'sendMessage']);
    expect(chat.messages[1]?.replyTo).toBe(1);
  });
});

test('a plain post stays plain, though the channel asks for rich ones since', async () => {
  const messages = await sink(false).send(parcel());
  expect(await sink(true).posted.edit(parcel(revised()), messages)).toBe('edited');
  expect(chat.messages[0]?.rich).toBeUndefined();
  expect(chat.messages[0]?.entities.length).toBeGreaterThan(0);
});

describe('a server that does not know rich messages', () => {
  beforeEach(() => {
    fake.rich = false;
  });

  test('is asked once, and sent plain posts that stay plain', async () => {
    const older = sink(true);
    const messages = await older.send(parcel());
    await older.send(parcel(digest()));
    expect(fake.refusals).toHaveLength(1);
    expect(methods()).toEqual(['sendMessage', 'sendMessage']);
    expect(messages).toEqual([`${chat.id}/1`]);
    fake.rich = true;
    expect(await sink(true).posted.edit(parcel(revised()), messages)).toBe('edited');
    expect(chat.messages[0]?.rich).toBeUndefined();
    await older.posted.withdraw(parcel(removed()), messages);
    expect(chat.byId.has(1)).toBe(false);
  });

  test('refuses to edit a rich post of before', async () => {
    fake.rich = true;
    const messages = await sink(true).send(parcel());
    fake.rich = false;
    await expect(sink(true).posted.edit(parcel(revised()), messages)).rejects.toThrow(Refused);
    await sink(true).posted.withdraw(parcel(removed()), messages);
    expect(chat.messages).toEqual([]);
  });
});

test('a wrong token locks the platform', async () => {
  await expect(sink(true, '12345:wrong-wrong-wrong-wrong-wrong').send(parcel())).rejects.toThrow(Locked);
});

test('an id that nobody made is not taken for one', () => {
  for (const id of ['1', '-1/2/', '-1/2/html', '-1/2/rich/rich', '@garden/2/rich']) expect(() => spotOf(id)).toThrow();
});
