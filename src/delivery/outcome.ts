/** What an answer of a platform means for a delivery. */
import type { Delivery, Ledger, Settlement } from '../ledger/ledger.ts';
import type { Log } from '../log.ts';
import { backoff, exhausted, tooOld } from './backoff.ts';
import { Closed, Locked, Refused, TryLater } from './sink.ts';

/** What to do when nobody can tell whether a post arrived: post again, or leave it as `unknown` for the operator. */
export type Policy = 'may-repeat' | 'may-miss';

export interface Carrier {
  ledger: Pick<Ledger, 'posts'>;
  log: Log;
  now(): Date;
  random(): number;
  /** `follows`: the channel had a post of the node before. */
  policy(channel: string, follows: boolean): Policy;
  /** Ends waiting; a send already begun is finished. */
  signal: AbortSignal;
  /** The whole platform wants silence until then, milliseconds since the epoch. */
  hold(channel: string, until: number): void;
  /** The channel takes nothing; it took something. */
  closed(channel: string, reason: string): void;
  open(channel: string): void;
  /** The platform lets nobody in. */
  locked(channel: string, reason: string): void;
}

/** No platform's wish to wait is taken for longer, milliseconds. */
const LONGEST = 24 * 3_600_000;

/** How long a closed channel is left alone before somebody knocks again, milliseconds. */
const KNOCK = 3_600_000;

/** Why nobody knows whether a message is out, and how soon it may be sent again if it is not, milliseconds. */
export interface Lost {
  reason: string;
  after?: number;
}

/** What is known of a message that nobody found: it is not there, or nobody can tell. */
export interface Missing extends Lost {
  state: 'absent' | 'may-repeat' | 'may-miss';
}

/** Follows the channel's policy where the platform can not tell. */
export function unfound(carrier: Carrier, delivery: Delivery, { state, reason, after }: Missing): Settlement {
  if (state === 'may-miss') {
    carrier.log.warn(
      { delivery: delivery.id, channel: delivery.channel, reason },
      'a post may or may not have arrived',
    );
    return { state: 'unknown', reason };
  }
  const again = later(carrier, delivery, reason, after);
  return again.state === 'retry' && state === 'may-repeat' ? { ...again, doubt: true } : again;
}

/** What an error of a sink leads to; one that nobody foresaw is logged, and the delivery tried again. */
export function failed(carrier: Carrier, delivery: Delivery, error: unknown): Settlement {
  const { channel } = delivery;
  if (error instanceof TryLater) {
    if (error.everywhere) carrier.hold(channel, carrier.now().getTime() + wait(carrier, 1, error.after));
    return later(carrier, delivery, error.message, error.after);
  }
  if (error instanceof Refused) return dead(carrier, delivery, error.message);
  if (error instanceof Closed) return shut(carrier, delivery, error.message);
  if (error instanceof Locked) {
    carrier.locked(channel, error.message);
    return { state: 'retry', dueAt: carrier.now().toISOString(), reason: error.message, free: true };
  }
  carrier.log.error({ err: error, delivery: delivery.id, channel }, 'a send failed unexpectedly');
  return later(carrier, delivery, unexpected(error));
}

/** The channel waits as a whole behind this delivery; what has waited for a day is told to nobody any more. */
function shut(carrier: Carrier, delivery: Delivery, reason: string): Settlement {
  carrier.closed(delivery.channel, reason);
  const now = carrier.now();
  if (tooOld(delivery, now)) return dead(carrier, delivery, `the channel was closed for more than a day: ${reason}`);
  return { state: 'retry', dueAt: new Date(now.getTime() + KNOCK).toISOString(), reason, free: true };
}

function later(carrier: Carrier, delivery: Delivery, reason: string, after?: number): Settlement {
  const now = carrier.now();
  if (exhausted(delivery, now)) {
    return dead(carrier, delivery, `given up after ${delivery.attempts} attempts and more than a day; last: ${reason}`);
  }
  const due = new Date(now.getTime() + wait(carrier, delivery.attempts, after));
  return { state: 'retry', dueAt: due.toISOString(), reason };
}

function dead(carrier: Carrier, delivery: Delivery, reason: string): Settlement {
  carrier.log.warn({ delivery: delivery.id, channel: delivery.channel, reason }, 'a delivery can not be sent');
  return { state: 'dead', reason };
}

/** Milliseconds until the next try: as the platform says, or longer each time. */
export function wait(carrier: Carrier, attempts: number, after: number | undefined): number {
  if (after === undefined || Number.isNaN(after)) return backoff(attempts, carrier.random);
  return Math.min(Math.max(0, after), LONGEST);
}

/** The message of an error nobody foresaw may hold anything, a token in an address too: the ledger keeps its name only. */
function unexpected(error: unknown): string {
  return `unexpected ${error instanceof Error ? error.name : typeof error}, see the log`;
}
