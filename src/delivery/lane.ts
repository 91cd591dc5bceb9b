/** The channels that share a sink, and how many of their deliveries may be in the air. Pure. */
import type { Sink } from './sink.ts';

/** Deliveries of one sink in the air at once. More than a platform's rate needs; few enough that a crash leaves little open. */
const PARALLEL = 32;

/** Places that must be free in a full lane before it is filled again: a claim for each landing would cost more than the send. */
const REFILL = 8;

export interface Lane {
  sink: Sink;
  channels: string[];
  flying: number;
  /** Whether something may have changed since the last look. */
  stale: boolean;
  /** Whether the last look took all it had places for: more may be due. */
  full: boolean;
  /** Milliseconds since the epoch at which to look again in any case, unless it is full. */
  lookAt: number;
}

/** By channel; channels of one sink have one lane. */
export function lanesOf(sinks: Map<string, Sink>): Map<string, Lane> {
  const bySink = new Map<Sink, Lane>();
  const byChannel = new Map<string, Lane>();
  for (const [channel, sink] of sinks) {
    const lane = bySink.get(sink) ?? { sink, channels: [], flying: 0, stale: true, full: false, lookAt: 0 };
    lane.channels.push(channel);
    bySink.set(sink, lane);
    byChannel.set(channel, lane);
  }
  return byChannel;
}

/** How many deliveries to look for now; 0 where there is no reason to look, or hardly a place. */
export function placesIn(lane: Lane, now: number): number {
  const free = Math.max(0, PARALLEL - lane.flying);
  if (lane.full) return free >= REFILL ? free : 0;
  return lane.stale || lane.lookAt <= now ? free : 0;
}
