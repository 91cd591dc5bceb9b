/** People say in their chats what they want to hear of; what is posted there lives as in any other channel. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bots, startBots } from '../bots.ts';
import type { Channel, Guild } from '../fakes/discord/world.ts';
import type { Chat } from '../fakes/telegram/world.ts';
import { Garden, nodeText } from '../garden.ts';

let bots: Bots;
let garden: Garden;
let lounge: Channel;
let fixed: Channel;
let group: Chat;

const TIDE = 'Log/🌊_tide.md';
const TEA = 'Kitchen/🫖_tea.md';

async function put(files: Record<string, string>): Promise<void> {
  for (const [file, text] of Object.entries(files)) await garden.repo.write(file, text);
  await garden.repo.commit();
  await garden.look();
}

beforeEach(async () => {
  bots = await startBots();
  const guild: Guild = bots.discord.guild();
  lounge = bots.discord.channel({ name: 'lounge', guild });
  fixed = bots.discord.channel({ name: 'fixed', guild });
  group = bots.telegram.chat({ type: 'supergroup', title: 'Readers' });
  garden = await Garden.create({
    config: {
      ...bots.config,
      channels: [{ name: 'fixed', platform: 'discord', channel: fixed.id }],
      subscriptions: [{ channel: 'fixed', folders: ['Log'] }],
    },
    env: bots.env,
  });
  await garden.repo.write(TEA, nodeText('🫖 Tea', 'Leaves and hot water.'));
  await garden.repo.write('Log/🌙_moon.md', nodeText('🌙 Moon', 'It pulls.'));
  await garden.repo.commit();
  await garden.start();
  await expect.poll(() => bots.discord.gateway.connected, { timeout: 15_000 }).toBe(true);
  await expect.poll(() => garden.logged, { timeout: 15_000 }).toContain('commands are registered with Telegram');
});
afterEach(async () => {
  await garden[Symbol.asyncDispose]();
  await bots.stop();
});

describe('a channel on Discord', () => {
  test('is followed by who manages it, hears, and is left in peace again', async () => {
    const [ada, bea] = [bots.discord.user('Ada'), bots.discord.user('Bea')];
    ada.manages(lounge);
    expect((await bea.slash(lounge, 'follow', { folder: 'Log' })).text).toContain('Only who manages this channel');
    expect((await ada.slash(lounge, 'follow', { folder: 'log' })).text).toContain('Log is followed here');
    expect((await ada.slash(lounge, 'follow', { folder: 'Log' })).text).toContain('followed here already');

    await put({
      [TIDE]: nodeText('🌊 Tide', 'The water comes and goes.', ['[Moon](🌙_moon.md)']),
      [TEA]: nodeText('🫖 Tea', 'A leaf more.'),
    });
    expect(lounge.messages.filter(({ onlyFor }) => !onlyFor)).toHaveLength(1);
    expect(lounge.shown()).toContain('The water comes and goes.');
    expect(lounge.shown()).not.toContain('Tea');

    const post = lounge.messages.find(({ onlyFor }) => !onlyFor)!;
    const aside = await bea.click(post, 'Moon');
    expect([aside.ephemeral, aside.text.includes('It pulls')]).toEqual([true, true]);

    await garden.stop();
    await garden.start();
    await put({
      [TIDE]: nodeText(
        '🌊 High tide',
        'The water came, and many words with it: one two three four five six seven eight nine ten.',
      ),
    });
    expect(lounge.shown()).toContain('High tide');

    const list = await ada.slash(lounge, 'following');
    expect((await ada.click(list.message!, 'Stop Log')).text).toContain('no longer followed');
    await put({ 'Log/🐚_shell.md': nodeText('🐚 Shell', 'Found at low water.') });
    expect(lounge.shown()).not.toContain('Shell');
    await garden.repo.remove(TIDE);
    await garden.repo.commit();
    await garden.look();
    expect(
      lounge.messages
        .filter(({ onlyFor }) => !onlyFor)
        .map(({ content }) => content)
        .join(),
    ).not.toContain('tide');
    expect(lounge.shown()).not.toContain('High tide');
    expect(bots.discord.refusals).toEqual([]);
  });

  test('shows what the config says as fixed', async () => {
    const ada = bots.discord.user('Ada');
    ada.manages(fixed);
    const list = await ada.slash(fixed, 'following');
    expect(list.text).toContain('set by who runs this bot');
    expect((await ada.slash(fixed, 'unfollow', { what: 'Log' })).text).toContain('cannot be changed here');
    expect((await ada.slash(fixed, 'follow', { folder: 'Log' })).text).toContain('already');
  });
});

describe('what a node was', () => {
  test('its versions, one of them, and what changed between two; nothing from before a withdrawal', async () => {
    const [ada, bea] = [bots.discord.user('Ada'), bots.telegram.user('Bea')];
    await put({ [TIDE]: nodeText('🌊 Tide', 'The water comes and goes.') });
    const first = await garden.repo.git('rev-parse', 'HEAD');
    await put({ [TIDE]: nodeText('🌊 Tide', 'The water comes twice a day and goes.') });
    await put({ [TEA]: nodeText('🫖 Tea', 'Hot water first.') });
    const elsewhere = await garden.repo.git('rev-parse', 'HEAD');

    const list = await ada.slash(lounge, 'history', { node: 'tide' });
    expect(list.text).toContain('2 versions');
    expect(list.text).toContain('first version');
    const then = await ada.slash(lounge, 'show', { node: 'tide', at: first.slice(0, 10) });
    expect(then.text).toContain('The water comes and goes.');
    expect((await ada.click(then.message!, 'As it is now')).text).toContain('twice a day');
    expect((await ada.slash(lounge, 'show', { node: 'tide', at: elsewhere })).text).toContain('twice a day');

    const changed = await ada.slash(lounge, 'compare', { node: 'tide', from: first });
    expect(changed.text).toContain('**twice a day**');
    const told = await bea.ask(bea.chat, `/compare tide from:${first}`);
    const added = told.entities.filter(({ type }) => type === 'underline');
    expect(added.map(({ offset, length }) => told.text.slice(offset, offset + length).trim())).toContain('twice a day');

    await garden.repo.remove(TIDE);
    await garden.repo.commit();
    await garden.look();
    await put({ [TIDE]: nodeText('🌊 Tide', 'Only this is said now.') });
    const again = await ada.slash(lounge, 'show', { node: 'tide', at: first });
    expect(again.text).toContain('There is no version');
    expect(again.text).not.toContain('comes and goes');
    expect(bots.discord.refusals).toEqual([]);
  });
});

describe('a chat on Telegram', () => {
  test('is followed by its administrators', async () => {
    const [ada, bea] = [bots.telegram.user('Ada'), bots.telegram.user('Bea')];
    group.members.add(ada.user);
    ada.administers(group);
    expect((await bea.ask(group, '/follow Log')).text).toContain('Only who manages this channel');
    expect((await ada.ask(group, '/follow Log')).text).toContain('Log is followed here');
    await put({ [TIDE]: nodeText('🌊 Tide', 'The water comes and goes.', ['[Moon](🌙_moon.md)']) });
    expect(group.shown()).toContain('The water comes and goes.');
    expect(JSON.stringify(group.messages.at(-1)?.markup)).toContain('?start=n_');
    expect((await ada.ask(group, '/unfollow Log')).text).toContain('no longer followed');
    await put({ 'Log/🐚_shell.md': nodeText('🐚 Shell', 'Found at low water.') });
    expect(group.shown()).not.toContain('Shell');
  });

  test('a private one is its owner’s to say', async () => {
    const ada = bots.telegram.user('Ada');
    expect((await ada.ask(ada.chat, '/follow')).text).toContain('everything is followed here');
    await put({ [TIDE]: nodeText('🌊 Tide', 'The water comes and goes.') });
    expect(ada.chat.shown()).toContain('The water comes and goes.');
  });
});
