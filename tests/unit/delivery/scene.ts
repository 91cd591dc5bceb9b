/** A real ledger in memory, a clock that stands still, and a platform that does as it is told. */

import { Deliverer, type DelivererParts } from '../../../src/delivery/deliver.ts';
import type { Parcel, Sink } from '../../../src/delivery/sink.ts';
import type { Delivery, Ledger } from '../../../src/ledger/ledger.ts';
import { openSqlite } from '../../../src/ledger/sqlite.ts';
import { createLog } from '../../../src/log.ts';
import { at, delivery, pass, uuid } from '../../contract/ledger/records.ts';

type Answer<Result> = (parcel: Parcel) => Result | Promise<Result>;

/** Writes down what it is given; answers with the next answer laid out for it, else with success. */
export class Platform implements Sink {
  readonly posts: string[] = [];
  readonly asked: string[] = [];
  readonly answers: Answer<string[]>[] = [];
  readonly findings: Answer<string[] | 'absent' | 'unsure'>[] = [];

  async send(parcel: Parcel): Promise<string[]> {
    const answer = this.answers.shift();
    const ids = answer ? await answer(parcel) : [`m-${nameOf(parcel)}`];
    this.posts.push(nameOf(parcel));
    return ids;
  }

  async find(parcel: Parcel): Promise<string[] | 'absent' | 'unsure'> {
    this.asked.push(nameOf(parcel));
    const finding = this.findings.shift();
    return finding ? await finding(parcel) : 'unsure';
  }
}

/** `channel:name`. */
export function nameOf({ channel, announcement }: Parcel): string {
  return `${channel}:${announcement.type === 'node' ? announcement.title.slice(4) : ''}`;
}

export interface Scene {
  ledger: Ledger;
  platform: Platform;
  clock: { now: Date };
  /** Lines the log was given, as objects. */
  lines: Record<string, unknown>[];
  deliverer: Deliverer;
  /** Another deliverer on the same ledger. */
  deliver(parts?: Partial<DelivererParts>): Deliverer;
  plan(...names: string[]): Promise<void>;
  state(name: string): Promise<Delivery>;
}

/** Names are `channel:name`; the channels `a` and `b` have the platform for a sink. */
export async function scene(parts: Partial<DelivererParts> = {}): Promise<Scene> {
  const ledger = await openSqlite(':memory:');
  const platform = new Platform();
  const clock = { now: new Date(at(0)) };
  const lines: Record<string, unknown>[] = [];
  const log = createLog({ write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) });
  const sinks = new Map<string, Sink>([
    ['a', platform],
    ['b', platform],
  ]);
  let passes = 0;
  const deliver = (more: Partial<DelivererParts> = {}) =>
    new Deliverer({ ledger, sinks, log, now: () => clock.now, owner: 'me', random: () => 0.5, ...parts, ...more });
  return {
    ledger,
    platform,
    clock,
    lines,
    deliverer: deliver(),
    deliver,
    plan: async (...names) => {
      const deliveries = names.map((name) => {
        const [channel = '', rest = ''] = name.split(':');
        return delivery(channel, rest, 0);
      });
      const from = passes === 0 ? {} : { from: `c${passes}` };
      passes += 1;
      await ledger.commit(pass({ ...from, to: `c${passes}`, deliveries }));
    },
    state: async (name) => {
      const found = await ledger.delivery(uuid('delivery', ...name.split(':')));
      if (!found) throw new Error(`no delivery ${name}`);
      return found;
    },
  };
}

/** An answer that is an error. */
export function fail(error: unknown): () => never {
  return () => {
    throw error;
  };
}

/** A promise and the way to end it. */
export function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}
