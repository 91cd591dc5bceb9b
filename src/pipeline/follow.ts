/** The stages of a pass over new commits, from git's steps to decisions. */
import type { ChangeRecord, NodeRecord, NodeState } from '../change/change.ts';
import { difference, grade, type Read } from '../change/compare.ts';
import { advance, burstStart } from '../change/dating.ts';
import { type Decision, decide, type Pace, told } from '../change/decide.ts';
import { Lineage, type Step, type Track } from '../change/lineage.ts';
import { type Stay, stayOf } from '../change/stay.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ParsedNode } from '../node/node.ts';
import type { Report } from './baseline.ts';
import type { Source } from './source.ts';
import { isLive, readAll, readOf, type Text } from './texts.ts';

/** A node that new commits touched, before its texts are read. */
export interface Trace {
  track: Track;
  before?: NodeRecord;
  open?: ChangeRecord;
}

export interface Compared {
  decision: Decision;
  /** As it is now, or for one that left the public as it last was; absent when it never was public. */
  node?: ParsedNode;
  formerPaths: string[];
}

/** Follows every touched node through the steps. */
export async function trace(source: Source, steps: readonly Step[], ledger: Ledger, now: string): Promise<Trace[]> {
  const paths = new Set(
    steps.flatMap((step) => step.changes.flatMap((c) => (c.from === undefined ? [c.path] : [c.path, c.from]))),
  );
  const known = await ledger.nodesByPath(source.name, [...paths]);
  known.sort((a, b) => ((a.goneAt ?? '') < (b.goneAt ?? '') ? -1 : 1));
  const lineage = new Lineage(
    source.config.namespace,
    known.map((node) => ({ ...node, gone: node.state === 'removed' })),
  );
  for (const step of steps) lineage.apply(step);
  const before = new Map(known.map((node) => [node.id, node]));
  const open = new Map((await ledger.openChanges(source.name, now)).map((change) => [change.nodeId, change]));
  return [...lineage.touched].map((track) => ({ track, before: before.get(track.id), open: open.get(track.id) }));
}

/** Reads, parses and compares every touched node. */
export async function compare(
  source: Source,
  traces: readonly Trace[],
  now: string,
  pace: Pace,
  report: Report,
): Promise<Compared[]> {
  const compared: Compared[] = [];
  for await (const [item, texts] of readAll(source.objects, traces, oidsOf)) {
    compared.push(compareOne(source, item, texts, now, pace, report));
  }
  return compared;
}

function oidsOf(item: Trace): string[] {
  const { track, before } = item;
  const oids = new Set([told(item).version?.oid, before?.oid, track.alive ? track.oid : undefined]);
  for (const step of track.texts) oids.add(step.oldOid).add(step.oid);
  for (const { oid } of track.standings) oids.add(oid);
  oids.delete(undefined);
  return [...oids] as string[];
}

function compareOne(
  source: Source,
  item: Trace,
  texts: ReadonlyMap<string, Text>,
  now: string,
  pace: Pace,
  report: Report,
): Compared {
  const { track, before, open } = item;
  const present = track.alive ? texts.get(track.oid) : undefined;
  const read = track.alive ? readOf(source, present, track.path) : undefined;
  if (present && source.includes(track.path)) report(track.path, [...present.warnings, ...(read?.node.warnings ?? [])]);
  // A text that cannot be read costs a warning: the public keeps the last one that could.
  const kept =
    track.alive && !read && before?.state === 'live' ? readOf(source, texts.get(before.oid), track.path) : undefined;
  const is = read ?? kept;
  const version = told(item).version;
  const was = version && readOf(source, texts.get(version.oid), version.path);
  const after = recordOf(source, item, texts, is, kept !== undefined);
  const shown = after.state === 'live' ? is : was;
  // What was read is not parsed again.
  const parse = (text: string) =>
    text === is?.text
      ? is.node
      : text === was?.text && version?.path === track.path
        ? was.node
        : source.parse(text, track.path);
  const comparable = was && is && after.state === 'live';
  const decision = decide(
    {
      before,
      after,
      open,
      grade: comparable ? grade(was.text, is.text, source.config.minorWords, parse) : 'none',
      difference: comparable ? difference(was, is) : undefined,
      title: shown?.node.title ?? '',
      emoji: shown?.node.emoji,
      commit: track.last.commit,
      at: track.last.at,
      stay: stayIn(source, item, texts, after.state),
      began: track.standings[burstStart(track.standings, track.standings.length - 1, source.pace.settle)]?.commit,
    },
    now,
    pace,
  );
  return { decision, node: shown?.node, formerPaths: track.formerPaths };
}

function recordOf(
  source: Source,
  item: Trace,
  texts: ReadonlyMap<string, Text>,
  is: Read | undefined,
  kept: boolean,
): NodeRecord {
  const { track, before } = item;
  const { id, path, birthPath, ordinal, published } = track;
  const state = track.alive ? source.state(path, is?.node) : 'removed';
  const oid = kept && before ? before.oid : track.oid;
  const updated = updatedOf(source, item, texts);
  const gone = track.alive ? undefined : { goneAt: track.last.at };
  return { source: source.name, id, path, birthPath, ordinal, oid, state, published, updated, ...gone };
}

/** `state`: what it is now. */
function stayIn(source: Source, { track, before }: Trace, texts: ReadonlyMap<string, Text>, state: NodeState): Stay {
  const was = before?.state === 'live' ? { path: before.path, oid: before.oid } : undefined;
  return stayOf(track.standings, was, ({ path, oid }) =>
    path === track.path && oid === track.oid && track.alive ? state === 'live' : isLive(source, path, texts.get(oid)),
  );
}

/** Moves `updated` over every substantial step. A node that comes into public view, or back, is news in any case. */
function updatedOf(source: Source, { track, before }: Trace, texts: ReadonlyMap<string, Text>): string {
  let updated = before?.updated;
  const parse = (text: string) => source.parse(text, track.path);
  for (const step of track.texts) {
    const old = step.oldOid === undefined ? undefined : texts.get(step.oldOid)?.text;
    const now = texts.get(step.oid)?.text;
    if (now === undefined && before) continue;
    const substantial =
      old === undefined || now === undefined || grade(old, now, source.config.minorWords, parse) === 'substantial';
    if (substantial) updated = advance(updated, step.at, source.pace.settle);
  }
  return updated ?? track.published;
}
