/**
 * What happened last, read from history on the first run, so that the changes feed does not begin empty. What happened
 * before that is told later (past.ts): nobody waits for it.
 */
import type { ChangeRecord, NodeRecord } from '../change/change.ts';
import type { Track } from '../change/lineage.ts';
import type { ParsedNode } from '../node/node.ts';
import { type Burst, burstsOf, compareBursts, settled } from './bursts.ts';
import type { Seen } from './departures.ts';
import type { Source } from './source.ts';

/** Changes that are looked for: as many as a feed holds by default. */
const NEWEST = 50;
/** Bursts looked at in one go, and how many times at most: what changed nothing in substance, or nothing public, is no change. */
const BATCH = 80;
const BATCHES = 8;

export interface Seed {
  change: ChangeRecord;
  record: NodeRecord;
  /** As the change left it. */
  node?: ParsedNode;
}

/** What changes are looked for in. */
export interface Present {
  tracks: readonly Track[];
  /** Of every node. */
  records: readonly NodeRecord[];
  /** ISO instant. */
  now: string;
}

/** The newest changes, among them `wanted` that tell of a node: the newest first, those of one instant as they came. */
export async function seeds(source: Source, { tracks, records, now }: Present, wanted: number): Promise<Seed[]> {
  const bursts = newest(source, tracks, BATCH * BATCHES);
  const byId = new Map(records.map((record) => [record.id, record]));
  const seen: Seen = new Map();
  const found: Seed[] = [];
  const enough = () => found.length >= NEWEST && telling(found, wanted).length >= wanted;
  for (let at = 0; at < bursts.length && !enough(); at += BATCH) {
    for (const { decision, node } of await compareBursts(source, bursts.slice(at, at + BATCH), seen)) {
      const { change } = decision;
      if (change)
        found.push({ change: settled(change, now), record: byId.get(change.nodeId) ?? decision.record, node });
    }
  }
  return found;
}

/** Of each node that is there the newest change that says something of it; of these the newest `wanted`, oldest first. */
export function telling(found: readonly Seed[], wanted: number): Seed[] {
  const newest = new Map<string, Seed>();
  for (const seed of found) {
    const { change, record } = seed;
    if (record.state !== 'live' || change.kind === 'removed' || change.grade !== 'substantial') continue;
    const known = newest.get(record.id);
    if (!known || known.change.at <= change.at) newest.set(record.id, seed);
  }
  const byTime = [...newest.values()].sort((a, b) =>
    a.change.at < b.change.at ? -1 : a.change.at > b.change.at ? 1 : 0,
  );
  return wanted === 0 ? [] : byTime.slice(-wanted);
}

/** Only of the nodes that were touched last: the others would bring none that is among so many. */
function newest(source: Source, tracks: readonly Track[], limit: number): Burst[] {
  const last = tracks.toSorted((a, b) => (a.last.at < b.last.at ? 1 : a.last.at > b.last.at ? -1 : 0)).slice(0, limit);
  return burstsOf(last, source.pace.settle).slice(0, limit);
}
