/** The fake's updates and queries, driven by grammY's own bot. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Api, Bot, GrammyError, webhookCallback } from 'grammy';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../../../fakes/telegram/actor.ts';
import { FakeTelegram } from '../../../fakes/telegram/fake.ts';

let telegram: FakeTelegram;
let ada: Actor;
let bot: Bot;

beforeEach(async () => {
  telegram = await FakeTelegram.start({ scale: 20 });
  ada = telegram.user('Ada', 'ada_gardens');
  bot = new Bot(telegram.token, { client: { apiRoot: telegram.api } });
});
afterEach(async () => {
  await bot.stop();
  await telegram.stop();
});

/** Polls in the background until the test ends. */
function run(): void {
  bot.catch(() => {});
  void bot.start();
}

describe('a polling bot', () => {
  test('answers a command and a deep link', async () => {
    bot.command('show', (ctx) => ctx.reply(`here is ${ctx.match}`));
    bot.command('start', (ctx) => ctx.reply(`welcome to ${ctx.match}`));
    run();
    expect((await ada.start('peas')).text).toBe('welcome to peas');
    expect((await ada.ask(ada.chat, '/show beans')).text).toBe('here is beans');
    expect(telegram.refusals).toEqual([]);
  });

  test('in a group hears what is meant for it', async () => {
    const heard: string[] = [];
    const group = telegram.chat({ type: 'supergroup', title: 'The Garden' });
    bot.on('message', async (ctx, next) => {
      heard.push(ctx.message.text ?? '');
      await next();
    });
    bot.command('last', (ctx) => ctx.reply('done'));
    run();
    for (const text of ['hello', '/show', '/show@starpost_bot', '/show@other_bot', '@starpost_bot peas?']) {
      ada.send(group, text);
    }
    await ada.ask(group, '/last');
    expect(heard).toEqual(['/show', '/show@starpost_bot', '@starpost_bot peas?', '/last']);
  });

  test('answers a pressed button and edits its message', async () => {
    const reply_markup = { inline_keyboard: [[{ text: 'More', callback_data: 'more' }]] };
    bot.command('show', (ctx) => ctx.reply('peas', { reply_markup }));
    bot.callbackQuery('more', async (ctx) => {
      await ctx.editMessageText('peas and beans');
      await ctx.answerCallbackQuery({ text: 'there', show_alert: true });
    });
    run();
    const shown = await ada.ask(ada.chat, '/show');
    expect(await ada.click(shown, 'More')).toEqual({ text: 'there', alert: true });
    expect(shown).toMatchObject({ text: 'peas and beans' });
    expect(shown.markup).toBeUndefined();
  });

  test('offers inline results page by page, and edits the one that was chosen', async () => {
    const article = (id: string) => ({
      type: 'article' as const,
      id,
      title: id,
      input_message_content: { message_text: `<b>${id}</b>`, parse_mode: 'HTML' as const },
      reply_markup: { inline_keyboard: [[{ text: 'More', callback_data: 'more' }]] },
    });
    bot.on('inline_query', (ctx) => {
      const page = Number(ctx.inlineQuery.offset || 0);
      return ctx.answerInlineQuery([article(`${ctx.inlineQuery.query} ${page}`)], { next_offset: String(page + 1) });
    });
    bot.callbackQuery('more', async (ctx) => {
      await ctx.editMessageText('all of it');
      await ctx.answerCallbackQuery();
    });
    run();
    const { next } = await ada.inline('peas');
    const { results } = await ada.inline('peas', next);
    const friends = telegram.chat({ type: 'group', title: 'Friends' });
    const message = ada.choose(results[0]!, friends);
    expect(friends.shown()).toBe('peas 1\n[More]');
    await ada.click(message, 'More');
    expect(friends.shown()).toBe('all of it');
  });
});

describe('updates', () => {
  test('come again until they are confirmed', async () => {
    const api = new Api(telegram.token, { apiRoot: telegram.api });
    ada.send(ada.chat, 'peas');
    const [first] = await api.getUpdates();
    expect(await api.getUpdates()).toEqual([first]);
    expect(await api.getUpdates({ offset: first!.update_id + 1 })).toEqual([]);
  });

  test('the older of two polls is ended', async () => {
    const api = new Api(telegram.token, { apiRoot: telegram.api });
    const older = api.getUpdates({ timeout: 600 }).catch((reason: unknown) => reason);
    await expect
      .poll(async () => {
        await api.getUpdates();
        return Promise.race([older, 'waiting']);
      })
      .toBeInstanceOf(GrammyError);
    expect(await older).toMatchObject({ error_code: 409, description: expect.stringMatching(/^Conflict: terminated/) });
  });

  test('go to a web hook with its secret, and once more after a failure', async () => {
    const heard: string[] = [];
    bot.on('message:text', (ctx) => {
      heard.push(ctx.message.text);
      if (heard.length === 1) throw new Error('not yet');
    });
    const server = createServer((request, response) => {
      const handle = webhookCallback(bot, 'http', { secretToken: 'hush' });
      handle(request, response).catch(() => response.writeHead(500).end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
      await bot.api.setWebhook(url, { secret_token: 'hush' });
      await expect(bot.api.getUpdates()).rejects.toMatchObject({ error_code: 409 });
      ada.send(ada.chat, 'peas');
      await expect.poll(() => telegram.updates.waiting).toBe(0);
      expect(heard).toEqual(['peas', 'peas']);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

describe('what is refused', () => {
  test.each([
    ['a late answer', () => bot.api.answerCallbackQuery('5'), /query is too old and response timeout expired/],
    [
      'a command in capitals',
      () => bot.api.setMyCommands([{ command: 'Show', description: 'a' }]),
      /BOT_COMMAND_INVALID/,
    ],
    ['no description', () => bot.api.setMyCommands([{ command: 'show', description: '' }]), /DESCRIPTION_INVALID/],
    ['51 results', () => bot.api.answerInlineQuery('5', articles(51)), /RESULTS_TOO_MUCH/],
    ['an id twice', () => bot.api.answerInlineQuery('5', [...articles(1), ...articles(1)]), /RESULT_ID_DUPLICATE/],
    ['an edit of an unknown inline message', () => bot.api.editMessageTextInline('5', 'a'), /MESSAGE_ID_INVALID/],
  ])('%s', async (_, request, description) => {
    await expect(request()).rejects.toMatchObject({ error_code: 400, description: expect.stringMatching(description) });
  });

  function articles(count: number) {
    return Array.from({ length: count }, (_, index) => ({
      type: 'article' as const,
      id: `peas-${index}`,
      title: 'Peas',
      input_message_content: { message_text: 'peas' },
    }));
  }

  test('a person who never wrote, or blocked the bot', async () => {
    await expect(bot.api.sendMessage(ada.chat.id, 'a')).rejects.toMatchObject({ error_code: 403 });
    ada.send(ada.chat, 'hello');
    await bot.api.sendMessage(ada.chat.id, 'a');
    ada.block();
    await expect(bot.api.sendMessage(ada.chat.id, 'a')).rejects.toMatchObject({ error_code: 403 });
  });
});
