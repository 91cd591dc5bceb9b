/** What one pass means for one node: its new record, and the change to be told, if any. Pure. */
import type { Change, ChangeKind, ChangeRecord, Difference, Grade, NodeRecord, NodeState, Version } from './change.ts';
import { changeId } from './identity.ts';
import type { Stay } from './stay.ts';

export interface Pace {
  /** Milliseconds: tell after this much quiet, at the latest after the second. */
  settle: number;
  settleAtMost: number;
}

export interface Touched {
  /** As it was before the pass; absent for a node nobody knew. */
  before?: NodeRecord;
  /** As the pass leaves it, dates included. */
  after: NodeRecord;
  /** The change of this node that is not told yet. */
  open?: ChangeRecord;
  /** Grade and difference between the last told text and the present one; `none` where either is missing. */
  grade: Grade;
  difference?: Difference;
  title: string;
  emoji?: string;
  /** Last commit that touched it. */
  commit: string;
  at: string;
  /** How its steps brought it into public view and out of it. */
  stay?: Stay;
  /** The commit that began its last burst of steps, or what else the change's id is made of. */
  began?: string;
}

export interface Decision {
  record: NodeRecord;
  change?: ChangeRecord;
  /** Id of an open change that came to nothing. */
  dropped?: string;
}

/** Where the public left the node: before the open change, or else before this pass. */
export function told(touched: Pick<Touched, 'before' | 'open'>): { state: NodeState | 'unborn'; version?: Version } {
  const { before, open } = touched;
  if (open?.kind === 'created') return { state: 'unborn' };
  if (open) return { state: open.kind === 'restored' ? 'removed' : 'live', version: open.before };
  if (!before) return { state: 'unborn' };
  if (before.state !== 'live' && !before.removedAt) return { state: 'unborn' };
  // What a draft held is nobody's to hear of: a node that comes back is not compared with what it was while away.
  return before.state === 'live'
    ? { state: 'live', version: { path: before.path, oid: before.oid } }
    : { state: before.state };
}

export function decide(touched: Touched, now: string, pace: Pace): Decision {
  const { open } = touched;
  const record = leaving(touched);
  const was = told(touched);
  const kind = kindOf(
    was.state,
    record.state,
    was.version?.path,
    record.path,
    touched.grade,
    was.version?.oid !== record.oid,
  );
  if (!kind) return open ? { record, dropped: open.id } : { record };
  const change = describe(touched, record, kind, was.version);
  const firstAt = open?.firstAt ?? now;
  return { record, change: { ...change, firstAt, settlesAt: settlesAt(kind, firstAt, now, pace) } };
}

/** Keeps when a node left the public; coming back does not forget it, so that a return can be told from a birth. */
function leaving({ before, after, at, stay }: Touched): NodeRecord {
  const hides = before?.state === 'live' && after.state !== 'live';
  const left = stay?.left ?? (hides ? { at, from: { path: before.path, oid: before.oid } } : undefined);
  if (left) return { ...after, removedAt: left.at, removedFrom: left.from };
  return { ...after, removedAt: before?.removedAt, removedFrom: before?.removedFrom };
}

function kindOf(
  was: NodeState | 'unborn',
  is: NodeState,
  from: string | undefined,
  to: string,
  grade: Grade,
  otherText: boolean,
): ChangeKind | undefined {
  if (is !== 'live') return was === 'live' ? 'removed' : undefined;
  if (was === 'unborn') return 'created';
  if (was !== 'live') return 'restored';
  if (from !== to) return 'moved';
  return otherText && grade !== 'none' ? 'revised' : undefined;
}

function describe(touched: Touched, record: NodeRecord, kind: ChangeKind, version: Version | undefined): Change {
  const { open, commit, at, title, emoji } = touched;
  const change: Change = {
    id: open?.id ?? changeId(record.id, beginning(touched, kind)),
    source: record.source,
    nodeId: record.id,
    kind,
    grade: kind === 'created' || kind === 'removed' || kind === 'restored' ? 'substantial' : touched.grade,
    path: record.path,
    title,
    emoji,
    commit,
    at,
  };
  if (version) change.before = version;
  if (version && version.path !== record.path) change.from = version.path;
  if (record.state === 'live') change.after = { path: record.path, oid: record.oid };
  if (kind !== 'created' && kind !== 'removed' && touched.difference) change.difference = touched.difference;
  return change;
}

/** The commit that a change's id is made of: one that a rebuild from the whole history finds too. */
function beginning({ stay, began, commit }: Touched, kind: ChangeKind): string {
  if (kind === 'removed') return stay?.left?.commit ?? began ?? commit;
  if (kind === 'created' || kind === 'restored') return stay?.entered?.commit ?? began ?? commit;
  return began ?? commit;
}

/** A removal never waits: what is posted must go. */
function settlesAt(kind: ChangeKind, firstAt: string, now: string, pace: Pace): string {
  if (kind === 'removed') return now;
  const quiet = Date.parse(now) + pace.settle;
  const latest = Date.parse(firstAt) + pace.settleAtMost;
  return new Date(Math.max(Date.parse(now), Math.min(quiet, latest))).toISOString();
}
