/** The first look at a source: its whole history decides who its nodes are, and the present is put into the library. */
import type { NodeRecord } from '../change/change.ts';
import { grade } from '../change/compare.ts';
import { advance, burstStart } from '../change/dating.ts';
import { Lineage, type Track } from '../change/lineage.ts';
import { history } from '../git/history.ts';
import type { Writer } from '../library/writer.ts';
import type { ParsedNode, Warning } from '../node/node.ts';
import { standalone } from '../node/parse.ts';
import { lastSeen } from './departures.ts';
import type { Source } from './source.ts';
import { readAll, type Text } from './texts.ts';

export type Report = (path: string, warnings: readonly Warning[]) => void;

/** A track whose last burst of steps, ending with `end`, is to be dated. */
interface Undated {
  track: Track;
  start: number;
  end: number;
}

/** Every node of the history, dead ones too. `rest`: called after every step. */
export async function lineageOf(source: Source, commit: string, rest?: () => Promise<void>): Promise<Track[]> {
  const lineage = new Lineage(source.config.namespace);
  for await (const step of history(source.mirror.gitDir, undefined, commit)) {
    lineage.apply(step);
    await rest?.();
  }
  return [...lineage.touched];
}

export interface Baseline {
  /** Every node there ever was. */
  records: NodeRecord[];
  tracks: Track[];
}

/** Puts every live node of a commit into the library. */
export async function baseline(source: Source, commit: string, writer: Writer, report: Report): Promise<Baseline> {
  const tracks = await lineageOf(source, commit);
  const records = new Map<string, NodeRecord>();
  const parsed = new Map<string, ParsedNode>();
  const undated: Undated[] = [];
  for (const track of tracks) {
    records.set(track.id, record(source, track));
    // Also of those that are away: they may come back.
    for (const former of track.formerPaths) writer.formerPath(source.name, former, track.id);
    if (track.alive && source.includes(track.path)) undated.push(lastBurst(source, track, track.texts.length - 1));
  }
  for await (const [item, texts] of readAll(source.objects, undated, (u) => oidsOf(u, true))) {
    const { track } = item;
    const now = texts.get(track.oid);
    const node = now?.text === undefined ? undefined : source.parse(now.text, track.path);
    report(track.path, [...(now?.warnings ?? []), ...(node?.warnings ?? [])]);
    const entry = records.get(track.id)!;
    entry.state = source.state(track.path, node);
    if (entry.state !== 'live' || !node) continue;
    const updated = dateOf(source, item, texts);
    if (updated) put(writer, track, { ...entry, updated }, node, records);
    else parsed.set(track.id, standalone(node));
  }
  await older(source, undated, parsed, records, writer);
  await departures(source, tracks, records);
  return { records: [...records.values()], tracks };
}

/** Nodes whose last burst changed nothing in substance: the burst before, and so on. */
async function older(
  source: Source,
  all: readonly Undated[],
  parsed: Map<string, ParsedNode>,
  records: Map<string, NodeRecord>,
  writer: Writer,
): Promise<void> {
  let left = all.filter((item) => parsed.has(item.track.id));
  while (left.length > 0) {
    const before = left.map(({ track, start }) => lastBurst(source, track, start - 1));
    left = [];
    for await (const [item, texts] of readAll(source.objects, before, (u) => oidsOf(u, false))) {
      const { track } = item;
      const updated = dateOf(source, item, texts) ?? (item.start === 0 ? track.published : undefined);
      if (!updated) left.push(item);
      else put(writer, track, { ...records.get(track.id)!, updated }, parsed.get(track.id)!, records);
    }
  }
}

function put(
  writer: Writer,
  track: Track,
  record: NodeRecord,
  node: ParsedNode,
  records: Map<string, NodeRecord>,
): void {
  records.set(track.id, record);
  const { id, source, path, oid, published, updated } = record;
  writer.put({ ...node, id, source, path, oid, published, updated });
}

function record(source: Source, track: Track): NodeRecord {
  const { id, birthPath, ordinal, path, oid, published, last, alive } = track;
  const common = { source: source.name, id, path, birthPath, ordinal, oid, published, updated: last.at };
  return alive ? { ...common, state: 'hidden' } : { ...common, state: 'removed', goneAt: last.at };
}

/** When those that are not live left the public, and what it saw last. */
async function departures(source: Source, tracks: readonly Track[], records: Map<string, NodeRecord>): Promise<void> {
  const away = tracks.filter(({ id }) => records.get(id)!.state !== 'live');
  const ends = away.map((track) => ({ track, at: track.standings.length - 1 }));
  for (const [index, at] of (await lastSeen(source, ends)).entries()) {
    const track = away[index]!;
    const seen = at === undefined ? undefined : track.standings[at]!;
    if (at === undefined || seen?.oid === undefined) continue;
    const removedAt = track.standings[at + 1]?.at ?? track.last.at;
    records.set(track.id, { ...records.get(track.id)!, removedAt, removedFrom: { path: seen.path, oid: seen.oid } });
  }
}

function lastBurst(source: Source, track: Track, end: number): Undated {
  const last = Math.max(end, 0);
  return { track, start: burstStart(track.texts, last, source.pace.settle), end: last };
}

function oidsOf({ track, start, end }: Undated, present: boolean): string[] {
  const oids = new Set<string>(present ? [track.oid] : []);
  for (const step of track.texts.slice(start, end + 1)) {
    if (step.oldOid === undefined) continue;
    oids.add(step.oldOid);
    oids.add(step.oid);
  }
  return [...oids];
}

/** When the burst changed the node in substance; undefined when it did not. */
function dateOf(source: Source, { track, start, end }: Undated, texts: ReadonlyMap<string, Text>): string | undefined {
  let updated: string | undefined;
  for (const step of track.texts.slice(start, end + 1)) {
    const before = step.oldOid === undefined ? undefined : texts.get(step.oldOid)?.text;
    const after = texts.get(step.oid)?.text;
    const parse = (text: string) => source.parse(text, track.path);
    const substantial =
      before === undefined ||
      after === undefined ||
      grade(before, after, source.config.minorWords, parse) === 'substantial';
    if (substantial) updated = advance(updated, step.at, source.pace.settle);
  }
  return updated;
}
