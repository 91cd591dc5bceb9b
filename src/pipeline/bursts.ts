/**
 * History told as it would have been watched: each burst of a node's steps is taken for a pass of its own, so the changes
 * are those that passes would have told, with the same ids.
 */
import type { ChangeRecord, NodeRecord } from '../change/change.ts';
import { burstStart } from '../change/dating.ts';
import type { Track } from '../change/lineage.ts';
import { lastSeen, type Seen } from './departures.ts';
import { type Compared, compare, type Trace } from './follow.ts';
import type { Source } from './source.ts';

/** Nothing waits any more: each is as old as its last commit. */
const NO_WAIT = { settle: 0, settleAtMost: 0 };
const LONG_AGO = '1970-01-01T00:00:00.000Z';

/** A burst of steps of one node. `[from, to)` of its standings. */
export interface Burst {
  track: Track;
  from: number;
  to: number;
}

/** Where a burst left its node. */
export const endOf = ({ track, to }: Burst) => track.standings[to - 1]!;

/** The newest bursts first; those of one instant in the order in which they came, as passes would have written them. */
export function burstsOf(tracks: readonly Track[], settle: number): Burst[] {
  const bursts: Burst[] = [];
  for (const track of tracks)
    for (let from = track.standings.length; from > 0; ) {
      const to = from;
      from = burstStart(track.standings, to - 1, settle);
      bursts.push({ track, from, to });
    }
  return bursts.sort((a, b) => order(endOf(a), endOf(b)));
}

/** Of two places in that order. */
export function order(a: { at: string; nr: number }, b: { at: string; nr: number }): number {
  return a.at < b.at ? 1 : a.at > b.at ? -1 : a.nr - b.nr;
}

/** What passes over the bursts would have decided, in their order. `seen`: what is known of what the public saw. */
export async function compareBursts(source: Source, bursts: readonly Burst[], seen: Seen): Promise<Compared[]> {
  const traces = await tracesOf(source, bursts, seen);
  return compare(source, traces, LONG_AGO, NO_WAIT, () => undefined);
}

/** As one that is not extended any more. A commit may be dated later than `now`, an ISO instant. */
export function settled(change: ChangeRecord, now: string): ChangeRecord {
  return { ...change, firstAt: change.at, settlesAt: change.at < now ? change.at : now };
}

/** What a pass over each burst would have begun with. */
async function tracesOf(source: Source, bursts: readonly Burst[], seen: Seen): Promise<Trace[]> {
  const before = bursts.map(({ track, from }) => ({ track, at: from - 1 }));
  const shown = await lastSeen(source, before, seen);
  return bursts.map(({ track, from, to }, index) => {
    const standings = track.standings.slice(from, to);
    const { path, oid, at, commit } = standings.at(-1)!;
    const record = from > 0 ? recordBefore(source, before[index]!, shown[index]) : undefined;
    return {
      before: record,
      track: {
        ...track,
        ...{ path, oid: oid ?? record?.oid ?? track.oid, alive: oid !== undefined, formerPaths: [], standings },
        // They tell when the node was updated, which the present record says.
        texts: [],
        last: { commit, at },
      },
    };
  });
}

/** The node as its standing `at` left it; `shown`: index of the last one that the public saw. */
function recordBefore(
  source: Source,
  { track, at }: { track: Track; at: number },
  shown: number | undefined,
): NodeRecord {
  const { id, birthPath, ordinal, published, standings } = track;
  const last = standings[at]!;
  const oid = last.oid ?? standings.findLast((one, index) => index < at && one.oid !== undefined)?.oid ?? track.oid;
  const state = shown === at ? 'live' : last.oid === undefined ? 'removed' : 'hidden';
  const was = shown === undefined || shown === at ? undefined : standings[shown]!;
  return {
    ...{ source: source.name, id, birthPath, ordinal, published, path: last.path, oid, state, updated: last.at },
    ...(was?.oid !== undefined && {
      removedAt: standings[shown! + 1]!.at,
      removedFrom: { path: was.path, oid: was.oid },
    }),
  };
}
