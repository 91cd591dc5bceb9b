/** What a channel hears of, said in the config or in a chat, while the service runs. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bots, startBots } from '../bots.ts';
import type { Channel } from '../fakes/discord/world.ts';
import { Garden, nodeText } from '../garden.ts';

let bots: Bots;
let lounge: Channel;
let quay: Channel;
let garden: Garden;

const LONG = 'It came with many words: one two three four five six seven eight nine ten eleven.';
const posts = (channel: Channel) => channel.messages.filter(({ onlyFor }) => !onlyFor);

async function put(files: Record<string, string>): Promise<void> {
  for (const [file, text] of Object.entries(files)) await garden.repo.write(file, text);
  await garden.repo.commit();
  await garden.look();
}

async function open(subscriptions: object[]): Promise<void> {
  garden = await Garden.create({
    config: {
      ...bots.config,
      channels: [
        { name: 'lounge', platform: 'discord', channel: lounge.id },
        { name: 'quay', platform: 'discord', channel: quay.id },
      ],
      subscriptions,
    },
    env: bots.env,
  });
  await garden.repo.write('Log/tide.md', nodeText('🌊 Tide', 'The water comes.', ['[Moon](../Sky/moon.md)']));
  await garden.repo.write('Sky/moon.md', nodeText('🌙 Moon', 'It pulls.', [], 'night'));
  await garden.repo.write('Sky/sun.md', `${nodeText('☀️ Sun', 'It rises.', [], 'day')}\n## 🌌 Constellations\n\n🔥 ☀️\n`);
  await garden.repo.commit();
  await garden.start();
  await expect.poll(() => bots.discord.gateway.connected, { timeout: 15_000 }).toBe(true);
}

beforeEach(async () => {
  bots = await startBots();
  const guild = bots.discord.guild();
  lounge = bots.discord.channel({ name: 'lounge', guild });
  quay = bots.discord.channel({ name: 'quay', guild });
});
afterEach(async () => {
  await garden[Symbol.asyncDispose]();
  await bots.stop();
});

test('one that names what is not there is refused by name; the rest runs; it wakes when the tag comes', async () => {
  await open([
    { channel: 'lounge', tags: ['nigth'] },
    { channel: 'quay', except: { tags: ['grief'] } },
  ]);
  const told = garden.logged.split('\n').find((line) => line.includes('tells nothing until it is mended'));
  expect(told).toContain('subscriptions[0].tags[0]');
  expect(told).toContain('Did you mean night?');
  expect(told).toMatch(/"line":\d+/);
  await put({ 'Sky/star.md': nodeText('⭐ Star', 'It shines.', [], 'nigth') });
  await put({ 'Sky/dust.md': nodeText('💫 Dust', 'It drifts.', [], 'nigth') });
  expect(posts(quay)).toHaveLength(2);
  expect(lounge.shown()).toContain('Dust');
});

test('by emoji, by neighbourhood, by search', async () => {
  await open([
    { channel: 'lounge', emoji: ['🔥'] },
    { channel: 'lounge', near: { node: 'Sky/moon.md' } },
    { channel: 'quay', query: 'shingle tag:sea' },
  ]);
  await put({
    'Sky/sun.md': `${nodeText('☀️ Sun', LONG, [], 'day')}\n## 🌌 Constellations\n\n🔥 ☀️\n`,
    'Log/tide.md': nodeText('🌊 Tide', `The shingle sings. ${LONG}`, ['[Moon](../Sky/moon.md)']),
    'Log/ebb.md': nodeText('🐚 Ebb', 'It goes.', ['[Moon](../Sky/moon.md)']),
    'Log/far.md': nodeText('🪨 Far', 'On the shingle too.', [], 'land'),
  });
  const heard = (channel: Channel) => ['Sun', 'Tide', 'Ebb', 'Far'].filter((title) => channel.shown().includes(title));
  expect(heard(lounge)).toEqual(['Sun', 'Tide', 'Ebb']);
  expect(heard(quay)).toEqual(['Tide']);
});

describe('from a chat', () => {
  test('the same is said: by emoji, by neighbourhood, by search, as a digest', async () => {
    await open([]);
    const ada = bots.discord.user('Ada');
    ada.manages(lounge);
    const follow = async (values: Record<string, string>) =>
      (await ada.slash(lounge, 'follow', values)).text.replaceAll('\\', '');
    expect(await follow({ emoji: '🔥' })).toContain('🔥 is followed here');
    expect(await follow({ node: 'Moon', links: '1' })).toContain('Moon and what is linked with it is followed here');
    expect(await follow({ query: 'shingle' })).toContain('search: shingle is followed here');
    expect(await follow({ digest: 'daily', zone: 'Europe/Berlin' })).toContain('everything (daily) is followed here');
    expect(await follow({ emoji: 'x' })).toContain('Expected one emoji');
    expect(await follow({ digest: 'often' })).toContain('Expected daily, weekly or a cron expression');
    expect(await follow({ digest: 'daily', zone: 'Mars' })).toContain('Expected a time zone');
    expect(await follow({ links: '2' })).toContain('Expected 1, 2 or 3, with a node');
    expect(await follow({ query: 'a', tag: 'night' })).toContain('cannot be asked for together');
    await put({ 'Log/ebb.md': nodeText('🐚 Ebb', 'It goes.', ['[Moon](../Sky/moon.md)']) });
    expect(posts(lounge)).toHaveLength(1);
    await put({ 'Log/far.md': nodeText('🪨 Far', 'Stones.', [], 'land') });
    expect(posts(lounge)).toHaveLength(1);
    await garden.later(26 * 60);
    expect(posts(lounge)).toHaveLength(2);
    expect(lounge.shown()).toContain('What is new: 1 node');
    expect((await ada.slash(lounge, 'following')).text).toContain('everything (daily)');
  });

  test('a muted node is told no more, and still taken back', async () => {
    await open([{ channel: 'lounge', onRevision: 'post' }]);
    const [ada, bea] = [bots.discord.user('Ada'), bots.discord.user('Bea')];
    ada.manages(lounge);
    await put({ 'Log/ebb.md': nodeText('🐚 Ebb', 'It goes.') });
    expect((await bea.slash(lounge, 'mute', { node: 'Ebb' })).text).toContain('Only who manages this channel');
    expect((await ada.slash(lounge, 'mute', { node: 'Ebb' })).text).toContain('Nothing new of 🐚 Ebb is posted here');
    expect((await ada.slash(lounge, 'following')).text.replaceAll('\\', '')).toContain('muted: 🐚 Ebb');
    await put({ 'Log/ebb.md': nodeText('🐚 Ebb', LONG), 'Log/tide.md': nodeText('🌊 Tide', LONG) });
    expect(posts(lounge)).toHaveLength(2);
    expect((await ada.slash(lounge, 'unmute', { node: 'Ebb' })).text).toContain('posted here again');
    expect((await ada.slash(lounge, 'unmute', { node: 'Ebb' })).text).toContain('was not muted');
    await put({ 'Log/ebb.md': nodeText('🐚 Ebb', `${LONG} And it ebbs away slowly over the long flat sand.`) });
    expect(posts(lounge)).toHaveLength(3);
    await ada.slash(lounge, 'mute', { node: 'Ebb' });
    await garden.repo.remove('Log/ebb.md');
    await garden.repo.commit();
    await garden.look();
    expect(
      posts(lounge)
        .map((post) => JSON.stringify(post.components))
        .join(),
    ).not.toContain('Ebb');
  });
});
