/** One pass over one source: fetch, diff, read, parse, compare, plan, commit. Before the commit nothing is said anywhere. */
import type { Told } from './announce/compose.ts';
import type { ChangeRecord } from './change/change.ts';
import type { Pace } from './change/decide.ts';
import type { Ledger, PassRecord } from './ledger/ledger.ts';
import type { Library } from './library/library.ts';
import type { Writer } from './library/writer.ts';
import type { Log } from './log.ts';
import type { Node } from './node/node.ts';
import { baseline, type Report } from './pipeline/baseline.ts';
import { type Compared, compare, trace } from './pipeline/follow.ts';
import { beginning } from './pipeline/past.ts';
import { catchUp } from './pipeline/rebuild.ts';
import { seeds, telling } from './pipeline/seed.ts';
import type { Source } from './pipeline/source.ts';
import { stepsBetween } from './pipeline/steps.ts';
import { nodeOf, Teller, type TellerParts } from './pipeline/tell.ts';

export interface Parts extends TellerParts {
  ledger: Ledger;
  library: Library;
  log: Log;
  report: Report;
  now(): Date;
  /** Ends a fetch that is under way. */
  signal?: AbortSignal;
  /** Called with the branch before anything else is done with it: addresses may name it. */
  learnt?(branch: string): Promise<void>;
  /** Other than the source's own, for a preview: tell at once. */
  pace?: Pace;
}

export interface PassResult {
  /** `first`: the present became the baseline. `current`: nothing new. `conflict`: another replica was faster. */
  outcome: 'first' | 'current' | 'changed' | 'empty' | 'conflict';
  /** Nodes as they were and are now, where the public sees a difference; for `first` none are listed. */
  touched: { before?: Node; after?: Node }[];
  changes: ChangeRecord[];
  deliveries: number;
  /** As they were told. */
  told: readonly Told[];
  /** Paths of touched nodes that the public does not see. */
  hidden: readonly string[];
  /** What the remote has was not looked at: the config had changed, or another replica was faster. */
  again?: true;
}

const nothing = (outcome: PassResult['outcome']): PassResult => ({
  ...{ outcome, touched: [], changes: [], deliveries: 0, told: [], hidden: [] },
  ...(outcome === 'conflict' && { again: true as const }),
});

/** Looks at the remote and tells the ledger and the library what is new. Errors of git come through, typed. */
export async function pass(source: Source, parts: Parts): Promise<PassResult> {
  const head = await source.fetch(parts.signal);
  if ('empty' in head) return nothing('empty');
  await parts.learnt?.(head.branch);
  return passTo(source, head.commit, parts);
}

/** The pass to a given commit of the mirror. */
export async function passTo(source: Source, head: string, parts: Parts): Promise<PassResult> {
  const state = await parts.ledger.source(source.name);
  let result = nothing('current');
  await parts.library.change(async (writer) => {
    result = state ? await follow(source, state.cursor, head, writer, parts) : await begin(source, head, writer, parts);
    return result.outcome !== 'conflict';
  });
  return result;
}

/** The first pass: the present is the baseline, and only the newest changes are told, if asked. */
async function begin(source: Source, head: string, writer: Writer, parts: Parts): Promise<PassResult> {
  const now = parts.now().toISOString();
  writer.clear(source.name);
  writer.load();
  const { records, tracks } = await baseline(source, head, writer, parts.report);
  writer.loaded();
  writer.setHead(source.name, head, source.fingerprint);
  const { announceLatest, massChange } = source.config;
  const recent = await seeds(source, { tracks, records, now }, announceLatest);
  const changes = recent.map((seed) => seed.change);
  const teller = new Teller(source, writer, parts);
  const told: Told[] = [];
  for (const { change, record, node } of telling(recent, announceLatest))
    told.push(...(await teller.told({ decision: { change, record }, node })));
  const planned = await teller.outcome(told, [], Math.max(massChange, announceLatest), now);
  const record: PassRecord = {
    source: source.name,
    to: head,
    at: now,
    nodes: records,
    changes,
    dropped: [],
    past: beginning(head),
    ...planned,
  };
  const done = await parts.ledger.commit(record);
  return done ? { ...nothing('first'), changes, deliveries: planned.deliveries.length } : nothing('conflict');
}

/** Every later pass. */
async function follow(source: Source, cursor: string, head: string, writer: Writer, parts: Parts): Promise<PassResult> {
  const now = parts.now().toISOString();
  const reconsidered = await catchUp(source, cursor, parts.ledger, writer, now, parts.report);
  if (reconsidered.length > 0)
    return { ...(await commit(source, cursor, cursor, reconsidered, now, writer, parts)), again: true };
  if (cursor === head) return nothing('current');
  const { steps, rewritten } = await stepsBetween(source, cursor, head, parts.ledger);
  if (rewritten)
    parts.log.warn({ source: source.name, from: cursor, to: head }, 'history was rewritten; trees were compared');
  const traces = await trace(source, steps, parts.ledger, now);
  const compared = await compare(source, traces, now, parts.pace ?? source.pace, parts.report);
  return commit(source, cursor, head, compared, now, writer, parts);
}

/** Applies the decisions to the library, plans what is told, and writes all of it to the ledger, or nothing. */
async function commit(
  source: Source,
  from: string,
  to: string,
  compared: readonly Compared[],
  now: string,
  writer: Writer,
  parts: Parts,
): Promise<PassResult> {
  const touched = compared.flatMap((c) => apply(c, writer));
  for (const node of writer.relink()) touched.push({ before: node, after: node });
  writer.setHead(source.name, to, source.fingerprint);
  const teller = new Teller(source, writer, parts);
  const told: Told[] = [];
  for (const each of compared) told.push(...(await teller.told(each)));
  const undone = compared.flatMap((each) => teller.undone(each));
  const planned = await teller.outcome(told, undone, source.config.massChange, now);
  const changes = told.map((t) => t.change);
  const dropped = undone.map(({ changeId }) => changeId);
  const nodes = compared.map(({ decision }) => decision.record);
  const record: PassRecord = { source: source.name, from, to, at: now, nodes, changes, dropped, ...planned };
  if (!(await parts.ledger.commit(record))) return nothing('conflict');
  const hidden = nodes.filter(({ state }) => state === 'hidden').map(({ path }) => path);
  return { outcome: 'changed', touched, changes, deliveries: planned.deliveries.length, told, hidden };
}

function apply({ decision, node, formerPaths }: Compared, writer: Writer): { before?: Node; after?: Node }[] {
  const { record } = decision;
  const before = writer.get(record.id);
  // A node that is away may come back: links to where it was will find it then.
  for (const path of formerPaths) writer.formerPath(record.source, path, record.id);
  if (record.state !== 'live' || !node) {
    writer.remove(record.id);
    return before ? [{ before }] : [];
  }
  const after = nodeOf(record, node);
  writer.put(after);
  return [{ before, after }];
}
