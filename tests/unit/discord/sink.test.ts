/** What becomes of a post when Discord, or the road to it, fails. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Announcement } from '../../../src/announce/announcement.ts';
import { Closed, Locked, type Parcel, Refused, TryLater, Unknown } from '../../../src/delivery/sink.ts';
import { openRest } from '../../../src/discord/rest.ts';
import { DiscordSink } from '../../../src/discord/sink.ts';
import { created, removed, revised } from '../../contract/sink/announcements.ts';
import { FakeDiscord } from '../../fakes/discord/fake.ts';
import type { Channel } from '../../fakes/discord/world.ts';

const POST = /^POST .*messages$/;

function parcel(parts: Partial<Parcel> = {}): Parcel {
  const id = '00000001-5eed-5abc-8def-0123456789ab';
  return { id, channel: 'garden', announcement: created(), form: 'post', ...parts };
}

function sinkOn(api: string, channel: string, token = 'a.b.c', patience = 10_000): DiscordSink {
  const config = { name: 'garden', platform: 'discord', channel, silent: false } as const;
  const rest = openRest({ token, api, patience });
  return new DiscordSink({ rest, channels: new Map([['garden', config]]), pause: 20 });
}

async function errorOf(action: Promise<unknown>): Promise<unknown> {
  return await action.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('with Discord', () => {
  let fake: FakeDiscord;
  let channel: Channel;
  let sink: DiscordSink;

  beforeEach(async () => {
    fake = await FakeDiscord.start();
    channel = fake.channel();
    sink = sinkOn(fake.api, channel.id, fake.token, 400);
  });

  afterEach(() => fake.stop());

  test.each(['502', '502-after', 'drop', 'drop-after', 'silent', 'silent-after', 'garbled'] as const)(
    'a post whose answer is %s at first is there once',
    async (kind) => {
      fake.faults.add({ kind, match: POST });
      const ids = await sink.send(parcel());
      expect(channel.messages.map(({ id }) => id)).toEqual(ids);
      expect(fake.faults.injected).toHaveLength(1);
    },
  );

  test('a post whose answers are all lost is unknown, and found', async () => {
    fake.faults.add({ kind: '502-after', match: POST, times: 3 });
    const error = await errorOf(sink.send(parcel()));
    expect(error).toBeInstanceOf(Unknown);
    expect(String(error)).toBe('Unknown: Discord answered 502');
    expect(await sink.find(parcel())).toEqual(channel.messages.map(({ id }) => id));
  });

  test('a post that never arrived is absent where others are', async () => {
    await sink.send(parcel());
    fake.faults.add({ kind: '502', match: POST, times: 3 });
    const lost = parcel({ id: 'another' });
    expect(await errorOf(sink.send(lost))).toBeInstanceOf(Unknown);
    expect(await sink.find(lost)).toBe('absent');
  });

  test('a lost answer stays unknown, whatever keeps the next try from being made', async () => {
    fake.faults.add({ kind: '502-after', match: POST }, { kind: '429', match: POST, seconds: 60 });
    expect(await errorOf(sink.send(parcel()))).toBeInstanceOf(Unknown);
  });

  test('a post is found after the nonce is forgotten, below a page of other messages', async () => {
    const ids = await sink.send(parcel());
    fake.nonceWindow = 0;
    fake.limits.rest = fake.limits.global = { limit: 1_000, per: 1_000 };
    fake.limits.routes = {};
    for (let nr = 0; nr < 120; nr++) await sink.send(parcel({ id: `other ${nr}` }));
    expect(await sink.find(parcel())).toEqual(ids);
  });

  test('a post is found after it was edited, and not after it was withdrawn', async () => {
    const ids = await sink.send(parcel());
    await sink.send(parcel({ id: 'a neighbour' }));
    await sink.posted.edit(parcel({ announcement: revised() }), ids);
    expect(await sink.find(parcel())).toEqual(ids);
    await sink.posted.withdraw(parcel({ announcement: removed() }), ids);
    expect(await sink.find(parcel())).toBe('absent');
  });

  test('nobody can tell where the history may not be read', async () => {
    await sink.send(parcel());
    channel.deny('ReadMessageHistory');
    expect(await sink.find(parcel())).toBe('unsure');
  });

  test('a reply where the history may not be read is a post of its own', async () => {
    const replyTo = await sink.send(parcel());
    channel.deny('ReadMessageHistory');
    await sink.send(parcel({ id: 'reply', announcement: revised(), form: 'change', replyTo }));
    expect(channel.messages.map((message) => message.replyTo)).toEqual([undefined, undefined]);
  });

  test('a reply to what somebody deleted is still told', async () => {
    const replyTo = await sink.send(parcel());
    channel.byId.clear();
    await sink.send(parcel({ id: 'reply', announcement: revised(), form: 'change', replyTo }));
    expect(channel.shown()).toContain('Frost dates');
  });

  test('a short wait is sat out, a long one is told', async () => {
    fake.faults.add({ kind: '429', match: POST, seconds: 0.2 });
    expect(await sink.send(parcel())).toHaveLength(1);
    fake.faults.add({ kind: '429', match: POST, seconds: 60 });
    const error = await errorOf(sink.send(parcel({ id: 'next' })));
    expect(error).toBeInstanceOf(TryLater);
    expect(error).toMatchObject({ everywhere: false });
    expect((error as TryLater).after).toBeGreaterThanOrEqual(60_000);
    expect((error as TryLater).after).toBeLessThan(62_000);
  });

  test('edits and removals whose answers are lost are for later', async () => {
    const ids = await sink.send(parcel());
    fake.faults.add({ kind: '502-after', match: 'PATCH', times: 3 }, { kind: '502-after', match: 'DELETE', times: 3 });
    expect(await errorOf(sink.posted.edit(parcel(), ids))).toBeInstanceOf(TryLater);
    expect(await errorOf(sink.posted.withdraw(parcel({ announcement: removed() }), ids))).toBeInstanceOf(TryLater);
    expect(channel.messages).toEqual([]);
  });

  test.each<[string, (channel: Channel) => void, RegExp]>([
    ['gone', (one) => Object.assign(one, { deleted: true }), /gone, or its id is wrong \(404, 10003\)/],
    ['hidden from the bot', (one) => one.deny('ViewChannel'), /cannot see the channel.*\(403, 50001\)/],
    ['closed to posts', (one) => one.deny('SendMessages'), /Send Messages.*\(403, 50013\)/],
    ['archived and locked', (one) => Object.assign(one, { archived: true, locked: true }), /locked \(400, 50083\)/],
  ])('a channel that is %s is closed, with the reason', async (_, spoil, reason) => {
    spoil(channel);
    const error = await errorOf(sink.send(parcel()));
    expect(error).toBeInstanceOf(Closed);
    expect(String(error)).toMatch(reason);
    expect(fake.refusals.length).toBeLessThanOrEqual(2);
  });

  test('a wrong token locks the sink, which asks only once', async () => {
    const wrong = sinkOn(fake.api, channel.id, 'wrong.token.here');
    for (const action of [wrong.send(parcel()), wrong.find(parcel()), wrong.posted.edit(parcel(), ['1'])]) {
      await errorOf(action);
    }
    const error = await errorOf(wrong.send(parcel()));
    expect(error).toBeInstanceOf(Locked);
    expect(String(error)).not.toContain('wrong.token.here');
    expect(await errorOf(wrong.find(parcel()))).toBeInstanceOf(Locked);
    const asked = fake.refusals.length;
    await errorOf(wrong.send(parcel()));
    expect(fake.refusals).toHaveLength(asked);
  });

  test('what is not for people is refused, and a channel that nobody configured is closed', async () => {
    const ping: Announcement = { type: 'ping', topics: [], at: '2026-03-14T10:22:00.000Z' };
    expect(await errorOf(sink.send(parcel({ announcement: ping })))).toBeInstanceOf(Refused);
    expect(await errorOf(sink.send(parcel({ channel: 'elsewhere' })))).toBeInstanceOf(Closed);
  });
});

describe('with a server that answers as it is told', () => {
  type Answer = [status: number, body: unknown];

  let server: Server;
  let sink: DiscordSink;
  let api: string;
  let answers: Answer[];
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      void line(request).then((said) => {
        asked.push(said);
        const [status, body] = answers.shift() ?? [500, 'nothing was prepared'];
        const kind = typeof body === 'string' ? 'text/html' : 'application/json';
        response.writeHead(status, { 'content-type': kind });
        response.end(status === 204 ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
    sink = sinkOn(api, '1234567890123456789');
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  async function line(request: IncomingMessage): Promise<string> {
    const body = await text(request);
    const short = body.length < 100 ? ` ${body}` : '';
    return `${request.method} ${request.url?.replace(/^\/api\/v10\/channels\/1234567890123456789/, '…')}${short}`.trim();
  }

  const refusal = (status: number, code: number): Answer => [status, { code, message: 'No.' }];

  test('a thread that fell asleep is woken', async () => {
    answers = [refusal(400, 50083), [200, {}], [200, { id: '7' }]];
    expect(await sink.posted.edit(parcel(), ['7'])).toBe('edited');
    expect(asked).toEqual(['PATCH …/messages/7', 'PATCH … {"archived":false}', 'PATCH …/messages/7']);
  });

  test('a thread that may not be woken is closed', async () => {
    answers = [refusal(400, 50083), refusal(403, 50013)];
    expect(await errorOf(sink.send(parcel()))).toBeInstanceOf(Closed);
  });

  test('an empty channel is empty where it never had a message', async () => {
    answers = [
      [200, []],
      [200, { last_message_id: null }],
    ];
    expect(await sink.find(parcel())).toBe('absent');
    answers = [
      [200, []],
      [200, { last_message_id: '7' }],
    ];
    expect(await sink.find(parcel())).toBe('unsure');
  });

  test('a list of messages that Discord fails to make is asked for later', async () => {
    answers = [];
    expect(await errorOf(sink.find(parcel()))).toBeInstanceOf(TryLater);
    expect(asked).toHaveLength(3);
  });

  test('a busy channel is looked through no further than a thousand messages', async () => {
    const now = (BigInt(Date.parse('2026-03-14T12:00:00Z')) - 1_420_070_400_000n) << 22n;
    answers = Array.from({ length: 20 }, (_, page) => [
      200,
      Array.from({ length: 100 }, (_, nr) => ({ id: String(now - BigInt(page * 100 + nr)) })),
    ]);
    expect(await sink.find(parcel())).toBe('unsure');
    expect(asked).toHaveLength(10);
  });

  test('messages are looked through until well before the announcement', async () => {
    const old = (BigInt(Date.parse('2026-03-01T12:00:00Z')) - 1_420_070_400_000n) << 22n;
    answers = [[200, Array.from({ length: 100 }, (_, nr) => ({ id: String(old - BigInt(nr)) }))]];
    expect(await sink.find(parcel())).toBe('absent');
  });

  test.each([
    [400, 50035, Refused],
    [400, 50006, Refused],
    [403, 50005, Refused],
    [400, 200000, Refused],
    [403, 240000, Refused],
    [404, 10008, Refused],
    [403, 50001, Closed],
    [403, 160005, Closed],
    [403, 12345, Closed],
    [404, 10004, Closed],
    [404, 0, Closed],
    [400, 50008, Closed],
    [400, 20028, TryLater],
    [400, 30046, TryLater],
    [403, 40004, TryLater],
    [401, 0, Locked],
  ])('%i with code %i', async (status, code, kind) => {
    answers = [refusal(status, code)];
    const error = await errorOf(sink.send(parcel()));
    expect(error).toBeInstanceOf(kind);
    expect(asked).toHaveLength(1);
  });

  test('an answer that is no message leaves it unknown', async () => {
    answers = [[200, {}]];
    expect(await errorOf(sink.send(parcel()))).toBeInstanceOf(Unknown);
    answers = [[200, '<html>a page in the way</html>']];
    expect(await errorOf(sink.send(parcel()))).toBeInstanceOf(Unknown);
  });

  test('a server that is not there makes all wait, and nothing names the token or the address', async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    const error = await errorOf(sink.send(parcel()));
    expect(error).toBeInstanceOf(TryLater);
    expect(error).toMatchObject({ everywhere: true, message: 'no connection to Discord (ECONNREFUSED)' });
  });
});
