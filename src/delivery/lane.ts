/** The channels that share a sink, and how many of their deliveries may be in the air. Pure. */
import type { Sink } from './sink.ts';

/** Deliveries of one sink in the air at once, unless it says otherwise. More than a platform's rate needs; few enough that a crash leaves little open. */
const PARALLEL = 32;

/** Part of the places that must be free in a full lane before it is filled again: a claim for each landing would cost more than the send. */
const REFILL = 1 / 4;

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
  /** The platform asked for silence until then, milliseconds since the epoch. */
  heldUntil: number;
  /** Why the platform does not let us in; until the next start. */
  locked?: string;
}

/** By channel; channels of one sink have one lane. */
export function lanesOf(sinks: ReadonlyMap<string, Sink>): Map<string, Lane> {
  const lanes = new Map<string, Lane>();
  const bySink = new Map<Sink, Lane>();
  for (const [channel, sink] of sinks) bySink.set(sink, join(lanes, channel, sink, bySink.get(sink)));
  return lanes;
}

/** A channel more, in the lane of its sink if it has one. */
export function join(lanes: Map<string, Lane>, channel: string, sink: Sink, known?: Lane): Lane {
  const lane = known ?? { ...{ sink, channels: [], flying: 0, stale: true, full: false, lookAt: 0, heldUntil: 0 } };
  lane.channels.push(channel);
  lane.stale = true;
  lanes.set(channel, lane);
  return lane;
}

/** How many deliveries to look for now; 0 where there is no reason to look, or hardly a place. */
export function placesIn(lane: Lane, now: number): number {
  if (lane.locked !== undefined || now < lane.heldUntil) return 0;
  const places = Math.min(free(lane), lane.sink.pace?.permits(now) ?? Number.POSITIVE_INFINITY);
  if (lane.full) return free(lane) >= parallel(lane) * REFILL ? places : 0;
  return lane.stale || lane.lookAt <= now ? places : 0;
}

/** When there may be a place again without anything landing, milliseconds since the epoch. */
export function wakeAt(lane: Lane, now: number): number {
  if (lane.locked !== undefined) return Number.POSITIVE_INFINITY;
  if (now < lane.heldUntil) return lane.heldUntil;
  if (!lane.full && !lane.stale) return lane.lookAt;
  return free(lane) > 0 && lane.sink.pace ? lane.sink.pace.next(now) : Number.POSITIVE_INFINITY;
}

const parallel = (lane: Lane) => lane.sink.parallel ?? PARALLEL;
const free = (lane: Lane) => Math.max(0, parallel(lane) - lane.flying);
