/** The page that shows the channels, and lets a person use them. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { Api, Bot } from 'grammy';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeDiscord } from '../../fakes/discord/fake.ts';
import type { Channel } from '../../fakes/discord/world.ts';
import { servePage } from '../../fakes/page/server.ts';
import { Stage } from '../../fakes/page/stage.ts';
import { FakeTelegram } from '../../fakes/telegram/fake.ts';
import { htmlOf } from '../../fakes/telegram/markup.ts';

let discord: FakeDiscord;
let telegram: FakeTelegram;
let channel: Channel;
let server: Server;
let address: string;

beforeEach(async () => {
  [discord, telegram] = [await FakeDiscord.start({ scale: 20 }), await FakeTelegram.start({ scale: 20 })];
  channel = discord.channel({ name: 'lounge' });
  server = await servePage(new Stage(discord, telegram), 0);
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await discord.stop();
  await telegram.stop();
});

/** Sends one of the page's forms; @returns the page after it */
async function use(path: string, fields: Record<string, string>): Promise<string> {
  return (await fetch(address + path, { method: 'POST', body: new URLSearchParams(fields) })).text();
}

describe('Telegram', () => {
  test('a message with a spoiler and a button, which can be pressed', async () => {
    const bot = new Bot(telegram.token, { client: { apiRoot: telegram.api } });
    const group = telegram.chat({ type: 'supergroup', title: 'The Garden' });
    const reply_markup = { inline_keyboard: [[{ text: 'More', callback_data: 'more' }]] };
    const text = '<b>Tides</b> &lt;i&gt; <tg-spoiler>a <i>storm</i></tg-spoiler>';
    await bot.api.sendMessage(group.id, text, { parse_mode: 'HTML', reply_markup });
    const page = await (await fetch(address)).text();
    expect(page).toContain('<details class="tg-hidden"><summary>hidden until tapped</summary>a <i>storm</i></details>');
    expect(page).not.toContain('<i> ');
    bot.callbackQuery('more', (ctx) => ctx.answerCallbackQuery('high at six'));
    void bot.start();
    const { id } = group.messages[0]!;
    const after = await use('/telegram/press', { place: String(group.id), message: String(id), button: 'more' });
    expect(after).toContain('high at six');
    await bot.stop();
  });

  test('draws entities as they were written', async () => {
    const chat = telegram.chat();
    const text = '<b>a <i>b</i></b> 🌊 <a href="https://garden.example/?a=1&amp;b=2">c</a> <s>d</s>';
    await new Api(telegram.token, { apiRoot: telegram.api }).sendMessage(chat.id, text, { parse_mode: 'HTML' });
    expect(htmlOf(chat.messages[0]!)).toBe(text);
  });
});

test('Discord: a typed command is answered for the visitor alone', async () => {
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: discord.api } });
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(discord.token);
  await ready;
  const options = [{ type: 3 as const, name: 'query', description: 'Its title', required: true }];
  await client.application?.commands.set([{ name: 'show', description: 'Shows a node', options }]);
  client.on(Events.InteractionCreate, (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const content = `<b>${interaction.options.getString('query')}</b>`;
    interaction.reply({ content, flags: 'Ephemeral' }).catch(() => {});
  });
  const page = await use('/discord/type', { place: channel.id, text: '/show sweet peas' });
  expect(page).toContain('Only you see this: &#60;b&#62;sweet peas');
  expect(page).not.toContain('<b>sweet');
  expect(await use('/discord/type', { place: channel.id, text: '/hide' })).toContain('there is no command /hide');
  await client.destroy();
});
