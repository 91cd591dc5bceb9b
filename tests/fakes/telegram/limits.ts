/**
 * How fast messages may go (Telegram's "Bots FAQ"): about 30 a second in all, one a second in a chat with short bursts,
 * 20 a minute in a group or channel. Edits count as messages, deletions do not.
 */
import type { Clock } from '../server/clock.ts';
import { tooFast } from './errors.ts';
import type { Chat } from './world.ts';

export interface Limits {
  /** Over all chats, in a second. */
  overall: number;
  /** In one chat, in a second, when it goes on for longer. */
  chat: number;
  /** How many messages one chat takes at once. */
  burst: number;
  /** In one group, supergroup or channel, in a minute. */
  group: number;
}

export function usualLimits(): Limits {
  return { overall: 30, chat: 1, burst: 5, group: 20 };
}

interface Pace {
  /** How much of the burst is left. */
  left: number;
  at: number;
  minute: number[];
  until: number;
}

export class Gate {
  limits: Limits = usualLimits();
  readonly #clock: Clock;
  readonly #chats = new Map<Chat, Pace>();
  #second: number[] = [];
  #until = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a message. @throws {Refusal} 429 when it comes too fast */
  pass(chat: Chat): void {
    const now = this.#clock.now();
    const pace = this.#paceOf(chat, now);
    this.#second = this.#second.filter((at) => at > now - 1000);
    if (now < this.#until) throw this.#wait(this.#until - now);
    if (now < pace.until) throw this.#wait(pace.until - now);
    if (this.#second.length >= this.limits.overall) {
      this.#until = now + 1000;
      throw this.#wait(1000);
    }
    const missing = this.#missing(chat, pace, now);
    if (missing > 0) {
      pace.until = now + missing;
      throw this.#wait(missing);
    }
    this.#second.push(now);
    pace.left--;
    if (chat.kind !== 'private') pace.minute.push(now);
  }

  /** Whole seconds, unless the time is scaled. */
  #wait(ms: number) {
    const seconds = this.#clock.seconds(ms);
    return tooFast(this.#clock.scale === 1 ? Math.max(1, Math.ceil(seconds)) : Math.ceil(seconds * 1000) / 1000);
  }

  #paceOf(chat: Chat, now: number): Pace {
    const { burst, chat: rate } = this.limits;
    const known = this.#chats.get(chat);
    if (!known) {
      const fresh = { left: burst, at: now, minute: [], until: 0 };
      this.#chats.set(chat, fresh);
      return fresh;
    }
    known.left = Math.min(burst, known.left + ((now - known.at) / 1000) * rate);
    known.at = now;
    known.minute = known.minute.filter((at) => at > now - 60_000);
    return known;
  }

  /** How long a chat has to be left alone. */
  #missing(chat: Chat, pace: Pace, now: number): number {
    if (chat.kind !== 'private' && pace.minute.length >= this.limits.group) {
      return (pace.minute[0] ?? now) + 60_000 - now;
    }
    return pace.left >= 1 ? 0 : Math.ceil(((1 - pace.left) / this.limits.chat) * 1000);
  }
}
