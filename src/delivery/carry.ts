/** One delivery from claim to settlement: what each answer of a sink leads to. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery, Settlement } from '../ledger/ledger.ts';
import type { Log } from '../log.ts';
import { backoff, exhausted, tiredOfAsking } from './backoff.ts';
import { type Parcel, Refused, type Sink, TryLater, Unknown } from './sink.ts';

/** What to do when nobody can tell whether a post arrived: post again, or leave it as `unknown` for the operator. */
export type Policy = 'may-repeat' | 'may-miss';

export interface Carrier {
  log: Log;
  now(): Date;
  random(): number;
  policy(channel: string): Policy;
  /** Ends waiting; a send already begun is finished. */
  signal: AbortSignal;
}

/** No platform's wish to wait is taken for longer, milliseconds. */
const LONGEST = 24 * 3_600_000;

/** Sends a claimed delivery. Undefined: stopped before it could be known what became of it. */
export async function carry(carrier: Carrier, sink: Sink, delivery: Delivery): Promise<Settlement | undefined> {
  try {
    const messages = await sink.send(parcelOf(delivery));
    return { state: 'sent', messages, at: carrier.now().toISOString() };
  } catch (error) {
    if (error instanceof TryLater) return later(carrier, delivery, error.message, error.after);
    if (error instanceof Refused) return dead(carrier, delivery, error.message);
    if (error instanceof Unknown) return await trace(carrier, sink, delivery, error.message);
    carrier.log.error({ err: error, delivery: delivery.id, channel: delivery.channel }, 'a send failed unexpectedly');
    return later(carrier, delivery, unexpected(error));
  }
}

/** Finds out what became of a delivery whose sender is gone. Undefined: stopped before it could be known. */
export async function recover(carrier: Carrier, sink: Sink, delivery: Delivery): Promise<Settlement | undefined> {
  return await trace(carrier, sink, delivery, 'its sender stopped before the answer', 0);
}

/** Looks for a post whose answer was lost, and follows the channel's policy where the platform can not tell. */
async function trace(
  carrier: Carrier,
  sink: Sink,
  delivery: Delivery,
  reason: string,
  after?: number,
): Promise<Settlement | undefined> {
  let found: Awaited<ReturnType<Sink['find']>> | undefined;
  try {
    found = await ask(carrier, sink, delivery);
  } catch (error) {
    if (error instanceof Refused) return dead(carrier, delivery, error.message);
    throw error;
  }
  if (found === undefined) return undefined;
  if (Array.isArray(found)) return { state: 'sent', messages: found, at: carrier.now().toISOString() };
  if (found === 'absent') return later(carrier, delivery, `${reason}; it did not arrive`, after);
  if (carrier.policy(delivery.channel) === 'may-repeat') return later(carrier, delivery, reason, after);
  carrier.log.warn({ delivery: delivery.id, channel: delivery.channel, reason }, 'a post may or may not have arrived');
  return { state: 'unknown', reason };
}

/** Asks until the platform answers. A platform that stays silent, or a fault of ours, counts as `unsure`. */
async function ask(
  carrier: Carrier,
  sink: Sink,
  delivery: Delivery,
): Promise<string[] | 'absent' | 'unsure' | undefined> {
  for (let tries = 1; ; tries++) {
    try {
      return await sink.find(parcelOf(delivery));
    } catch (error) {
      if (error instanceof Refused) throw error;
      if (!(error instanceof TryLater || error instanceof Unknown)) {
        carrier.log.error(
          { err: error, delivery: delivery.id, channel: delivery.channel },
          'looking for a post failed',
        );
        return 'unsure';
      }
      if (tiredOfAsking(tries)) return 'unsure';
      const after = error instanceof TryLater ? error.after : undefined;
      if (!(await pause(wait(carrier, tries, after), carrier.signal))) return undefined;
    }
  }
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

function wait(carrier: Carrier, attempts: number, after: number | undefined): number {
  if (after === undefined || Number.isNaN(after)) return backoff(attempts, carrier.random);
  return Math.min(Math.max(0, after), LONGEST);
}

/** The message of an error nobody foresaw may hold anything, a token in an address too: the ledger keeps its name only. */
function unexpected(error: unknown): string {
  return `unexpected ${error instanceof Error ? error.name : typeof error}, see the log`;
}

function parcelOf(delivery: Delivery): Parcel {
  return { id: delivery.id, channel: delivery.channel, announcement: delivery.announcement };
}

/** Waits; false when the signal ended it. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(milliseconds, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
