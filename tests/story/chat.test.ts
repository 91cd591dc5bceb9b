/** A node's life in the channels of both platforms, from its birth to its return. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bots, startBots } from '../bots.ts';
import type { Channel } from '../fakes/discord/world.ts';
import type { Chat } from '../fakes/telegram/world.ts';
import { Garden, nodeText } from '../garden.ts';

let bots: Bots;
let garden: Garden;
let lounge: Channel;
let replies: Channel;
let readers: Chat;

const more = (words: number, word = 'wave') => Array.from({ length: words }, (_, nr) => `${word} ${nr}`).join(' ');
const TIDE = 'Log/🌊_tide.md';

beforeEach(async () => {
  bots = await startBots();
  lounge = bots.discord.channel({ name: 'lounge' });
  replies = bots.discord.channel({ name: 'replies' });
  readers = bots.telegram.chat({ type: 'channel', title: 'Readers' });
  garden = await Garden.create({
    config: {
      ...bots.config,
      channels: [
        { name: 'lounge', platform: 'discord', channel: lounge.id },
        { name: 'replies', platform: 'discord', channel: replies.id },
        { name: 'readers', platform: 'telegram', chat: readers.id },
      ],
      subscriptions: [
        { channel: 'lounge' },
        { channel: 'replies', onRevision: 'edit+reply' },
        { channel: 'readers', onRevision: 'post' },
      ],
    },
    source: { massChange: 3 },
    env: bots.env,
  });
  await put({ 'Log/🫖_tea.md': nodeText('🫖 Tea', 'Leaves and hot water.') });
  await garden.start();
});

/** Writes the files, and commits them. */
async function put(files: Record<string, string>, of = garden): Promise<void> {
  for (const [file, text] of Object.entries(files)) await of.repo.write(file, text);
  await of.repo.commit();
}

async function take(file: string): Promise<void> {
  await garden.repo.remove(file);
  await garden.repo.commit();
}

async function move(from: string, to: string): Promise<void> {
  await garden.repo.move(from, to);
  await garden.repo.commit();
}

afterEach(async () => {
  await garden[Symbol.asyncDispose]();
  await bots.stop();
});

describe('a node', () => {
  test('is posted, edited, replied to or posted anew, and taken back everywhere', async () => {
    await put({ [TIDE]: nodeText('🌊 Tide', 'The water comes and goes.', ['[Tea](🫖_tea.md)']) });
    await garden.look();
    expect([lounge, replies, readers].map((place) => place.messages.length)).toEqual([1, 1, 1]);
    for (const place of [lounge, replies, readers]) expect(place.shown()).toContain('The water comes and goes.');
    expect(readers.shown()).toContain('Tea');

    await put({ [TIDE]: nodeText('🌊 High tide', `The water came. ${more(20)}`) });
    await garden.look();
    expect([lounge, replies, readers].map((place) => place.messages.length)).toEqual([1, 2, 2]);
    for (const place of [lounge, replies, readers]) {
      expect(place.shown()).toContain('High tide');
      expect(place.shown()).not.toContain('comes and goes');
    }
    expect(replies.messages[1]?.replyTo).toBe(replies.messages[0]?.id);

    await move(TIDE, 'Log/🌊_high_tide.md');
    await garden.look();
    expect([lounge, replies, readers].map((place) => place.messages.length)).toEqual([1, 2, 2]);

    await take('Log/🌊_high_tide.md');
    await garden.look();
    expect([lounge, replies, readers].map((place) => place.messages.length)).toEqual([0, 0, 0]);

    await put({ 'Log/🌊_high_tide.md': nodeText('🌊 Tide again', 'The water is back.') });
    await garden.look();
    expect([lounge, replies, readers].map((place) => place.messages.length)).toEqual([1, 1, 1]);
    expect(lounge.shown()).toMatch(/back/i);
    expect([...bots.discord.refusals, ...bots.telegram.refusals]).toEqual([]);
  });

  test('too old to be deleted on Telegram is emptied and struck', async () => {
    await put({ [TIDE]: nodeText('🌊 Tide', 'The water comes and goes.') });
    await garden.look();
    readers.rights.delete = false;
    bots.telegram.clock.advance(49 * 3_600_000);
    await take(TIDE);
    await garden.look();
    expect(readers.shown()).not.toContain('water');
    for (const message of readers.messages) expect(message.text).toMatch(/withdrawn/i);
  });

  test('that becomes a draft is taken back, and its words with it', async () => {
    await put({ [TIDE]: nodeText('🌊 Tide', 'The water comes and goes.') });
    await garden.look();
    await put({ [TIDE]: `---\ndraft: true\n---\n${nodeText('🌊 Tide', 'Not for you.')}` });
    await garden.look();
    for (const place of [lounge, replies, readers]) expect(place.messages).toEqual([]);
  });

  test('with a content note is folded, and its words are in no notification', async () => {
    const text = `---\ncontent_note: a storm\n---\n${nodeText('🌊 Tide', 'The greenhouse is gone.')}`;
    await put({ [TIDE]: text });
    await garden.look();
    for (const place of [lounge, readers]) expect(place.shown()).toContain('a storm');
    const [message] = readers.messages;
    const hidden = message!.entities.filter(({ type }) => type === 'spoiler');
    const at = message!.text.indexOf('The greenhouse');
    expect(hidden.some(({ offset, length }) => offset <= at && at < offset + length)).toBe(true);
  });
});

describe('many at once', () => {
  const beds = ['a', 'b', 'c', 'd', 'e'];
  const files = (folder: string) =>
    Object.fromEntries(beds.map((bed) => [`${folder}/${bed}.md`, nodeText(`Bed ${bed}`, `Rows of ${bed}.`)]));

  test('become one digest, which loses the line of a node that is removed', async () => {
    await put(files('Beds'));
    await garden.look();
    expect([lounge, replies, readers].map((place) => place.messages.length)).toEqual([1, 1, 1]);
    await take('Beds/c.md');
    await garden.look();
    for (const place of [lounge, readers]) {
      expect(place.messages).toHaveLength(1);
      expect(place.shown()).toContain('Bed b');
      expect(place.shown()).not.toContain('Bed c');
    }
  });

  test('in a renamed folder: one digest, and each post leads to where its node is now', async () => {
    await put({ 'Beds/a.md': nodeText('Bed a', 'Rows of a.') });
    await garden.look();
    await put(files('Beds'));
    await garden.look();
    await move('Beds', 'Garden');
    await garden.look();
    expect(lounge.messages).toHaveLength(3);
    expect(bots.discord.refusals).toEqual([]);
  });
});

describe('trouble', () => {
  test('a channel that kicked the bot waits with its reason; the others go on', async () => {
    readers.standing = 'kicked';
    await put({ [TIDE]: nodeText('🌊 Tide', 'The water comes and goes.') });
    await garden.look();
    expect(lounge.messages).toHaveLength(1);
    expect(readers.messages).toHaveLength(0);
    const { closed } = (await (await garden.fetch('/healthz')).json()) as { closed: { channel: string }[] };
    expect(closed).toMatchObject([{ channel: 'readers' }]);
    readers.standing = 'administrator';
    await garden.later(61);
    expect(readers.messages).toHaveLength(1);
  });

  test('a group that became a supergroup is followed, over a restart', async () => {
    const group = bots.telegram.chat({ type: 'group', title: 'The group' });
    const moved = await Garden.create({
      config: {
        ...bots.config,
        channels: [{ name: 'group', platform: 'telegram', chat: group.id }],
        subscriptions: [{ channel: 'group' }],
      },
      env: bots.env,
    });
    await put({ 'a.md': nodeText('A', 'Words.') }, moved);
    await moved.start();
    const now = bots.telegram.migrate(group);
    await put({ 'b.md': nodeText('B', 'Words.') }, moved);
    await moved.look();
    expect(now.messages).toHaveLength(1);
    await moved.stop();
    await moved.start();
    const asked = bots.telegram.refusals.length;
    await put({ 'c.md': nodeText('C', 'Words.') }, moved);
    await moved.look();
    expect(now.messages).toHaveLength(2);
    expect(bots.telegram.refusals).toHaveLength(asked);
    await moved[Symbol.asyncDispose]();
  });

  test('a wrong token stops its platform alone, and is in no log line', async () => {
    const wrong = 'Wrong.Token.OfDiscord';
    const other = await Garden.create({
      config: {
        ...bots.config,
        channels: [
          { name: 'lounge', platform: 'discord', channel: lounge.id },
          { name: 'readers', platform: 'telegram', chat: readers.id },
        ],
        subscriptions: [{ channel: 'lounge' }, { channel: 'readers' }],
      },
      env: { ...bots.env, STARPOST_DISCORD_TOKEN: wrong },
    });
    await put({ 'a.md': nodeText('A', 'Words.') }, other);
    await other.start();
    for (const name of ['b', 'c', 'd']) {
      await put({ [`${name}.md`]: nodeText(name, 'Words.') }, other);
      await other.look();
    }
    expect(readers.messages).toHaveLength(3);
    expect(lounge.messages).toHaveLength(0);
    // Posts ask once, commands ask once, and that is all.
    expect(bots.discord.refusals).toHaveLength(2);
    expect(other.logged).toContain('does not let us in');
    expect(other.logged).not.toContain(wrong);
    await other[Symbol.asyncDispose]();
  });
});
