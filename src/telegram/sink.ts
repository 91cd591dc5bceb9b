/** Posts to Telegram, edits and takes back what is out. */
import type { Api } from 'grammy';
import { placeNamed } from '../config/channel.ts';
import type { TelegramChannel } from '../config/schema.ts';
import type { Pace } from '../delivery/pace.ts';
import { type Parcel, type Posted, Refused, type Sink, TryLater } from '../delivery/sink.ts';
import { fateOf, isUnknownMethod, migratedTo, reactionTo } from './errors.ts';
import { chatOf, idOf, type Spot, spotOf } from './id.ts';
import { type Look, lookOf, payloads, withdrawal } from './message.ts';

/** A group becomes a supergroup once in its life; more would be a server gone wrong. */
const MIGRATIONS = 2;

/** Chats that are told to wait within so many milliseconds were told because of all of them. */
const TOGETHER = 1_000;

export interface TelegramOptions {
  /** Made by `telegramApi`. */
  api: Api;
  /** By the channel's name. */
  channels: ReadonlyMap<string, TelegramChannel>;
  pace: Pace;
  /** Name of the bot, where it answers: buttons to nodes then open them in a chat with it. */
  bot?: () => string | undefined;
  /** By the channel's name: numbers of chats that became supergroups since the config was written. */
  addresses: ReadonlyMap<string, string>;
  /** Told, and waited for, before anything is posted to the new chat. */
  moved(channel: string, from: string, to: string): Promise<void>;
}

export class TelegramSink implements Sink {
  /** Enough for the permitted rate at usual round trips, and few enough that a crash leaves little open. */
  readonly parallel = 4;
  readonly pace: Pace;
  readonly posted: Posted;
  readonly #options: TelegramOptions;
  readonly #addresses: Map<string, string>;
  /** Whether the server knows rich messages, as far as it was asked. */
  #knowsRich = true;
  #busy: { chat: string; at: number } | undefined;

  constructor(options: TelegramOptions) {
    this.#options = options;
    this.#addresses = new Map(options.addresses);
    this.pace = options.pace;
    this.posted = {
      edit: (parcel, messages) => this.#edit(parcel, messages),
      withdraw: (parcel, messages) => this.#withdraw(parcel, messages),
    };
  }

  /** Resolves to one id, as `idOf` makes them. Throws TryLater, Refused, Unknown, Closed or Locked. */
  async send(parcel: Parcel): Promise<string[]> {
    for (let migrations = 0; ; migrations++) {
      const channel = this.#channel(parcel.channel);
      try {
        return [idOf(await this.#post(parcel, channel))];
      } catch (error) {
        const to = migratedTo(error);
        if (to === undefined || migrations === MIGRATIONS) throw this.#reaction(error, channel.chat, false);
        await this.#follow(channel, to);
      }
    }
  }

  async #post(parcel: Parcel, channel: TelegramChannel): Promise<Spot> {
    const { raw } = this.#options.api;
    const [{ method, body }] = payloads(
      parcel,
      { ...channel, rich: channel.rich && this.#knowsRich },
      this.#options.bot?.(),
    );
    const rich = method === 'sendRichMessage';
    try {
      const { chat, message_id: message } = rich ? await raw.sendRichMessage(body) : await raw.sendMessage(body);
      return { chat: String(chat.id), message, rich };
    } catch (error) {
      if (!rich || !isUnknownMethod(error)) throw error;
      this.#knowsRich = false;
      return await this.#post(parcel, channel);
    }
  }

  /** A bot can not read what it wrote. */
  async find(): Promise<'unsure'> {
    return 'unsure';
  }

  async #edit(parcel: Parcel, [id]: readonly string[]): Promise<'edited' | 'gone'> {
    const channel = this.#channel(parcel.channel);
    if (id === undefined) return 'gone';
    const spot = spotOf(id);
    return await this.#rewrite(channel, spot, lookOf(parcel, channel, spot.rich, this.#options.bot?.()));
  }

  async #rewrite(channel: TelegramChannel, { chat, message }: Spot, look: Look): Promise<'edited' | 'gone'> {
    try {
      await this.#options.api.raw.editMessageText({ chat_id: chatOf(chat), message_id: message, ...look });
      return 'edited';
    } catch (error) {
      const to = migratedTo(error);
      if (to !== undefined) {
        // What was posted before stays behind in the old group, where nobody can reach it.
        await this.#follow(channel, to);
        return 'gone';
      }
      const fate = fateOf(error);
      if (fate === 'unchanged') return 'edited';
      if (fate === 'gone') return 'gone';
      throw this.#reaction(error, chat, true);
    }
  }

  async #withdraw({ channel: name, announcement }: Parcel, messages: readonly string[]): Promise<void> {
    if (announcement.type === 'ping') throw new Refused('only posts are taken back');
    const channel = this.#channel(name);
    for (const id of messages) {
      const spot = spotOf(id);
      if (!(await this.#erased(channel, spot))) await this.#rewrite(channel, spot, withdrawal(announcement, spot.rich));
    }
  }

  /** False where Telegram forbids to delete: after 48 hours, in some chats. */
  async #erased(channel: TelegramChannel, { chat, message }: Spot): Promise<boolean> {
    try {
      await this.#options.api.raw.deleteMessage({ chat_id: chatOf(chat), message_id: message });
      return true;
    } catch (error) {
      const to = migratedTo(error);
      if (to !== undefined) {
        await this.#follow(channel, to);
        throw new Refused(`message ${message} stayed behind in a group that became another: delete it by hand`);
      }
      const fate = fateOf(error);
      if (fate === undefined) throw this.#reaction(error, chat, true);
      return fate === 'gone';
    }
  }

  #channel(name: string): TelegramChannel {
    const channel = this.#options.channels.get(name) ?? placeNamed(name);
    if (channel?.platform !== 'telegram') throw new Error(`no Telegram channel is called ${name}`);
    return { ...channel, chat: this.#addresses.get(name) ?? channel.chat };
  }

  async #follow({ name, chat }: TelegramChannel, to: string): Promise<void> {
    if (this.#addresses.get(name) === to) return;
    await this.#options.moved(name, chat, to);
    this.#addresses.set(name, to);
  }

  /** One chat that has to wait is its own matter; another one at the same time concerns them all. */
  #reaction(error: unknown, chat: string, repeatable: boolean): unknown {
    const reaction = reactionTo(error, repeatable);
    if (!(reaction instanceof TryLater) || reaction.after === undefined) return reaction;
    const [last, at] = [this.#busy, Date.now()];
    this.#busy = { chat, at };
    const everywhere = last !== undefined && last.chat !== chat && at - last.at < TOGETHER;
    return everywhere ? new TryLater(reaction.message, reaction.after, true) : reaction;
  }
}
