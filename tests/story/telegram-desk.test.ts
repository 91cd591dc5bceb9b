/** People ask the bot on Telegram: by command, by link, by button, and by its name in any chat. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Counter } from '../../src/desk/counter.ts';
import { shortId } from '../../src/desk/short-id.ts';
import { createLog } from '../../src/log.ts';
import { TelegramBot } from '../../src/telegram/bot.ts';
import { type Garden, plantGarden } from '../desk.ts';
import { FakeTelegram } from '../fakes/telegram/fake.ts';
import { type Message, rowsOf } from '../fakes/telegram/world.ts';

const log = createLog({ level: 'silent', secrets: [], pretty: false });

let telegram: FakeTelegram;
let garden: Garden;
let bot: TelegramBot;
let notes: Map<string, string>;

const botWith = async (counter: Counter) => {
  const kept = {
    get: async (key: string) => notes.get(key),
    set: async (key: string, value: string) => void notes.set(key, value),
  };
  const made = new TelegramBot({ token: telegram.token, api: telegram.api, counter, notes: kept, log });
  await made.start();
  return made;
};
const short = (path: string) => shortId(garden.id(path));
const labels = (message: Message) =>
  rowsOf(message.markup)
    .flat()
    .map(({ text }) => text);
const last = (messages: readonly Message[]) => messages.at(-1)!;

beforeEach(async () => {
  notes = new Map();
  telegram = await FakeTelegram.start();
  Object.assign(telegram.limits, { overall: 1_000, chat: 1_000, burst: 1_000, group: 10_000 });
  garden = plantGarden();
  bot = await botWith(garden.counter);
});
afterEach(async () => {
  await bot.stop();
  await telegram.stop();
  garden.close();
});

describe('in a private chat', () => {
  test('a command shows a node', async () => {
    const ada = telegram.user('Ada');
    const answer = await ada.ask(ada.chat, '/show peas');
    expect(answer.text).toContain('🫛 Peas on a Fence');
    expect(answer.text).toContain('Peas want cold soil, string and patience');
    expect(labels(answer)).toEqual(
      expect.arrayContaining(['🗓️ Calendar', '🫘 Beans', 'Links', 'History', 'Constellation']),
    );
    expect(telegram.refusals).toEqual([]);
  });

  test.each([
    ['/search warm nights', '🫘 Beans'],
    ['/latest', 'What changed last'],
    ['/latest beds', 'What changed last in beds'],
    ['/latest #legumes', 'What changed last in #legumes'],
    ['/random #legumes', 'Peas on a Fence'],
    ['/links peas', 'leads nowhere'],
    ['/history peas', 'Git holds no version'],
    ['/compare peas from:2020', 'There is no version'],
    ['/show peas section:picking', 'In the morning.'],
    ['/tags', '#legumes'],
    ['/map', 'beds'],
    ['/feeds folder:beds', 'https://garden.example/feeds/folders/beds.atom'],
    ['/help', 'What can be asked here'],
    ['/start', 'What can be asked here'],
    ['/follow beds', 'Nothing can be followed from here'],
    ['/nonsense', 'I do not know this command'],
    ['/show', 'What shall I look for?'],
    ['beans', 'Beans wait for warm nights'],
    ['in:beds peas', 'Peas on a Fence'],
    ['/show calandre', 'These come nearest'],
  ])('%s', async (text, expected) => {
    const ada = telegram.user('Ada');
    const answer = await ada.ask(ada.chat, text);
    expect(answer.text.replaceAll('\u2060', '')).toContain(expected);
    expect(telegram.refusals).toEqual([]);
  });

  test('a link opens a node', async () => {
    const answer = await telegram.user('Ada').start(`n_${short('beds/🫘_beans.md').slice(1)}`);
    expect(answer.text).toContain('Beans wait for warm nights');
    const other = await telegram.user('Bea').start(garden.id('beds/🫘_beans.md'));
    expect(other.text).toContain('Beans wait for warm nights');
  });

  test('a constellation is a picture', async () => {
    const ada = telegram.user('Ada');
    const answer = await ada.ask(ada.chat, '/constellation peas');
    expect(answer.file).toBeDefined();
    await ada.click(answer, 'Read it');
    expect(last(ada.chat.messages).text).toContain('Peas want cold soil');
    expect(ada.chat.messages.filter(({ file }) => file)).toEqual([]);
  });

  test('what has a content note is folded', async () => {
    const ada = telegram.user('Ada');
    const answer = await ada.ask(ada.chat, '/show storm');
    const at = answer.text.indexOf('The hawthorn');
    const spoilers = answer.entities.filter(({ type }) => type === 'spoiler');
    expect(spoilers.some(({ offset, length }) => offset <= at && offset + length > at)).toBe(true);
    expect(answer.text.slice(0, spoilers[0]?.offset)).toContain('a storm that breaks things');
    expect(answer.text.slice(0, spoilers[0]?.offset)).not.toContain('nobody forgets');
  });
});

describe('buttons', () => {
  test('change the answer in place, and lead back', async () => {
    const ada = telegram.user('Ada');
    const answer = await ada.ask(ada.chat, '/show peas');
    await ada.click(answer, '🫘 Beans');
    expect(answer.text).toContain('Beans wait');
    await ada.click(answer, 'Back');
    expect(answer.text).toContain('Peas on a Fence');
    expect(telegram.refusals).toEqual([]);
  });

  test('with numbers open what a list names', async () => {
    const ada = telegram.user('Ada');
    const answer = await ada.ask(ada.chat, '/search beans');
    expect(answer.text).toMatch(/1\. .*Beans/);
    await ada.click(answer, '1');
    expect(answer.text).toContain('Beans wait');
  });

  test('turn the pages, give the node in one piece and as a file', async () => {
    const ada = telegram.user('Ada');
    const answer = await ada.ask(ada.chat, '/show a long walk');
    expect(answer.text).toContain('Step 1 leads');
    await ada.click(answer, '›');
    expect(answer.text).not.toContain('Step 1 leads');
    await ada.click(answer, 'In one piece');
    expect(last(ada.chat.messages).text).toContain('Step 300 leads');
    await ada.click(answer, 'As a file');
    expect(JSON.stringify(last(ada.chat.messages).file)).toContain('long.md');
    telegram.rich = false;
    await ada.click(answer, 'In one piece');
    expect(JSON.stringify(last(ada.chat.messages).file)).toContain('long.md');
  });

  test('show the sections', async () => {
    const ada = telegram.user('Ada');
    const answer = await ada.ask(ada.chat, '/show peas');
    await ada.click(answer, 'Sections …');
    await ada.click(answer, 'Picking');
    expect(answer.text).toContain('In the morning.');
    expect(answer.text).not.toContain('Two fingers');
  });

  test('work after a restart, and twice', async () => {
    const ada = telegram.user('Ada');
    const answer = await ada.ask(ada.chat, '/show peas');
    await bot.stop();
    bot = await botWith(garden.again());
    await Promise.all([ada.click(answer, 'Links'), ada.click(answer, 'Links')]);
    expect(answer.text).toContain('It leads to');
    expect(ada.chat.messages).toHaveLength(2);
  });

  test('of a node that was withdrawn tell nothing of it', async () => {
    const ada = telegram.user('Ada');
    const answer = await ada.ask(ada.chat, '/show peas');
    garden.remove('beds/🫘_beans.md');
    await ada.click(answer, '🫘 Beans');
    expect(answer.text).toContain('not here any more');
    expect(answer.text).not.toContain('Beans');
  });
});

describe('inline', () => {
  test('finds nodes, each with a way to the bot', async () => {
    const ada = telegram.user('Ada');
    const { results, next } = await ada.inline('peas');
    expect(results[0]).toMatchObject({
      title: '🫛 Peas on a Fence',
      description: 'They climb where somebody lets them.',
    });
    expect(next).toBe('');
    const message = ada.choose(results[0]!, telegram.chat({ type: 'group', title: 'Friends' }));
    expect(JSON.stringify(message.markup)).toContain(`?start=n_${short('beds/🫛_peas.md').slice(1)}`);
    expect((await ada.inline('')).results).toHaveLength(5);
    expect(telegram.refusals).toEqual([]);
  });

  test('pages by fifty; an offset nobody gave does no harm', async () => {
    for (let nr = 0; nr < 60; nr++) garden.put(`stones/stone_${nr}.md`, `# Stone ${nr}\nA stone.\n`);
    const ada = telegram.user('Ada');
    const first = await ada.inline('stone');
    expect([first.results.length, first.next]).toEqual([50, '50']);
    const second = await ada.inline('stone', first.next);
    expect([second.results.length, second.next]).toEqual([10, '']);
    expect((await ada.inline('stone', '-3; drop')).results).toHaveLength(50);
  });
});

describe('in a group', () => {
  test('it answers commands, its name and replies, and nothing else', async () => {
    const ada = telegram.user('Ada');
    const group = telegram.chat({ type: 'supergroup', title: 'The Garden' });
    const answer = await ada.ask(group, '/show peas');
    expect(answer.replyTo).toBeDefined();
    ada.send(group, 'what do peas want?');
    ada.send(group, '/show@another_bot peas');
    await ada.ask(group, `/tags`);
    expect(group.messages.filter(({ from }) => from === answer.from)).toHaveLength(2);
    const links = ada.send(group, '/links', { replyTo: answer });
    await expect.poll(() => last(group.messages).text).toContain('Links of Peas');
    expect(last(group.messages).replyTo).toBe(links.id);
  });

  test('answers stay in their topic', async () => {
    const ada = telegram.user('Ada');
    const group = telegram.chat({ type: 'supergroup', title: 'The Garden', forum: true });
    const thread = group.topic('Beds');
    const answer = group.nextMessage();
    ada.send(group, '/show peas', { thread });
    expect((await answer).thread).toBe(thread);
  });
});

describe('manners', () => {
  test('an update that comes twice is answered once', async () => {
    const ada = telegram.user('Ada');
    await ada.ask(ada.chat, '/tags');
    const update = {
      update_id: JSON.parse(notes.get('telegram updates') ?? '[]').at(-1),
      message: {
        message_id: 1,
        date: 1,
        text: '/tags',
        chat: { id: ada.chat.id, type: 'private' },
        from: { id: ada.user.id, is_bot: false, first_name: 'Ada' },
      },
    };
    await bot.stop();
    bot = await botWith(garden.again());
    telegram.updates.repeat(update);
    await ada.ask(ada.chat, '/map');
    expect(
      ada.chat.messages.filter(({ text }) => text.includes('#\u2060legumes') || text.includes('#legumes')),
    ).toHaveLength(1);
  });

  test('who asks too fast is asked to wait', async () => {
    const ada = telegram.user('Ada');
    let text = '';
    for (let nr = 0; nr < 21; nr++) ({ text } = await ada.ask(ada.chat, '/tags'));
    expect(text).toContain('A moment, please');
  });

  test('commands are listed in both languages, once for all starts', async () => {
    const before = notes.get('telegram commands');
    await bot.stop();
    bot = await botWith(garden.again());
    expect(before).toBeDefined();
    expect(notes.get('telegram commands')).toBe(before);
  });

  test('somebody who blocks the bot costs nothing', async () => {
    const [ada, bea] = [telegram.user('Ada'), telegram.user('Bea')];
    await ada.ask(ada.chat, '/tags');
    ada.send(ada.chat, '/show peas');
    ada.block();
    expect((await bea.ask(bea.chat, '/tags')).text).toContain('Tags');
  });

  test('a wrong token costs a line in the log, and no more', async () => {
    const other = new TelegramBot({
      token: '1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      api: telegram.api,
      counter: garden.counter,
      notes: { get: async () => undefined, set: async () => undefined },
      log,
    });
    await other.start();
    expect(other.trouble).toBe('Telegram does not know the token');
    await other.stop();
  });
});
