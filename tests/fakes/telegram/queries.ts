/** Pressed buttons and inline queries that wait for the bot's answer. */
import type { Fields } from '../server/body.ts';
import type { Core } from './core.ts';
import { bad } from './errors.ts';

const TOO_OLD = 'query is too old and response timeout expired or query ID is invalid';
/** Of the fake's time; Telegram's own is not documented and somewhat longer. */
export const MS_TO_ANSWER = 15_000;

interface Waiting {
  created: number;
  resolve(answer: Fields): void;
}

export class Queries {
  readonly #core: Core;
  readonly #waiting = new Map<string, Waiting>();

  constructor(core: Core) {
    this.#core = core;
  }

  /**
   * Asks the bot and waits for its answer.
   * @param kind of the update: `callback_query` or `inline_query`
   * @throws {Error} when none comes in time
   */
  async ask(kind: string, query: Fields): Promise<Fields> {
    const id = String(this.#core.world.number());
    const { promise, resolve, reject } = Promise.withResolvers<Fields>();
    this.#waiting.set(id, { created: this.#core.clock.now(), resolve });
    const late = () => reject(new Error(`the bot did not answer the ${kind} within 15 seconds`));
    const timer = this.#core.clock.after(MS_TO_ANSWER, late);
    this.#core.emit(kind, { id, ...query });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  /** @throws {Refusal} of a query that is unknown, answered before, or too old */
  answer(id: string | undefined, answer: Fields): true {
    const waiting = this.#waiting.get(id ?? '');
    if (!waiting || this.#core.clock.now() - waiting.created > MS_TO_ANSWER) throw bad(TOO_OLD);
    this.#waiting.delete(id ?? '');
    waiting.resolve(answer);
    return true;
  }
}
