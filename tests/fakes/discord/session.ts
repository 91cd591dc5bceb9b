/** One session of the bot at the gateway: its events by number, so that a client may take it up again. */
import type { Fields } from '../server/body.ts';

export interface Connection {
  send(payload: Fields): void;
  close(code: number, reason: string): void;
}

export interface Dispatched {
  op: 0;
  t: string;
  s: number;
  d: Fields;
}

const MOST_KEPT = 2_000;

export class Session {
  readonly id: string;
  readonly intents: number;
  /** None while the client is away. */
  connection: Connection | undefined;
  seq = 0;
  #kept: Dispatched[] = [];

  constructor(id: string, intents: number) {
    this.id = id;
    this.intents = intents;
  }

  dispatch(t: string, d: Fields): void {
    const event: Dispatched = { op: 0, t, s: ++this.seq, d };
    this.#kept.push(event);
    if (this.#kept.length > MOST_KEPT) this.#kept = this.#kept.slice(-MOST_KEPT / 2);
    this.connection?.send({ ...event });
  }

  /** Sends again what came after an event; @returns false when that is no longer known */
  replay(after: number): boolean {
    const first = this.#kept[0]?.s ?? this.seq + 1;
    if (after + 1 < first) return false;
    for (const event of this.#kept) if (event.s > after) this.connection?.send({ ...event });
    return true;
  }
}
