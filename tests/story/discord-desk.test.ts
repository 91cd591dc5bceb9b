/** People ask the bot on Discord: through the gateway, as Discord's own clients do. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Counter } from '../../src/desk/counter.ts';
import { shortId } from '../../src/desk/short-id.ts';
import { DiscordBot } from '../../src/discord/bot.ts';
import { definitions } from '../../src/discord/definitions.ts';
import { createLog } from '../../src/log.ts';
import { type Garden, plantGarden } from '../desk.ts';
import { FakeDiscord } from '../fakes/discord/fake.ts';

const log = createLog({ level: 'silent', secrets: [], pretty: false });

let discord: FakeDiscord;
let garden: Garden;
let bot: DiscordBot;
let notes: Map<string, string>;

const botWith = async (counter: Counter) => {
  const kept = {
    get: async (key: string) => notes.get(key),
    set: async (key: string, value: string) => void notes.set(key, value),
  };
  const made = new DiscordBot({ token: discord.token, api: discord.api, counter, notes: kept, log });
  await made.start();
  return made;
};

beforeEach(async () => {
  notes = new Map();
  discord = await FakeDiscord.start();
  garden = plantGarden();
  bot = await botWith(garden.counter);
});
afterEach(async () => {
  await bot.stop();
  await discord.stop();
  garden.close();
});

describe('a command', () => {
  test('is answered to who asked alone', async () => {
    const [channel, ada, bea] = [discord.channel(), discord.user('Ada'), discord.user('Bea')];
    const seen = await ada.slash(channel, 'show', { node: 'peas' });
    expect(seen.ephemeral).toBe(true);
    expect(seen.text).toContain('Peas on a Fence');
    expect(seen.text).toContain('*cold* soil, **string** and patience');
    expect(bea.sees(channel)).toEqual([]);
    expect(discord.refusals).toEqual([]);
  });

  test.each([
    ['search', { query: 'warm nights' }, '🫘'],
    ['latest', {}, 'What changed last'],
    ['latest', { folder: 'beds' }, 'What changed last in beds'],
    ['random', { tag: 'legumes' }, 'Peas on a Fence'],
    ['links', { node: 'peas' }, 'leads nowhere'],
    ['history', { node: 'peas' }, 'Git holds no version'],
    ['compare', { node: 'peas', from: '2020' }, 'There is no version'],
    ['constellation', { node: 'peas' }, 'Constellation of Peas on a Fence'],
    ['tags', {}, '#legumes'],
    ['map', {}, 'beds'],
    ['feeds', { folder: 'beds' }, 'https://garden.example/feeds/folders/beds.atom'],
    ['help', {}, 'What can be asked here'],
    ['follow', { folder: 'beds' }, 'Nothing can be followed from here'],
  ])('/%s %o', async (name, options, expected) => {
    const seen = await discord.user('Ada').slash(discord.channel(), name, options);
    expect(seen.text.replaceAll('\\', '')).toContain(expected);
    expect(discord.refusals).toEqual([]);
  });

  test('nothing found names the nearest', async () => {
    const seen = await discord.user('Ada').slash(discord.channel(), 'show', { node: 'calandre' });
    expect(seen.text).toContain('Calendar');
  });

  test('what has a content note is folded', async () => {
    const seen = await discord.user('Ada').slash(discord.channel(), 'show', { node: 'storm' });
    const box = seen.message?.components.find((one) => (one as { type: number }).type === 17);
    expect(box).toMatchObject({ spoiler: true });
    expect(JSON.stringify(box)).toContain('hawthorn');
    const others = seen.message?.components.filter((one) => one !== box);
    expect(JSON.stringify(others)).toContain('a storm that breaks things');
    expect(JSON.stringify(others)).not.toContain('hawthorn');
    expect(JSON.stringify(others)).not.toContain('nobody forgets');
  });
});

describe('elsewhere than in a server', () => {
  test('a direct message is answered', async () => {
    const ada = discord.user('Ada');
    const seen = await ada.slash(discord.direct(ada), 'show', { node: 'beans' });
    expect(seen.text).toContain('Beans wait for warm nights');
    expect(discord.refusals).toEqual([]);
  });

  test('commands are registered for servers and for people, those that post only for servers', () => {
    const all = definitions();
    for (const { name, contexts, integration_types: places } of all) {
      const posts = ['follow', 'unfollow', 'following', 'mute', 'unmute'].includes(name);
      expect([name, contexts, places]).toEqual([name, posts ? [0, 1] : [0, 1, 2], posts ? [0] : [0, 1]]);
    }
    expect(all.find(({ name }) => name === 'show')?.name_localizations).toEqual({ tr: 'göster' });
  });
});

describe('while somebody types', () => {
  test('nodes are suggested, the newest for nothing typed', async () => {
    const [channel, ada] = [discord.channel(), discord.user('Ada')];
    const choices = await ada.autocomplete(channel, 'show', { node: 'pe' }, 'node');
    expect(choices[0]).toEqual({ name: '🫛 Peas on a Fence', value: shortId(garden.id('beds/🫛_peas.md')) });
    expect((await ada.autocomplete(channel, 'show', { node: '' }, 'node')).length).toBe(5);
    const seen = await ada.slash(channel, 'show', { node: String(choices[0]?.['value']) });
    expect(seen.text).toContain('Peas on a Fence');
  });

  test('words are suggested for a search', async () => {
    const choices = await discord.user('Ada').autocomplete(discord.channel(), 'search', { query: 'bean' }, 'query');
    expect(choices[0]).toEqual({ name: '🫘 Beans', value: '🫘 Beans' });
  });

  test('folders and tags', async () => {
    const [channel, ada] = [discord.channel(), discord.user('Ada')];
    expect(await ada.autocomplete(channel, 'latest', { folder: 'yea' }, 'folder')).toEqual([
      { name: 'year', value: 'year' },
    ]);
    expect(await ada.autocomplete(channel, 'latest', { tag: 'leg' }, 'tag')).toEqual([
      { name: '#legumes', value: 'legumes' },
    ]);
  });
});

describe('buttons', () => {
  test('open a reference in place, and lead back', async () => {
    const [channel, ada] = [discord.channel(), discord.user('Ada')];
    const seen = await ada.slash(channel, 'show', { node: 'peas' });
    const there = await ada.click(seen.message!, '🫘 Beans');
    expect(there.message?.id).toBe(seen.message?.id);
    expect(there.text).toContain('Beans wait for warm nights');
    const back = await ada.click(there.message!, 'Back');
    expect(back.text).toContain('Peas on a Fence');
    expect(discord.refusals).toEqual([]);
  });

  test('work after a restart', async () => {
    const [channel, ada] = [discord.channel(), discord.user('Ada')];
    const seen = await ada.slash(channel, 'show', { node: 'peas' });
    await bot.stop();
    bot = await botWith(garden.again());
    const there = await ada.click(seen.message!, 'Links');
    expect(there.text).toContain('It leads to');
  });

  test('commands are registered once for all starts', async () => {
    const before = notes.get('discord commands');
    await bot.stop();
    bot = await botWith(garden.again());
    expect(before).toBeDefined();
    expect(notes.get('discord commands')).toBe(before);
  });

  test('turn the pages of a long node, give it as a file', async () => {
    const [channel, ada] = [discord.channel(), discord.user('Ada')];
    const first = await ada.slash(channel, 'show', { node: 'a long walk' });
    expect(first.text).toContain('Step 1 leads');
    const next = await ada.click(first.message!, '›');
    expect(next.text).not.toContain('Step 1 leads');
    expect(next.text).toContain('2/');
    const file = await ada.click(next.message!, 'As a file');
    expect(file.message?.components).toMatchObject([{ type: 13, file: { url: 'attachment://long.md' } }]);
    expect(discord.refusals).toEqual([]);
  });

  test('a menu shows one section', async () => {
    const [channel, ada] = [discord.channel(), discord.user('Ada')];
    const seen = await ada.slash(channel, 'show', { node: 'peas' });
    const code = `s${shortId(garden.id('beds/🫛_peas.md'))},#1`;
    const section = await ada.select(seen.message!, '!menu 0', [code]);
    expect(section.text).toContain('In the morning');
    expect(section.text).not.toContain('Two fingers');
  });

  test('pressed twice do no harm', async () => {
    const [channel, ada] = [discord.channel(), discord.user('Ada')];
    const seen = await ada.slash(channel, 'show', { node: 'peas' });
    const both = await Promise.all([ada.click(seen.message!, 'Links'), ada.click(seen.message!, 'Links')]);
    for (const one of both) expect(one.text).toContain('It leads to');
    expect(ada.sees(channel)).toHaveLength(1);
  });

  test('of a node that was withdrawn tell nothing of it', async () => {
    const [channel, ada] = [discord.channel(), discord.user('Ada')];
    const seen = await ada.slash(channel, 'show', { node: 'peas' });
    garden.remove('beds/🫘_beans.md');
    const gone = await ada.click(seen.message!, '🫘 Beans');
    expect(gone.text).toContain('not here any more');
    expect(gone.text).not.toContain('Beans');
  });
});

describe('a shared answer', () => {
  test('is seen by all, deleted by who asked, and answers others apart', async () => {
    const [channel, ada, bea] = [discord.channel(), discord.user('Ada'), discord.user('Bea')];
    const seen = await ada.slash(channel, 'show', { node: 'peas', share: true });
    expect(bea.sees(channel)).toHaveLength(1);
    const aside = await bea.click(seen.message!, '🫘 Beans');
    expect(aside.ephemeral).toBe(true);
    expect(aside.message?.id).not.toBe(seen.message?.id);
    expect((await bea.click(seen.message!, 'Delete')).text).toContain('Only who asked');
    await ada.click(seen.message!, 'Delete');
    expect(channel.messages).toEqual([]);
  });
});

describe('manners', () => {
  test('a slow answer is announced in time, and comes', async () => {
    await bot.stop();
    const slow: Counter = Object.create(garden.counter, {
      answer: {
        value: async (...given: Parameters<Counter['answer']>) => {
          await new Promise((resolve) => setTimeout(resolve, 3_500));
          return garden.counter.answer(...given);
        },
      },
      ...Object.fromEntries(
        (['admit', 'pack', 'unpack', 'words', 'suggest'] as const).map((name) => [
          name,
          { value: garden.counter[name].bind(garden.counter) },
        ]),
      ),
    });
    bot = await botWith(slow);
    const [channel, ada] = [discord.channel(), discord.user('Ada')];
    const seen = await ada.slash(channel, 'show', { node: 'peas' });
    expect(seen.ephemeral).toBe(true);
    expect(seen.text).toContain('Peas on a Fence');
    expect(discord.refusals).toEqual([]);
  });

  test('who asks too fast is asked to wait', async () => {
    const [channel, ada] = [discord.channel(), discord.user('Ada')];
    let last = '';
    for (let nr = 0; nr < 21; nr++) last = (await ada.slash(channel, 'tags')).text;
    expect(last).toContain('A moment, please');
  });

  test('a line that breaks is opened again', async () => {
    discord.gateway.drop();
    await expect.poll(() => discord.gateway.connected, { timeout: 10_000 }).toBe(true);
    const seen = await discord.user('Ada').slash(discord.channel(), 'tags');
    expect(seen.text).toContain('legumes');
  });

  test('a wrong token costs a line in the log, and no more', async () => {
    const other = new DiscordBot({
      token: 'no.such.token',
      api: discord.api,
      counter: garden.counter,
      notes: { get: async () => undefined, set: async () => undefined },
      log,
    });
    await other.start();
    expect(other.trouble).toBe('Discord does not know the token');
    await other.stop();
  });
});
