/** A person at Telegram: writes to the bot, presses its buttons, looks things up inline. */
import { type Fields, listOf, textOf } from '../server/body.ts';
import type { Core } from './core.ts';
import { inlineText } from './methods/queries.ts';
import { detect } from './parser.ts';
import type { Queries } from './queries.ts';
import { chatOut, messageOut, userOut } from './wire.ts';
import { type Chat, type Message, rowsOf, type User } from './world.ts';

/** How long she waits for a message of the bot, in ms of the fake's time. */
const PATIENCE = 30_000;

export class Actor {
  readonly user: User;
  /** Her chat with the bot. */
  readonly chat: Chat;
  readonly #core: Core;
  readonly #queries: Queries;

  constructor(core: Core, queries: Queries, user: User, chat: Chat) {
    this.#core = core;
    this.#queries = queries;
    this.user = user;
    this.chat = chat;
  }

  /** Writes a message; the bot hears of it where Telegram would tell it. */
  send(chat: Chat, text: string, { thread, replyTo }: { thread?: number; replyTo?: Message } = {}): Message {
    if (chat === this.chat) chat.standing = 'member';
    chat.members.add(this.user);
    const message = this.#put(chat, { text, entities: detect({ text, entities: [] }) });
    if (thread !== undefined) message.thread = thread;
    if (replyTo) message.replyTo = replyTo.id;
    if (this.#isHeard(message, replyTo)) this.#core.emit('message', messageOut(message));
    return message;
  }

  /** Writes a message and waits for the bot's next one in that chat. */
  async ask(chat: Chat, text: string): Promise<Message> {
    const answer = chat.nextMessage();
    this.send(chat, text);
    const late = Promise.withResolvers<never>();
    const timer = this.#core.clock.after(PATIENCE, () => late.reject(new Error(`the bot did not answer ${text}`)));
    try {
      return await Promise.race([answer, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Follows the link `t.me/bot?start=payload`. */
  start(payload = ''): Promise<Message> {
    if (payload !== '' && !/^[\w-]{1,64}$/.test(payload)) throw new Error('no link carries such a payload');
    return this.ask(this.chat, payload === '' ? '/start' : `/start ${payload}`);
  }

  /** She becomes an administrator of the group or channel. */
  administers(chat: Chat): void {
    chat.members.add(this.user);
    chat.administrators.add(this.user);
  }

  block(): void {
    this.chat.standing = 'blocked';
    this.#core.emit('my_chat_member', { chat: chatOut(this.chat), from: this.#out(), date: this.#seconds() });
  }

  /** Presses a button, found by its label or its data; @returns what the bot answers: `text`, `alert`, `url` */
  async click(message: Message, button: string): Promise<Fields> {
    if (!message.chat.byId.has(message.id)) throw new Error('the message is not to be seen');
    const fits = ({ text, callback_data }: Fields) => text === button || callback_data === button;
    const found = rowsOf(message.markup).flat().find(fits);
    if (!found) throw new Error(`there is no button ${button} to press`);
    if (found['url'] !== undefined) return { url: found['url'] };
    const of =
      message.inlineId === undefined ? { message: messageOut(message) } : { inline_message_id: message.inlineId };
    const data = found['callback_data'];
    return this.#queries.ask('callback_query', {
      from: this.#out(),
      chat_instance: String(message.chat.id),
      data,
      ...of,
    });
  }

  /** Types `@bot query` in any chat. */
  async inline(query: string, offset = ''): Promise<{ results: Fields[]; next: string; button: Fields | undefined }> {
    const answer = await this.#queries.ask('inline_query', { from: this.#out(), query, offset, chat_type: 'private' });
    const { button } = answer;
    return { results: listOf(answer['results']), next: textOf(answer['next']), button: button as Fields | undefined };
  }

  /** Sends one of the results into a chat. */
  choose(result: Fields, chat: Chat, query = ''): Message {
    const message = this.#put(chat, inlineText(result));
    message.inlineId = `inline-${this.#core.world.number()}`;
    const markup = result['reply_markup'];
    if (markup !== undefined) message.markup = markup as Fields;
    this.#core.world.inline.set(message.inlineId, message);
    const id = message.markup ? { inline_message_id: message.inlineId } : {};
    this.#core.emit('chosen_inline_result', { result_id: result['id'], from: this.#out(), query, ...id });
    return message;
  }

  #put(chat: Chat, content: Pick<Message, 'text' | 'entities'>): Message {
    const created = this.#core.clock.now();
    const id = chat.nextId();
    const message: Message = { id, chat, from: this.user, created, silent: false, pings: [], joins: [], ...content };
    chat.byId.set(id, message);
    return message;
  }

  #out(): Fields {
    return { ...userOut(this.user), language_code: 'en' };
  }

  #seconds(): number {
    return Math.floor(this.#core.clock.now() / 1000);
  }

  /** A bot in privacy mode hears commands that may be its own, replies to it and its name; nothing of a channel. */
  #isHeard({ chat, text, entities }: Message, replyTo: Message | undefined): boolean {
    if (chat.kind === 'private') return true;
    if (chat.kind === 'channel' || chat.standing === 'left' || chat.standing === 'kicked') return false;
    if (chat.standing === 'administrator' || replyTo?.from === this.#core.bot) return true;
    const parts = entities.map(({ type, offset, length }) => ({ type, text: text.slice(offset, offset + length) }));
    const own = `@${this.#core.bot.username}`;
    return parts.some((part) =>
      part.type === 'bot_command' ? !part.text.includes('@') || part.text.endsWith(own) : part.text === own,
    );
  }
}
