/** What the sink makes of Telegram's refusals and of a bad road, against a Telegram on loopback. */
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Announcement } from '../../../src/announce/announcement.ts';
import type { TelegramChannel } from '../../../src/config/schema.ts';
import { Pace } from '../../../src/delivery/pace.ts';
import { Closed, type Form, Locked, type Parcel, Refused, TryLater, Unknown } from '../../../src/delivery/sink.ts';
import { telegramApi } from '../../../src/telegram/api.ts';
import { TelegramSink } from '../../../src/telegram/sink.ts';
import { created, removed, revised } from '../../contract/sink/announcements.ts';
import { FakeTelegram } from '../../fakes/telegram/fake.ts';
import type { Chat } from '../../fakes/telegram/world.ts';

const HOUR = 3_600_000;

let fake: FakeTelegram;
let chat: Chat;
let moves: string[][];

beforeEach(async () => {
  fake = await FakeTelegram.start();
  chat = fake.chat({ type: 'channel', title: 'Garden' });
  moves = [];
});

afterEach(() => fake.stop());

function sinkTo(
  chats: Record<string, Chat | string>,
  options: { token?: string; api?: string; topic?: number; rich?: boolean } = {},
): TelegramSink {
  const channels = Object.entries(chats).map(([name, to]): [string, TelegramChannel] => {
    const address = typeof to === 'string' ? to : String(to.id);
    const { topic, rich = false } = options;
    return [
      name,
      {
        ...{ name, platform: 'telegram', chat: address, topic, silent: false, linkPreview: false, rich },
        ambiguous: undefined,
      },
    ];
  });
  return new TelegramSink({
    api: telegramApi(options.token ?? fake.token, options.api ?? fake.api, 0.5),
    channels: new Map(channels),
    pace: new Pace(29),
    addresses: new Map(),
    moved: async (...move) => void moves.push(move),
  });
}

function parcel(announcement: Announcement = created(), channel = 'garden', form: Form = 'post'): Parcel {
  return { id: '00000001-5eed-5abc-8def-0123456789ab', channel, announcement, form };
}

/** What the promise was refused with. */
async function refusal(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) {
      // The token stands in every address of the Bot API, and in nothing that is written down.
      expect(JSON.stringify([error.message, error.stack, error.cause])).not.toContain(fake.token);
      return error;
    }
  }
  throw new Error('nothing was refused');
}

describe('a channel that will not have us is closed', () => {
  test.each(['kicked', 'left', 'blocked', 'deactivated', 'stranger'] as const)('%s', async (standing) => {
    const sink = sinkTo({ garden: chat });
    const messages = await sink.send(parcel());
    chat.standing = standing;
    expect(await refusal(sink.send(parcel()))).toBeInstanceOf(Closed);
    expect(await refusal(sink.posted.edit(parcel(revised()), messages))).toBeInstanceOf(Closed);
    expect(await refusal(sink.posted.withdraw(parcel(removed()), messages))).toBeInstanceOf(Closed);
  });

  test('unknown, without rights, restricted', async () => {
    expect(await refusal(sinkTo({ garden: '-1001' }).send(parcel()))).toBeInstanceOf(Closed);
    expect(await refusal(sinkTo({ garden: '@nobody_here' }).send(parcel()))).toBeInstanceOf(Closed);
    chat.rights.post = false;
    expect(await refusal(sinkTo({ garden: chat }).send(parcel()))).toBeInstanceOf(Closed);
    const group = fake.chat({ type: 'supergroup', standing: 'restricted' });
    expect(await refusal(sinkTo({ garden: group }).send(parcel()))).toBeInstanceOf(Closed);
  });

  test('a topic that is gone or closed', async () => {
    const forum = fake.chat({ type: 'supergroup', forum: true });
    const topic = forum.topic('News');
    await sinkTo({ garden: forum }, { topic }).send(parcel());
    expect(forum.messages[0]?.thread).toBe(topic);
    expect(await refusal(sinkTo({ garden: forum }, { topic: 999 }).send(parcel()))).toBeInstanceOf(Closed);
    forum.topics.set(topic, { name: 'News', closed: true });
    expect(await refusal(sinkTo({ garden: forum }, { topic }).send(parcel()))).toBeInstanceOf(Closed);
  });
});

test('a wrong token locks the platform', async () => {
  const sink = sinkTo({ garden: chat }, { token: '12345:wrong-wrong-wrong-wrong-wrong' });
  const error = await refusal(sink.send(parcel()));
  expect(error).toBeInstanceOf(Locked);
  expect(error.message).not.toContain('wrong-');
});

test('a message number is never taken for one of another chat', async () => {
  const other = fake.chat({ type: 'channel', title: 'Orchard' });
  const neighbour = await sinkTo({ garden: other }).send(parcel());
  const messages = await sinkTo({ garden: chat }).send(parcel());
  expect(messages).not.toEqual(neighbour);
  // The keeper gave the channel another chat since.
  await sinkTo({ garden: other }).posted.withdraw(parcel(removed()), messages);
  expect(chat.messages).toEqual([]);
  expect(other.messages).toHaveLength(1);
});

describe('a group that became a supergroup', () => {
  test('is followed at once, told, and remembered', async () => {
    const group = fake.chat({ type: 'group' });
    const sink = sinkTo({ garden: group });
    const before = await sink.send(parcel());
    const supergroup = fake.migrate(group);
    const messages = await sink.send(parcel());
    expect(messages).toEqual([`${supergroup.id}/1`]);
    expect(moves).toEqual([['garden', String(group.id), String(supergroup.id)]]);
    await sink.send(parcel());
    expect(supergroup.messages).toHaveLength(2);
    expect(moves).toHaveLength(1);
    expect(await sink.posted.edit(parcel(revised()), before)).toBe('gone');
    expect(await refusal(sink.posted.withdraw(parcel(removed()), before))).toBeInstanceOf(Refused);
  });

  test('is not posted to before the move is written down', async () => {
    const group = fake.chat({ type: 'group' });
    const supergroup = fake.migrate(group);
    const sink = new TelegramSink({
      api: telegramApi(fake.token, fake.api),
      channels: new Map([
        [
          'garden',
          {
            name: 'garden',
            platform: 'telegram',
            chat: String(group.id),
            silent: false,
            linkPreview: false,
            rich: false,
            ambiguous: undefined,
          },
        ],
      ]),
      pace: new Pace(29),
      addresses: new Map(),
      moved: async () => {
        throw new Error('the ledger is away');
      },
    });
    await expect(sink.send(parcel())).rejects.toThrow('the ledger is away');
    expect(supergroup.messages).toEqual([]);
  });
});

test('a post that is too old to be deleted is emptied to a line without a word of the node', async () => {
  const sink = sinkTo({ garden: chat });
  const messages = await sink.send(parcel());
  fake.clock.advance(49 * HOUR);
  await sink.posted.withdraw(parcel(removed()), messages);
  await sink.posted.withdraw(parcel(removed()), messages);
  expect(chat.shown()).toBe('Withdrawn by its author · 2026-03-20');
  expect(chat.messages[0]?.markup).toBeUndefined();
});

describe('waiting', () => {
  test('is as long as Telegram says, for the one chat', async () => {
    fake.faults.add({ kind: '429', seconds: 7 });
    expect(await refusal(sinkTo({ garden: chat }).send(parcel()))).toMatchObject({
      name: 'TryLater',
      after: 7_000,
      everywhere: false,
    });
    expect(chat.messages).toEqual([]);
  });

  test('concerns every chat when several are told to wait at once', async () => {
    const sink = sinkTo({ garden: chat, orchard: fake.chat({ type: 'channel' }) });
    fake.faults.add({ kind: '429', seconds: 3, times: 3 });
    const told = [];
    for (const name of ['garden', 'garden', 'orchard']) told.push(await refusal(sink.send(parcel(created(), name))));
    expect(told.map((error) => error instanceof TryLater && error.everywhere)).toEqual([false, false, true]);
  });
});

describe('a bad road', () => {
  test.each(['502', '502-after', 'silent', 'silent-after', 'drop', 'drop-after', 'garbled'] as const)(
    'a post may have arrived (%s); an edit and a withdrawal are tried again',
    async (kind) => {
      const sink = sinkTo({ garden: chat });
      const messages = await sink.send(parcel());
      fake.faults.add({ kind, times: 3 });
      expect(await refusal(sink.send(parcel()))).toBeInstanceOf(Unknown);
      expect(await refusal(sink.posted.edit(parcel(revised()), messages))).toBeInstanceOf(TryLater);
      expect(await refusal(sink.posted.withdraw(parcel(removed()), messages))).toBeInstanceOf(TryLater);
      expect(await sink.posted.edit(parcel(revised()), messages)).toBe(
        kind.endsWith('after') || kind === 'garbled' ? 'gone' : 'edited',
      );
      await sink.posted.withdraw(parcel(removed()), messages);
      expect(await sink.find()).toBe('unsure');
    },
  );

  test('where nobody listens, nothing was posted', async () => {
    const error = await refusal(sinkTo({ garden: chat }, { api: await deserted() }).send(parcel()));
    expect(error).toMatchObject({ name: 'TryLater', everywhere: true });
    expect(error.message).toContain('ECONNREFUSED');
  });
});

/** The address of a port that was just let go. */
async function deserted(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}
