/** The channels as people see them now, on one page without scripts. */
import { DISCORD_STYLE, type Drawable, drawDiscord } from '../../../src/discord/draw.ts';
import { drawTelegram, TELEGRAM_STYLE } from '../../../src/telegram/draw.ts';
import { allComponents } from '../discord/shown.ts';
import type { Channel, Message as Post } from '../discord/world.ts';
import { type Fields, listOf, textOf } from '../server/body.ts';
import { htmlOf } from '../telegram/markup.ts';
import { type Chat, type Message, rowsOf } from '../telegram/world.ts';
import type { Stage } from './stage.ts';

const STYLE = `
body { margin: 0 auto; padding: 1rem; max-width: 84rem; font: 1rem/1.5 system-ui, sans-serif; background: #e9ecef; color: #1b1d20; }
main { display: grid; gap: 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; } h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; }
.who { margin: .75rem 0 .2rem; color: #50565c; font-size: .8125rem; }
form { display: flex; flex-wrap: wrap; gap: .4rem; margin: .4rem 0; } .notice { padding: .6rem .8rem; border-radius: .5rem; background: #fff3c4; color: #1b1d20; white-space: pre-wrap; }
.presses { display: flex; flex-wrap: wrap; gap: .4rem; } .presses form { margin: .3rem 0; }
input, button, select { font: inherit; padding: .3rem .6rem; } input[name=text] { flex: 1; min-width: 10rem; }
@media (prefers-color-scheme: dark) { body { background: #14171a; color: #e4e6e8; } .who { color: #a8adb3; } a { color: #7cc0f5; } }`;

const MOST_SHOWN = 30;
const BUTTON = 2;
const SELECT = 3;
const INPUT = 4;

/** @param watching whether the page looks again by itself */
export function view(stage: Stage, watching: boolean): string {
  const { discord, telegram } = stage;
  const channels = [...discord.core.world.channels.values()].filter(
    ({ deleted, kind }) => !deleted && kind !== 'forum',
  );
  const chats = [...telegram.core.world.chats.values()].filter(({ movedTo }) => movedTo === undefined);
  const refused = discord.refusals.length + telegram.refusals.length;
  const limited = discord.limited.length + telegram.limited.length;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
${watching ? '<meta http-equiv="refresh" content="3">' : ''}<title>Discord and Telegram, played</title>
<style>${STYLE}${DISCORD_STYLE}${TELEGRAM_STYLE}</style></head><body>
<h1>What the channels look like now</h1>
<p>${refused} requests refused, ${limited} too fast; the bot is ${discord.gateway.connected ? '' : 'not '}at Discord's gateway.
${watching ? '<a href="/">Stand still</a>' : '<a href="/?watch">Watch</a>'}</p>
${stage.notice === '' ? '' : `<p class="notice" role="status">${escaped(stage.notice)}</p>`}${modalForm(stage)}
<main><section><h2>Discord</h2>${channels.map((channel) => drawChannel(stage, channel)).join('')}</section>
<section><h2>Telegram</h2>${inlineForm(stage)}${chats.map(drawChat).join('')}</section></main></body></html>`;
}

function drawChannel({ there }: Stage, channel: Channel): string {
  const messages = there.sees(channel).slice(-MOST_SHOWN).map(drawPost);
  const title = `<h3>${channel.kind === 'dm' ? '' : '#'}${escaped(channel.name)}</h3>`;
  return title + messages.join('') + line('/discord/type', channel.id, 'a command: /show peas');
}

function drawPost(message: Post): string {
  const body = { ...message, embeds: undefined } as unknown as Drawable;
  const embeds = message.embeds
    .map(({ title, description }) => `**${textOf(title)}**\n${textOf(description)}`)
    .join('\n');
  const drawn = drawDiscord(embeds === '' ? body : { ...body, content: `${message.content}\n${embeds}` });
  const only = message.onlyFor ? ' · only you see this' : '';
  const who = `<p class="who">${escaped(message.author.username)}${message.edited ? ' · edited' : ''}${only}${files(message)}</p>`;
  return `${who}${drawn}<div class="presses">${allComponents(message.components)
    .map((part) => press(message, part))
    .join('')}</div>`;
}

function files({ attachments }: Post): string {
  return attachments.map(({ name }) => ` · 📎 ${escaped(name)}`).join('');
}

function press(message: Post, { type, custom_id, label, disabled, options }: Fields): string {
  if (custom_id === undefined || disabled === true) return '';
  const open = `<form method="post" action="/discord/press">${hidden('place', message.channel.id)}${hidden('message', message.id)}${hidden('button', custom_id)}`;
  if (type === BUTTON) return `${open}<button>Press ${escaped(textOf(label) || 'it')}</button></form>`;
  if (type !== SELECT) return '';
  const choices = listOf(options).map(
    (one) => `<option value="${escaped(textOf(one['value']))}">${escaped(textOf(one['label']))}</option>`,
  );
  return `${open}<select name="value" aria-label="choice">${choices.join('')}</select><button>Choose</button></form>`;
}

function modalForm({ form }: Stage): string {
  if (!form?.modal) return '';
  const inputs = allComponents(listOf(form.modal['components'])).filter(({ type }) => type === INPUT);
  const fields = inputs.map(
    ({ custom_id: id, label }) =>
      `<label>${escaped(textOf(label) || textOf(id))} <input name="${escaped(textOf(id))}"></label>`,
  );
  const title = escaped(textOf(form.modal['title']));
  return `<section class="notice"><h2>${title}</h2><form method="post" action="/discord/submit">${fields.join('')}<button>Send</button></form></section>`;
}

function inlineForm({ results, telegram }: Stage): string {
  const choose = results.map(
    ({ id, title }) =>
      `<form method="post" action="/telegram/choose">${hidden('result', id)}<button>Send ${escaped(textOf(title))}</button></form>`,
  );
  return line('/telegram/inline', '', `inline: @${telegram.core.bot.username} …`) + choose.join('');
}

function drawChat(chat: Chat): string {
  const topics = chat.forum ? [...chat.topics].map(([id, { name }]) => `${name} (${id})`).join(', ') : '';
  const messages = chat.messages.slice(-MOST_SHOWN).map((message) => drawMessage(chat, message));
  const title = `<h3>${escaped(chat.title)} <small>${chat.kind} ${chat.id} ${escaped(topics)}</small></h3>`;
  return title + messages.join('') + line('/telegram/type', String(chat.id), 'a message: /show peas');
}

function drawMessage(chat: Chat, message: Message): string {
  const body = {
    text: htmlOf(message),
    parse_mode: 'HTML',
    ...(message.rich ? { rich_message: message.rich } : {}),
    ...(message.markup ? { reply_markup: message.markup } : {}),
    ...(message.silent ? { disable_notification: true } : {}),
    ...(message.replyTo === undefined ? {} : { reply_parameters: { message_id: message.replyTo } }),
  } as unknown as Parameters<typeof drawTelegram>[0];
  const topic = message.thread === undefined ? '' : ` · ${escaped(chat.topics.get(message.thread)?.name ?? 'a topic')}`;
  const file = message.file ? ` · 📎 ${escaped(message.file.name)}` : '';
  const who = `<p class="who">${escaped(message.from?.name ?? '')}${message.edited ? ' · edited' : ''}${topic}${file}</p>`;
  const presses = rowsOf(message.markup)
    .flat()
    .filter(({ callback_data }) => callback_data !== undefined)
    .map(({ text, callback_data }) => {
      const where = hidden('place', chat.id) + hidden('message', message.id) + hidden('button', callback_data);
      return `<form method="post" action="/telegram/press">${where}<button>Press ${escaped(textOf(text))}</button></form>`;
    });
  return `${who}${drawTelegram(body)}<div class="presses">${presses.join('')}</div>`;
}

function line(action: string, place: string, hint: string): string {
  return `<form method="post" action="${action}">${hidden('place', place)}<input name="text" placeholder="${escaped(hint)}" aria-label="${escaped(hint)}"><button>Send</button></form>`;
}

function hidden(name: string, value: unknown): string {
  return `<input type="hidden" name="${name}" value="${escaped(String(value))}">`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
