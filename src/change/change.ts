/** What a range of commits did to one node, as plain data. */

export type ChangeKind = 'created' | 'revised' | 'moved' | 'removed' | 'restored';

/**
 * How much of a node's text changed: `none` (white space only), `minor` (dates, punctuation, link targets,
 * a few words), `substantial` (all else).
 */
export type Grade = 'none' | 'minor' | 'substantial';

export interface FromTo {
  from?: string;
  to?: string;
}

export interface AddedRemoved {
  added: string[];
  removed: string[];
}

export interface SectionRevision {
  title: string;
  /** Words added to and cut from the section. */
  added: number;
  cut: number;
}

/** What is different between two texts of one node. Absent parts are the same in both. */
export interface Difference {
  title?: FromTo;
  tagline?: FromTo;
  status?: FromTo;
  sections?: AddedRemoved & { revised: SectionRevision[] };
  tags?: AddedRemoved;
  constellation?: AddedRemoved;
  /** Titles of references. */
  references?: AddedRemoved;
  /** Words of the whole text. */
  words: { added: number; cut: number };
}

/** Where a version of a node's text lies in git. */
export interface Version {
  path: string;
  oid: string;
}

export interface Change {
  /** UUID derived from the node and the commit that began the change: the same after a rebuild. */
  id: string;
  source: string;
  nodeId: string;
  kind: ChangeKind;
  grade: Grade;
  /** Present path, or the last one of a removed node. */
  path: string;
  /** Former path, where it differs. */
  from?: string;
  /** Title and emoji after the change; before it, for a removal. */
  title: string;
  emoji?: string;
  /** The last commit of the change, full hash. */
  commit: string;
  /** ISO instant of that commit. */
  at: string;
  /** Present on revised nodes, also on moved or restored ones whose text differs. */
  difference?: Difference;
  before?: Version;
  after?: Version;
}

/** `hidden`: a draft, a file outside the source's globs, or one that cannot be read. */
export type NodeState = 'live' | 'hidden' | 'removed';

/** Who a node is, as the ledger keeps it. */
export interface NodeRecord {
  source: string;
  id: string;
  /** Present path, or the last one when removed. */
  path: string;
  /** First path of its rename chain and how many nodes were born there before it: what the id is made of. */
  birthPath: string;
  ordinal: number;
  oid: string;
  state: NodeState;
  /** ISO instants. */
  published: string;
  updated: string;
  /** When its file went, on a node that is removed: the path's next file is the node that went from there last. */
  goneAt?: string;
  /** When it last left the public; absent on a node that never was live or never left. */
  removedAt?: string;
  /** What the public saw last before that: of what came after, nothing may be told. */
  removedFrom?: Version;
}

/** A change as kept: still open while its node has not been quiet for long enough. */
export interface ChangeRecord extends Change {
  /** ISO instant when its first commit was seen. */
  firstAt: string;
  /** ISO instant from which it is told; while that lies ahead, later commits extend the change. */
  settlesAt: string;
}
