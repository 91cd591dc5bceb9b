/** The fake's messages, driven by discord.js' own REST client. */
import { DiscordAPIError, REST, RESTJSONErrorCodes, Routes } from 'discord.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeDiscord } from '../../../fakes/discord/fake.ts';
import type { Channel } from '../../../fakes/discord/world.ts';

let discord: FakeDiscord;
let channel: Channel;
let rest: REST;

beforeEach(async () => {
  discord = await FakeDiscord.start();
  channel = discord.channel({ name: 'updates' });
  rest = clientOf(discord);
});
afterEach(() => discord.stop());

function clientOf(fake: FakeDiscord, options = {}): REST {
  return new REST({ api: fake.api, version: '10', timeout: 2_000, ...options }).setToken(fake.token);
}

interface Out {
  id: string;
  content: string;
  components: { id: number; components: { id: number }[] }[];
}

function post(body: object, client = rest): Promise<Out> {
  return client.post(Routes.channelMessages(channel.id), { body }) as Promise<Out>;
}

async function refusal(request: Promise<unknown>): Promise<DiscordAPIError> {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DiscordAPIError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

const V2 = 1 << 15;
const text = (content: string) => ({ type: 10, content });

describe('a message', () => {
  test('is written, edited and deleted', async () => {
    const { id } = await post({ content: 'peas are up' });
    expect(channel.shown()).toBe('peas are up');
    await rest.patch(Routes.channelMessage(channel.id, id), { body: { content: 'beans are up' } });
    expect(channel.shown()).toBe('beans are up');
    await rest.delete(Routes.channelMessage(channel.id, id));
    expect(channel.messages).toEqual([]);
    expect(channel.history.map(({ kind }) => kind)).toEqual(['create', 'edit', 'delete']);
    expect(discord.refusals).toEqual([]);
  });

  test('is read back around a time', async () => {
    discord.limits = { ...discord.limits, routes: {} };
    const ids: string[] = [];
    for (const content of ['one', 'two', 'three']) ids.push((await post({ content })).id);
    const read = async (query: Record<string, string>) => {
      const found = await rest.get(Routes.channelMessages(channel.id), { query: new URLSearchParams(query) });
      return (found as Out[]).map(({ content }) => content);
    };
    expect(await read({})).toEqual(['three', 'two', 'one']);
    expect(await read({ limit: '2' })).toEqual(['three', 'two']);
    expect(await read({ after: ids[0]! })).toEqual(['three', 'two']);
    expect(await read({ before: ids[2]!, limit: '1' })).toEqual(['two']);
    expect(await read({ around: ids[1]!, limit: '3' })).toEqual(['three', 'two', 'one']);
  });

  test('takes files beside its fields', async () => {
    await rest.post(Routes.channelMessages(channel.id), {
      body: { content: 'a map', attachments: [{ id: 0, description: 'of the beds' }] },
      files: [{ name: 'beds.png', data: Buffer.from('pixels') }],
    });
    expect(channel.messages[0]?.attachments[0]).toMatchObject({ name: 'beds.png', description: 'of the beds' });
  });

  test('in components of the second version', async () => {
    const components = [{ type: 17, components: [text('# Tides'), text('high at six')] }];
    const { id, components: out } = await post({ flags: V2, components });
    expect(out[0]?.components.map((component) => component.id)).toEqual([2, 3]);
    expect(channel.shown()).toBe('# Tides\nhigh at six');
    const error = await refusal(rest.patch(Routes.channelMessage(channel.id, id), { body: { flags: 0 } }));
    expect(error.code).toBe(50035);
  });
});

describe('limits', () => {
  const button = (custom_id: string) => ({ type: 2, style: 1, custom_id, label: 'more' });
  const long = (length: number) => 'x'.repeat(length);
  test.each([
    ['content', { content: long(2001) }],
    ['embeds', { embeds: [{ description: long(4000) }, { description: long(2001) }] }],
    ['an embed without a field value', { embeds: [{ fields: [{ name: 'soil', value: ' ' }] }] }],
    ['all texts together', { flags: V2, components: [text(long(2001)), text(long(2000))] }],
    ['content beside components', { flags: V2, content: 'tides', components: [text('tides')] }],
    ['containers without the flag', { components: [{ type: 17, components: [text('tides')] }] }],
    ['forty components', { flags: V2, components: Array.from({ length: 41 }, () => text('a')) }],
    ['a custom id twice', { content: 'a', components: [{ type: 1, components: [button('a'), button('a')] }] }],
    ['a long custom id', { content: 'a', components: [{ type: 1, components: [button(long(101))] }] }],
    ['six buttons', { content: 'a', components: [{ type: 1, components: [...'abcdef'].map(button) }] }],
    [
      'a link of another scheme',
      { content: 'a', components: [{ type: 1, components: [link('ftp://garden.example')] }] },
    ],
    [
      'a component id twice',
      {
        flags: V2,
        components: [
          { ...text('a'), id: 7 },
          { ...text('b'), id: 7 },
        ],
      },
    ],
    ['a long nonce', { content: 'a', nonce: long(26) }],
    ['a file that is not there', { embeds: [{ title: 'a', image: { url: 'attachment://map.png' } }] }],
  ])('%s', async (_, body) => {
    const error = await refusal(post(body));
    expect([error.status, error.code]).toEqual([400, 50035]);
    expect(discord.refusals[0]?.answer).toMatchObject({ message: 'Invalid Form Body', errors: expect.anything() });
    expect(channel.messages).toEqual([]);
  });

  function link(url: string) {
    return { type: 2, style: 5, url, label: 'read' };
  }

  test('an empty message', async () => {
    const error = await refusal(post({ content: ' ' }));
    expect([error.status, error.code]).toEqual([400, 50006]);
  });

  test('more bytes than Discord can carry, though few characters, break it', async () => {
    const client = clientOf(discord, { retries: 0 });
    const error = post({ flags: V2, components: [text('潮'.repeat(3387))] }, client);
    await expect(error).rejects.toMatchObject({ status: 500 });
    await post({ flags: V2, components: [text('潮'.repeat(3386))] }, client);
    expect(channel.messages.length).toBe(1);
  });

  test('what is just within them passes', async () => {
    await post({
      flags: V2,
      components: [text(long(2000)), text(long(2000)), { type: 1, components: [button(long(100))] }],
    });
    expect(discord.refusals).toEqual([]);
  });
});

describe('refusals', () => {
  test.each([
    ['an unknown channel', () => post404('1'), [404, RESTJSONErrorCodes.UnknownChannel]],
    ['a hidden channel', () => denied('ViewChannel'), [403, RESTJSONErrorCodes.MissingAccess]],
    ['a silent channel', () => denied('SendMessages'), [403, RESTJSONErrorCodes.MissingPermissions]],
  ])('%s', async (_, request, expected) => {
    const { status, code } = await refusal(request());
    expect([status, code]).toEqual(expected);
  });

  function post404(id: string) {
    return rest.post(Routes.channelMessages(id), { body: { content: 'a' } });
  }

  function denied(permission: 'ViewChannel' | 'SendMessages') {
    channel.deny(permission);
    return post({ content: 'a' });
  }

  test('a message that is gone', async () => {
    const { status, code } = await refusal(
      rest.patch(Routes.channelMessage(channel.id, '5'), { body: { content: 'a' } }),
    );
    expect([status, code]).toEqual([404, 10008]);
  });

  test('a wrong token', async () => {
    const stranger = new REST({ api: discord.api, version: '10' }).setToken('not-the-token');
    expect((await refusal(post({ content: 'a' }, stranger))).status).toBe(401);
  });
});

describe('a nonce', () => {
  const keyed = { content: 'peas', nonce: 'delivery-1', enforce_nonce: true };
  test('gives the first message for a while', async () => {
    const first = await post(keyed);
    expect((await post({ ...keyed, content: 'other' })).id).toBe(first.id);
    discord.clock.advance(181_000);
    expect((await post(keyed)).id).not.toBe(first.id);
  });

  test('makes the retries of a client harmless, and without it they double', async () => {
    discord.faults.add({ kind: '502-after' }, { kind: 'silent-after' });
    await post(keyed, clientOf(discord, { timeout: 200 }));
    expect(channel.messages.length).toBe(1);
    discord.faults.add({ kind: '502-after' });
    await post({ content: 'beans' });
    expect(channel.messages.length).toBe(3);
  });
});

describe('mentions', () => {
  const content = '@everyone <@5> <@&6>';
  test.each([
    [undefined, ['@everyone', '<@5>', '<@&6>']],
    [{ parse: [] }, []],
    [{ parse: ['users'] }, ['<@5>']],
    [{ roles: ['6'] }, ['<@&6>']],
  ])('allowed: %j', async (allowed_mentions, pings) => {
    await post({ content, allowed_mentions });
    expect(channel.messages[0]?.pings).toEqual(pings);
  });

  test('an edit pings where it does not say otherwise again', async () => {
    const { id } = await post({ flags: V2, components: [text('tides')], allowed_mentions: { parse: [] } });
    await rest.patch(Routes.channelMessage(channel.id, id), { body: { components: [text('@here')] } });
    expect(channel.messages[0]?.pings).toEqual(['@here']);
  });
});

describe('rate limits', () => {
  test('a client that reads the headers is never refused', async () => {
    discord.limits.routes = { 'POST /channels/:channel/messages': { limit: 2, per: 200 } };
    const client = clientOf(discord, { offset: 10 });
    await Promise.all(Array.from({ length: 7 }, (_, index) => post({ content: `tide ${index}` }, client)));
    expect(channel.messages.length).toBe(7);
    expect(discord.limited).toEqual([]);
  });

  test('one that does not is told how long to wait', async () => {
    const url = `${discord.api}/v10${Routes.channelMessages(channel.id)}`;
    const headers = { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' };
    const hasty = () => fetch(url, { method: 'POST', headers, body: '{"content":"a"}' });
    for (let i = 0; i < 5; i++) expect((await hasty()).status).toBe(200);
    const refused = await hasty();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('x-ratelimit-scope')).toBe('user');
    expect(Number(refused.headers.get('retry-after'))).toBe(5);
    expect(await refused.json()).toMatchObject({ message: 'You are being rate limited.', global: false });
    expect(discord.limited.length).toBe(1);
    discord.clock.advance(5_000);
    expect((await hasty()).status).toBe(200);
  });

  test('a storm is waited out', async () => {
    discord.faults.add({ kind: '429', times: 2, seconds: 0.02 });
    await post({ content: 'after the storm' });
    expect(discord.faults.injected.length).toBe(2);
    expect(channel.shown()).toBe('after the storm');
  });
});

test('a forum takes a thread with its first message', async () => {
  const forum = discord.channel({ type: 'forum', name: 'beds' });
  const error = await refusal(rest.post(Routes.channelMessages(forum.id), { body: { content: 'a' } }));
  expect(error.code).toBe(50008);
  const body = { name: 'Raised beds', message: { content: 'soil first' } };
  const thread = (await rest.post(Routes.threads(forum.id), { body })) as { id: string };
  await rest.post(Routes.channelMessages(thread.id), { body: { content: 'then peas' } });
  expect(forum.guild?.channels.find(({ id }) => id === thread.id)?.shown()).toBe('soil first\n\nthen peas');
});
