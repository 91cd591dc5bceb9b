/**
 * What happened last, read from history on the first run, so that the changes feed does not begin empty: each burst of
 * commits is taken for a pass of its own, so the changes are those that passes would have told, with the same ids.
 */
import type { ChangeRecord, NodeRecord, Version } from '../change/change.ts';
import { burstStart } from '../change/dating.ts';
import type { Standing, Track } from '../change/lineage.ts';
import { stayOf } from '../change/stay.ts';
import type { ParsedNode } from '../node/node.ts';
import { compare, type Trace } from './follow.ts';
import type { Source } from './source.ts';
import { isLive, readAll, type Text } from './texts.ts';

/** Changes that are looked for: as many as a feed holds by default. */
const NEWEST = 50;
/** Bursts looked at in one go, and how many times at most: what changed nothing in substance, or nothing public, is no change. */
const BATCH = 80;
const BATCHES = 8;
/** Nothing waits any more: each is as old as its last commit. */
const NO_WAIT = { settle: 0, settleAtMost: 0 };
const LONG_AGO = '1970-01-01T00:00:00.000Z';

export interface Seed {
  change: ChangeRecord;
  record: NodeRecord;
  /** As the change left it. */
  node?: ParsedNode;
}

/** A burst of steps of one node. `[from, to)` of its standings. */
interface Burst {
  track: Track;
  from: number;
  to: number;
}

/** The newest changes, oldest first, among them `wanted` that tell of a node. `records`: of the present. */
export async function seeds(
  source: Source,
  tracks: readonly Track[],
  records: readonly NodeRecord[],
  wanted: number,
): Promise<Seed[]> {
  const bursts = newest(source, tracks, BATCH * BATCHES);
  const now = new Map(records.map((record) => [record.id, record]));
  const found: Seed[] = [];
  const enough = () => found.length >= NEWEST && telling(found).length >= wanted;
  for (let at = 0; at < bursts.length && !enough(); at += BATCH) {
    const traces = await tracesOf(source, bursts.slice(at, at + BATCH), now);
    for (const { decision, node } of await compare(source, traces, LONG_AGO, NO_WAIT, () => undefined)) {
      const { change } = decision;
      if (change) found.push({ change: settled(change), record: now.get(change.nodeId) ?? decision.record, node });
    }
  }
  return found.reverse();
}

/** Of each node that is there the newest change that says something of it, in their order. */
export function telling(found: readonly Seed[]): Seed[] {
  const newest = new Map<string, Seed>();
  for (const seed of found) {
    const { change, record } = seed;
    const known = newest.get(record.id);
    if (record.state !== 'live' || change.kind === 'removed' || change.grade !== 'substantial') continue;
    if (!known || known.change.at < change.at) newest.set(record.id, seed);
  }
  return found.filter((seed) => newest.get(seed.record.id) === seed);
}

const settled = (change: ChangeRecord): ChangeRecord => ({ ...change, firstAt: change.at, settlesAt: change.at });

/** Bursts by their ends, newest first. */
function newest(source: Source, tracks: readonly Track[], limit: number): Burst[] {
  const last = [...tracks].sort((a, b) => compareAt(b.last, a.last) || (a.id < b.id ? -1 : 1)).slice(0, limit);
  const bursts = last.flatMap((track) => burstsOf(track, source.pace.settle));
  const end = ({ track, to }: Burst) => track.standings[to - 1]!;
  return bursts.sort((a, b) => compareAt(end(b), end(a)) || (a.track.id < b.track.id ? -1 : 1)).slice(0, limit);
}

function compareAt(a: { at: string }, b: { at: string }): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : 0;
}

function burstsOf(track: Track, settle: number): Burst[] {
  const bursts: Burst[] = [];
  for (let to = track.standings.length; to > 0; to = bursts.at(-1)!.from)
    bursts.push({ track, from: burstStart(track.standings, to - 1, settle), to });
  return bursts;
}

/** What a pass over each burst would have begun with. */
async function tracesOf(
  source: Source,
  bursts: readonly Burst[],
  now: ReadonlyMap<string, NodeRecord>,
): Promise<Trace[]> {
  const traces: Trace[] = [];
  const oids = ({ track, from }: Burst) => oidsBefore(track.standings.slice(0, from));
  for await (const [burst, texts] of readAll(source.objects, bursts, oids)) {
    const { track, from, to } = burst;
    const standings = track.standings.slice(from, to);
    const { path, oid, at, commit } = standings.at(-1)!;
    const record = now.get(track.id);
    const before = record && recordBefore(source, record, track.standings.slice(0, from), texts);
    const within = new Set(standings.map((one) => `${one.commit} ${one.oid}`));
    traces.push({
      before,
      track: {
        ...track,
        ...{ path, oid: oid ?? before?.oid ?? track.oid, alive: oid !== undefined, formerPaths: [], standings },
        texts: track.texts.filter((text) => within.has(`${text.commit} ${text.oid}`)),
        last: { commit, at },
      },
    });
  }
  return traces;
}

/** The node as it stood before the burst; undefined where it was not born yet. */
function recordBefore(
  source: Source,
  record: NodeRecord,
  standings: readonly Standing[],
  texts: ReadonlyMap<string, Text>,
): NodeRecord | undefined {
  const last = standings.at(-1);
  if (!last) return undefined;
  const shows = ({ path, oid }: Version) => isLive(source, path, texts.get(oid));
  const { left } = stayOf(standings, undefined, shows);
  const oid = last.oid ?? standings.findLast((one) => one.oid !== undefined)?.oid ?? record.oid;
  const state = last.oid === undefined ? 'removed' : shows({ path: last.path, oid }) ? 'live' : 'hidden';
  return { ...record, path: last.path, oid, state, updated: last.at, removedAt: left?.at, removedFrom: left?.from };
}

function oidsBefore(standings: readonly Standing[]): string[] {
  return [...new Set(standings.flatMap(({ oid }) => (oid === undefined ? [] : [oid])))];
}
