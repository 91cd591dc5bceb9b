/** Nothing is posted before somebody has approved it, on either platform. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqlite } from '../../src/ledger/sqlite.ts';
import { type Bots, startBots } from '../bots.ts';
import type { Channel, Message } from '../fakes/discord/world.ts';
import type { Chat } from '../fakes/telegram/world.ts';
import { Garden, nodeText } from '../garden.ts';

let bots: Bots;
let lounge: Channel;
let desk: Channel;
let readers: Chat;
let editors: Chat;
let garden: Garden;

const TIDE = 'Log/🌊_tide.md';
const MOON = 'Log/🌙_moon.md';
const LONG = 'It came with many words: one two three four five six seven eight nine ten eleven.';

async function put(files: Record<string, string>): Promise<void> {
  for (const [file, text] of Object.entries(files)) await garden.repo.write(file, text);
  await garden.repo.commit();
  await garden.look();
}

async function remove(path: string): Promise<void> {
  await garden.repo.remove(path);
  await garden.repo.commit();
  await garden.look();
}

const asked = () => desk.messages.filter(({ onlyFor }) => !onlyFor) as [Message, ...Message[]];

async function decisions() {
  await garden.stop();
  const ledger = await openSqlite(`${garden.folder}/data/ledger.db`);
  const found = await ledger.decisions({ limit: 9 });
  await ledger.close();
  await garden.start();
  return found.filter(({ channel }) => channel === 'lounge').map(({ decided, by }) => [decided, by]);
}

async function open(review: object, source: object = {}): Promise<void> {
  garden = await Garden.create({
    source: { settle: '0s', ...source },
    config: {
      ...bots.config,
      channels: [
        { name: 'lounge', platform: 'discord', channel: lounge.id },
        { name: 'desk', platform: 'discord', channel: desk.id },
        { name: 'readers', platform: 'telegram', chat: String(readers.id) },
        { name: 'editors', platform: 'telegram', chat: String(editors.id) },
      ],
      subscriptions: [
        { channel: 'lounge', review: { channel: 'desk', ...review } },
        { channel: 'readers', review: { channel: 'editors', ...review } },
      ],
    },
    env: bots.env,
  });
  await garden.repo.write('Log/🌑_dark.md', nodeText('🌑 Dark', 'It waits.'));
  await garden.repo.commit();
  await garden.start();
  await expect.poll(() => bots.discord.gateway.connected, { timeout: 15_000 }).toBe(true);
  await expect.poll(() => garden.logged, { timeout: 15_000 }).toContain('commands are registered with Telegram');
}

beforeEach(async () => {
  bots = await startBots();
  const guild = bots.discord.guild();
  lounge = bots.discord.channel({ name: 'lounge', guild });
  desk = bots.discord.channel({ name: 'desk', guild });
  readers = bots.telegram.chat({ type: 'channel', title: 'Readers' });
  editors = bots.telegram.chat({ type: 'supergroup', title: 'Editors' });
});
afterEach(async () => {
  await garden[Symbol.asyncDispose]();
  await bots.stop();
});

describe('on Discord', () => {
  test('is approved by who may, and by nobody else', async () => {
    await open({});
    const [ada, bea] = [bots.discord.user('Ada'), bots.discord.user('Bea')];
    ada.manages(desk);
    await put({ [TIDE]: nodeText('🌊 Tide', 'The water comes.', ['[Dark](🌑_dark.md)']) });
    expect(lounge.messages).toHaveLength(0);
    expect(desk.shown()).toContain('before it is posted to lounge');
    expect(desk.shown()).toContain('The water comes.');

    const [post] = asked();
    expect((await bea.click(post, 'Approve')).text).toContain('Only who manages this channel');
    expect((await bea.click(post, 'Edit summary')).text).toContain('Only who manages this channel');
    expect(lounge.messages).toHaveLength(0);
    expect((await ada.click(post, 'Approve')).text).toContain('Approved');
    await garden.look();
    expect(lounge.shown()).toContain('The water comes.');
    expect(desk.shown()).toContain('Approved by Ada');
    expect(asked()[0].components.some(({ type }) => type === 1)).toBe(false);
    expect(await decisions()).toEqual([['approve', `discord:${ada.user.id}`]]);

    // A revision asks again; until then the post says what was approved.
    await put({ [TIDE]: nodeText('🌊 Tide', `The water goes. ${LONG}`) });
    expect(lounge.shown()).not.toContain('The water goes');
    await ada.click(asked()[1]!, 'Approve');
    await garden.look();
    expect(lounge.messages).toHaveLength(1);
    expect(lounge.shown()).toContain('The water goes');

    // A removal asks nobody, and takes the question back too.
    await remove(TIDE);
    expect(lounge.messages).toHaveLength(0);
    expect(desk.shown()).not.toContain('Tide');
  });

  test('an edit while it waits shows in the question; who saw the older one is told so', async () => {
    await open({});
    const ada = bots.discord.user('Ada');
    ada.manages(desk);
    await put({ [TIDE]: nodeText('🌊 Tide', 'The water comes.') });
    const before = structuredClone(asked()[0].components);
    await put({ [TIDE]: nodeText('🌊 Tide', `The water goes. ${LONG}`) });
    expect(asked()).toHaveLength(1);
    expect(desk.shown()).toContain('The water goes');
    expect(desk.shown()).toContain('new');
    const now = asked()[0].components;
    asked()[0].components = before;
    expect((await ada.click(asked()[0], 'Approve')).text).toContain('changed since');
    asked()[0].components = now;
    expect(lounge.messages).toHaveLength(0);
    await ada.click(asked()[0], 'Approve');
    await garden.look();
    expect(lounge.shown()).toContain('The water goes');
    expect(lounge.messages).toHaveLength(1);
  });

  test('the summary is written anew, held, and posted as it was written', async () => {
    await open({ after: '2h' });
    const ada = bots.discord.user('Ada');
    ada.manages(desk);
    await put({ [TIDE]: nodeText('🌊 Tide', 'The water comes.') });
    const form = await ada.click(asked()[0], 'Edit summary');
    expect((await ada.submitModal(form, { summary: 'A calm word about the sea. @everyone' })).text).toContain(
      'changed',
    );
    await garden.look();
    expect(desk.shown()).toContain('A calm word about the sea');
    expect(desk.shown()).not.toContain('The water comes');
    expect((await ada.click(asked()[0], 'Hold')).text).toContain('Held');
    await garden.later(180);
    expect(desk.shown()).toContain('Held by Ada');
    expect(lounge.messages).toHaveLength(0);
    await garden.stop();
    await garden.start();
    await expect.poll(() => bots.discord.gateway.connected, { timeout: 15_000 }).toBe(true);
    await ada.click(asked()[0], 'Approve');
    await garden.look();
    expect(lounge.shown()).toContain('A calm word about the sea');
    expect(lounge.messages[0]?.pings).toEqual([]);
    expect((await decisions()).map(([what]) => what)).toEqual(['approve', 'hold', 'edit']);
  });

  test.each([
    ['skip', 'Nobody answered: left out', 0],
    ['approve', 'Nobody answered: posted', 1],
  ])('unanswered: %s', async (otherwise, words, posts) => {
    await open({ after: '2h', otherwise }, { settle: '5m' });
    await put({ [TIDE]: nodeText('🌊 Tide', 'The water comes.') });
    await garden.later(1);
    expect(desk.messages).toHaveLength(0);
    await garden.later(5);
    expect(desk.messages).toHaveLength(1);
    await garden.later(115);
    expect(lounge.messages).toHaveLength(0);
    await garden.later(10);
    await garden.later(1);
    expect(lounge.messages).toHaveLength(posts);
    expect(desk.shown().replaceAll('\\', '')).toContain(words);
  });

  test('a node that is removed while it waits leaves nothing anywhere', async () => {
    await open({});
    await put({ [TIDE]: nodeText('🌊 Tide', 'The water comes.'), [MOON]: nodeText('🌙 Moon', 'It pulls.') });
    expect(desk.messages).toHaveLength(2);
    await remove(TIDE);
    expect(desk.messages).toHaveLength(1);
    expect(desk.shown()).not.toContain('Tide');
    expect(lounge.messages).toHaveLength(0);
  });

  test('many that change together are asked about once', async () => {
    await open({});
    const ada = bots.discord.user('Ada');
    ada.manages(desk);
    const bed = Object.fromEntries(
      Array.from({ length: 20 }, (_, nr) => [`Bed/${nr}.md`, nodeText(`Pea ${nr}.`, 'A row.')]),
    );
    await put(bed);
    expect(asked()).toHaveLength(1);
    expect(desk.shown()).toContain('20 nodes changed together');
    await remove('Bed/7.md');
    expect(desk.shown()).toContain('19 nodes changed together');
    expect(desk.shown()).not.toContain('Pea 7');
    await ada.click(asked()[0], 'Approve');
    await garden.look();
    expect(lounge.messages).toHaveLength(1);
    expect(lounge.shown()).toContain('19 nodes changed together');
  });
});

describe('on Telegram', () => {
  test('the same, with a reply for another summary', async () => {
    await open({});
    const [ada, bea] = [bots.telegram.user('Ada'), bots.telegram.user('Bea')];
    ada.administers(editors);
    await put({ [TIDE]: nodeText('🌊 Tide', 'The water comes.') });
    expect(readers.messages).toHaveLength(0);
    const [question] = editors.messages;
    expect(editors.shown()).toContain('before it is posted to readers');
    expect(JSON.stringify(await bea.click(question!, 'Approve'))).toContain('Only who manages');
    expect(readers.messages).toHaveLength(0);

    const prompted = editors.nextMessage();
    await ada.click(question!, 'Edit summary');
    const prompt = await prompted;
    ada.send(editors, 'A calm word about the sea.', { replyTo: prompt });
    await expect.poll(() => editors.shown(), { timeout: 10_000 }).toContain('The summary is changed');
    await garden.look();
    expect(question!.text).toContain('A calm word about the sea.');
    expect(JSON.stringify(await ada.click(question!, 'Approve'))).toContain('Approved');
    await garden.look();
    expect(readers.shown()).toContain('A calm word about the sea.');
    expect(question!.text).toContain('Approved by');
    expect(question!.markup).toBeUndefined();

    await put({ [MOON]: nodeText('🌙 Moon', 'It pulls.') });
    const second = editors.messages.find(({ text }) => text?.includes('It pulls'));
    await ada.click(second!, 'Skip');
    await garden.look();
    expect(readers.shown()).not.toContain('Moon');
    expect(second!.text).toContain('Left out by');
    await remove(TIDE);
    expect(readers.messages).toHaveLength(0);
    expect(editors.shown()).not.toContain('Tide');
  });
});
