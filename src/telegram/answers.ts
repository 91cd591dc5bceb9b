/** One answer for each question, in the chat where it was asked; buttons change it in place. */
import { type Api, GrammyError, InputFile } from 'grammy';
import type { CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message } from 'grammy/types';
import type { Ask, Asked, Context, ReviewAsk } from '../desk/ask.ts';
import type { Card } from '../desk/card.ts';
import type { Counter } from '../desk/counter.ts';
import { contextOf, nodeIn, place, replying, startOf } from './asker.ts';
import { askIn, commandOf, editIn, linkToEdit } from './asking.ts';
import { captionOf, layOut, menuRows, OWN, type Own, type Press } from './card.ts';
import { fateOf, isUnknownMethod } from './errors.ts';
import { richOf } from './rich.ts';
import { richCard } from './rich-card.ts';
import { addressOf, escaped } from './text.ts';

/** Of a button's code. */
const BYTES = 64;

/** Only for who may manage the place. */
const MANAGED = new Set(['follow', 'unfollow', 'following', 'mute', 'unmute', 'review']);
const NO_PREVIEW = { is_disabled: true } as const;

export interface AnswersOptions {
  api: Api;
  counter: Counter;
  /** The bot's own name, without `@`, and its id. */
  me: { username: string; id: number };
}

export class Answers {
  readonly #options: AnswersOptions;

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  /** A message that may be a question. */
  async message(message: Message): Promise<void> {
    const { counter } = this.#options;
    const ask = this.#askOf(message);
    if (ask === undefined) return;
    const context = contextOf(message);
    const say = counter.words(context.language);
    const early = await counter.admit(context.by ?? `telegram:${message.chat.id}`);
    if (early > 0) return this.#tell(message, say('fault.soon', { seconds: Math.ceil(early / 1_000) }));
    if (ask === 'unknown') return this.#tell(message, say('telegram.unknown'));
    if (ask === 'missing') return this.#tell(message, say('telegram.missing'));
    if (MANAGED.has(ask.view)) context.manages = await this.#manages(message);
    await this.#send(message, await counter.answer({ ask, trail: [] }, context), context);
  }

  #askOf(message: Message): Ask | 'unknown' | 'missing' | undefined {
    const { me } = this.#options;
    const text = message.text?.trim() ?? '';
    const isPrivate = message.chat.type === 'private';
    const edit = this.#editIn(message, text);
    if (edit) return edit;
    if (text.startsWith('/')) {
      const command = commandOf(text, me.username);
      if (!command) return undefined;
      const { name, rest } = command;
      if (name === 'start') return startOf(rest);
      const ask = askIn(name, rest, nodeIn(message.reply_to_message));
      // In a group the command may be meant for another bot.
      return ask === 'unknown' && !isPrivate && !text.includes('@') ? undefined : ask;
    }
    const name = new RegExp(`@${me.username}\\b`, 'gi');
    const words = text.replace(name, ' ').trim();
    const toUs = isPrivate || words !== text || message.reply_to_message?.from?.id === me.id;
    if (!toUs || words === '') return undefined;
    return /(^|\s)(in|tag|before|after):/.test(words)
      ? { view: 'search', query: words }
      : { view: 'show', node: words };
  }

  /** A button. What it says in return is given back; shown as an alert where it is long. */
  async pressed(query: CallbackQuery): Promise<string | undefined> {
    const { counter } = this.#options;
    const { data = '', message, from } = query;
    const say = counter.words(from.language_code ?? 'en');
    const early = await counter.admit(`telegram:${from.id}`);
    if (early > 0) return say('fault.soon', { seconds: Math.ceil(early / 1_000) });
    const own = Object.values(OWN).find((sign) => data.startsWith(sign));
    if (own === OWN.page) return undefined;
    const asked = await counter.unpack(own === undefined ? data : data.slice(own.length));
    if (!asked || !message || message.date === 0) return say('fault.old');
    const shown = message as Message;
    const context: Context = { ...contextOf({ ...shown, from }), language: from.language_code ?? 'en' };
    if (MANAGED.has(asked.ask.view)) context.manages = await this.#mayManage(shown, from.id);
    if (asked.ask.view === 'review' && asked.ask.do === 'edit' && context.manages)
      return this.#askForSummary(shown, asked.ask, context);
    const card = await counter.answer(asked, context);
    // What asks for approval is brought up to date by its own delivery.
    if (asked.ask.view === 'review') return card.heading.text;
    if (own !== undefined) return this.#own(own, shown, card, context);
    await this.#replace(shown, card, context);
    return undefined;
  }

  async #askForSummary(message: Message, ask: ReviewAsk, { language }: Context): Promise<undefined> {
    const { api, counter, me } = this.#options;
    const say = counter.words(language);
    const link = `<a href="${escaped(linkToEdit(me.username, ask))}">${escaped(say('review.summary'))}</a>`;
    await api.sendMessage(message.chat.id, `${link}: ${escaped(say('review.prompt'))}`, {
      ...place(message),
      reply_parameters: { message_id: message.message_id, allow_sending_without_reply: true },
      reply_markup: { force_reply: true },
      parse_mode: 'HTML',
      link_preview_options: NO_PREVIEW,
    });
    return undefined;
  }

  #editIn({ reply_to_message: question }: Message, text: string): ReviewAsk | undefined {
    if (question?.from?.id !== this.#options.me.id || text === '') return undefined;
    for (const entity of question.entities ?? []) {
      const found = entity.type === 'text_link' ? editIn(entity.url, text) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  async #own(own: Own, message: Message, card: Card, context: Context): Promise<string | undefined> {
    const { api, counter } = this.#options;
    const say = counter.words(context.language);
    if (own === OWN.menu) {
      const reply_markup = await this.#keyboard(menuRows(card, say), card);
      await unlessSame(() => api.editMessageReplyMarkup(message.chat.id, message.message_id, { reply_markup }));
      return undefined;
    }
    if (!card.file) return say('nothing.withdrawn');
    if (own === OWN.rich && (await this.#rich(message, card, say('telegram.more')))) return undefined;
    await api.sendDocument(message.chat.id, new InputFile(Buffer.from(card.file.text), card.file.name), place(message));
    return undefined;
  }

  /** False where the server does not know such messages. */
  async #rich(message: Message, card: Card, more: string): Promise<boolean> {
    try {
      await this.#options.api.raw.sendRichMessage({
        chat_id: message.chat.id,
        ...place(message),
        rich_message: richOf(richCard(card, more)),
      });
      return true;
    } catch (error) {
      if (isUnknownMethod(error)) return false;
      throw error;
    }
  }

  async #send(to: Message, card: Card, context: Context): Promise<void> {
    const { api, counter } = this.#options;
    const say = counter.words(context.language);
    const { html, rows } = layOut(card, say);
    const options = {
      ...place(to),
      ...replying(to),
      parse_mode: 'HTML',
      reply_markup: await this.#keyboard(rows, card),
    } as const;
    if (card.picture)
      await api.sendPhoto(to.chat.id, pictureOf(card.picture), { ...options, caption: captionOf(card) });
    else await api.sendMessage(to.chat.id, html, { ...options, link_preview_options: NO_PREVIEW });
  }

  /** A picture cannot become a text, nor a text a picture: then it is sent anew and the former taken away. */
  async #replace(message: Message, card: Card, context: Context): Promise<void> {
    const { api, counter } = this.#options;
    if (card.picture || message.text === undefined) {
      await this.#send(message, card, context);
      await api.deleteMessage(message.chat.id, message.message_id).catch(() => undefined);
      return;
    }
    const { html, rows } = layOut(card, counter.words(context.language));
    const reply_markup = await this.#keyboard(rows, card);
    const done = await unlessSame(() =>
      api.editMessageText(message.chat.id, message.message_id, html, {
        parse_mode: 'HTML',
        reply_markup,
        link_preview_options: NO_PREVIEW,
      }),
    );
    if (!done) await this.#send(message, card, context);
  }

  async #keyboard(rows: readonly Press[][], card: Card): Promise<InlineKeyboardMarkup> {
    const inline_keyboard: InlineKeyboardButton[][] = [];
    for (const row of rows) {
      const buttons: InlineKeyboardButton[] = [];
      for (const press of row) {
        const button = await this.#button(press, card.asked);
        if (button) buttons.push(button);
      }
      if (buttons.length > 0) inline_keyboard.push(buttons);
    }
    return { inline_keyboard };
  }

  async #button({ text, to }: Press, asked: Asked): Promise<InlineKeyboardButton | undefined> {
    const { counter } = this.#options;
    if ('url' in to) {
      const url = addressOf(to.url);
      return url === undefined ? undefined : { text, url };
    }
    if ('own' in to) return { text, callback_data: to.own + (await counter.pack(asked, BYTES - to.own.length)) };
    return { text, callback_data: await counter.pack(to.asked, BYTES) };
  }

  async #tell(message: Message, text: string): Promise<void> {
    await this.#options.api.sendMessage(message.chat.id, escaped(text), {
      ...place(message),
      ...replying(message),
      parse_mode: 'HTML',
      link_preview_options: NO_PREVIEW,
    });
  }

  /** In a private chat oneself; else its administrators, also where they write as the group or channel itself. */
  async #manages(message: Message): Promise<boolean> {
    const { chat, sender_chat: sender, from } = message;
    if (chat.type === 'channel' || sender?.id === chat.id) return true;
    return this.#mayManage(message, from?.id ?? 0);
  }

  async #mayManage({ chat }: Message, user: number): Promise<boolean> {
    if (chat.type === 'private') return true;
    try {
      const { status } = await this.#options.api.getChatMember(chat.id, user);
      return status === 'creator' || status === 'administrator';
    } catch (error) {
      if (error instanceof GrammyError) return false;
      throw error;
    }
  }
}

function pictureOf({ png }: NonNullable<Card['picture']>): InputFile {
  return new InputFile(png, 'constellation.png');
}

/** False where the message is gone. */
async function unlessSame(edit: () => Promise<unknown>): Promise<boolean> {
  try {
    await edit();
    return true;
  } catch (error) {
    const fate = fateOf(error);
    if (fate === 'unchanged') return true;
    if (fate === 'gone') return false;
    throw error;
  }
}
