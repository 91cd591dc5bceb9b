/** Posts to Discord, finds what was posted, edits it and takes it back. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { REST } from '@discordjs/rest';
import { placeNamed } from '../config/channel.ts';
import type { DiscordChannel } from '../config/schema.ts';
import { Closed, Locked, type Parcel, type Posted, type Sink, TryLater, Unknown } from '../delivery/sink.ts';
import type { NewMessage } from './body.ts';
import { CODES, hasCode, Lost, reactionTo } from './errors.ts';
import { markerOf } from './marker.ts';
import { lookOf, payloads } from './message.ts';

/** How often a request is made that gets no answer, and how long after the first try the second is, milliseconds. */
const TRIES = 3;
const PAUSE = 500;

/** Messages a page of a channel holds, and how many pages back a post is looked for. */
const PAGE = 100;
const PAGES = 10;

/**
 * How much older than what a parcel now tells its message may be, milliseconds: a delivery is given up after a day or
 * so, what it tells may have been amended meanwhile, and a commit's clock may be ahead.
 */
const OLDEST = 3 * 86_400_000;

/** The first millisecond that a message's id can tell (https://docs.discord.com/developers/reference#snowflakes). */
const DISCORD_EPOCH = 1_420_070_400_000n;

export interface DiscordSinkOptions {
  rest: REST;
  /** By the names that parcels know them by. */
  channels: ReadonlyMap<string, DiscordChannel>;
  /** Whether the bot answers: buttons to nodes then open them in the chat. */
  answers?: boolean;
  /** Milliseconds between the first and the second try of a request; before the third, twice that. */
  pause?: number;
}

type Route = `/${string}`;

/** What we read of a message. */
interface Message {
  id: string;
  components?: { id?: number }[];
}

export class DiscordSink implements Sink {
  readonly #rest: REST;
  readonly #channels: ReadonlyMap<string, DiscordChannel>;
  readonly #answers: boolean;
  readonly #pause: number;
  #locked: Locked | undefined;
  readonly posted: Posted;

  constructor({ rest, channels, answers = false, pause = PAUSE }: DiscordSinkOptions) {
    this.#answers = answers;
    this.#rest = rest;
    this.#channels = channels;
    this.#pause = pause;
    this.posted = {
      edit: (parcel, messages) => this.#edit(parcel, messages),
      withdraw: (parcel, messages) => this.#withdraw(parcel, messages),
    };
  }

  /** A lost answer is asked for again: by the nonce, Discord answers with the message there is. */
  async send(parcel: Parcel): Promise<string[]> {
    const channel = this.#channel(parcel);
    const [{ route, body }] = payloads(parcel, channel, this.#answers);
    try {
      return [await this.#guarded(() => this.#post(channel.channel, route, body))];
    } catch (error) {
      throw error instanceof Lost ? new Unknown(error.message) : error;
    }
  }

  /**
   * Looks through the channel's messages, the newest first. For some minutes sending again would tell as much; this
   * is right at any time.
   */
  async find(parcel: Parcel): Promise<string[] | 'absent' | 'unsure'> {
    const { channel } = this.#channel(parcel);
    const marker = markerOf(parcel.id);
    const since = Date.parse(parcel.announcement.at) - OLDEST;
    let before: string | undefined;
    for (let page = 0; page < PAGES; page++) {
      const messages = await this.#repeatable(() => this.#page(channel, before));
      const found = messages.find(({ components }) => components?.[0]?.id === marker);
      if (found) return [found.id];
      const last = messages.at(-1);
      if (last === undefined && page === 0) return (await this.#isEmpty(channel)) ? 'absent' : 'unsure';
      if (last === undefined || messages.length < PAGE || timeOf(last.id) < since) return 'absent';
      before = last.id;
    }
    return 'unsure';
  }

  async #edit(parcel: Parcel, [message]: readonly string[]): Promise<'edited' | 'gone'> {
    const { channel } = this.#channel(parcel);
    if (message === undefined) return 'gone';
    const body = lookOf(parcel, this.#answers);
    const done = await this.#change(channel, () =>
      this.#rest.patch(`/channels/${channel}/messages/${message}`, { body }),
    );
    return done ? 'edited' : 'gone';
  }

  async #withdraw(parcel: Parcel, messages: readonly string[]): Promise<void> {
    const { channel } = this.#channel(parcel);
    for (const message of messages) {
      await this.#change(channel, () => this.#rest.delete(`/channels/${channel}/messages/${message}`));
    }
  }

  /** Changes a message; false where there is none. */
  async #change(channel: string, request: () => Promise<unknown>): Promise<boolean> {
    return await this.#repeatable(async () => {
      try {
        await this.#awake(channel, () => this.#answered(request));
        return true;
      } catch (error) {
        if (hasCode(error, CODES.unknownMessage)) return false;
        throw error;
      }
    });
  }

  /** Resolves to the id of the message. */
  async #post(channel: string, route: Route, body: NewMessage): Promise<string> {
    const post = (body: object) => this.#awake(channel, () => this.#answered(() => this.#rest.post(route, { body })));
    try {
      return idOf(await post(body));
    } catch (error) {
      if (!hasCode(error, CODES.replyWithoutHistory)) throw error;
      const { message_reference: _, ...alone } = body;
      return idOf(await post(alone));
    }
  }

  async #page(channel: string, before: string | undefined): Promise<Message[]> {
    const query = new URLSearchParams({ limit: String(PAGE), ...(before === undefined ? {} : { before }) });
    return (await this.#answered(() => this.#rest.get(`/channels/${channel}/messages`, { query }))) as Message[];
  }

  /** A bot without the right to read the history is shown no messages at all. */
  async #isEmpty(channel: string): Promise<boolean> {
    const answer = await this.#repeatable(() => this.#answered(() => this.#rest.get(`/channels/${channel}`)));
    return (answer as { last_message_id?: string | null }).last_message_id === null;
  }

  /** Asks again where no answer came. Throws what the library throws; `Lost` when all that is known is that it may be done. */
  async #answered<T>(request: () => Promise<T>): Promise<T> {
    let lost: Lost | undefined;
    for (let tries = 1; ; tries++) {
      try {
        return await request();
      } catch (error) {
        const reaction = reactionTo(error);
        // What keeps this try from being made says nothing about the one before it.
        if (lost && reaction instanceof TryLater) throw lost;
        if (!(reaction instanceof Lost) || tries === TRIES) throw error;
        lost = reaction;
        await sleep(this.#pause * tries);
      }
    }
  }

  /** A thread that fell asleep is woken, unless somebody locked it. */
  async #awake<T>(channel: string, request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      if (!hasCode(error, CODES.archivedThread)) throw error;
      const waking = this.#answered(() => this.#rest.patch(`/channels/${channel}`, { body: { archived: false } }));
      await waking.catch((cause: unknown) => {
        throw reactionTo(cause) instanceof Closed ? error : cause;
      });
      return await request();
    }
  }

  /** For what may be done twice without harm: an answer that never came only means later. */
  async #repeatable<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await this.#guarded(action);
    } catch (error) {
      throw error instanceof Lost ? new TryLater(error.message) : error;
    }
  }

  /** Throws an error of ours. After a wrong token nothing more is asked: many refusals get an address banned. */
  async #guarded<T>(action: () => Promise<T>): Promise<T> {
    if (this.#locked) throw this.#locked;
    try {
      return await action();
    } catch (error) {
      const reaction = reactionTo(error);
      if (reaction instanceof Locked) this.#locked = reaction;
      throw reaction;
    }
  }

  #channel({ channel }: Parcel): DiscordChannel {
    const found = this.#channels.get(channel) ?? placeNamed(channel);
    if (found?.platform !== 'discord') throw new Closed(`no channel ${channel} of Discord is configured`);
    return found;
  }
}

function idOf(answer: unknown): string {
  const id = typeof answer === 'object' && answer !== null && 'id' in answer ? answer.id : undefined;
  if (typeof id !== 'string') throw new Lost('Discord answered without a message');
  return id;
}

/** When a message was made, milliseconds since the epoch. */
function timeOf(snowflake: string): number {
  return Number((BigInt(snowflake) >> 22n) + DISCORD_EPOCH);
}
