/**
 * Follows nodes through commits: who lives at which path, was born when, moved, died, came back.
 * Rules: docs/decisions/0004-ids-from-history.md. Pure: the same steps give the same nodes on every machine.
 */
import { nodeId } from './identity.ts';

/** One file of a step, as git's raw diff says it. */
export interface FileChange {
  status: 'A' | 'M' | 'D' | 'R';
  path: string;
  from?: string;
  /** Absent for `D`. */
  oid: string;
  oldOid?: string;
}

/** One commit on the branch's first-parent line. */
export interface Step {
  commit: string;
  /** ISO instant. */
  at: string;
  changes: FileChange[];
}

/** A node known before the first step. */
export interface Known {
  id: string;
  path: string;
  birthPath: string;
  ordinal: number;
  oid: string;
  published: string;
  updated: string;
  gone: boolean;
}

/** A text a node got in one of the steps. */
export interface TextStep {
  at: string;
  commit: string;
  oid: string;
  /** Absent when there was none before: born or back. */
  oldOid?: string;
}

/** Where one of the steps left a node. */
export interface Standing {
  at: string;
  commit: string;
  path: string;
  /** Its text; absent where it is gone. */
  oid?: string;
  /** Counts through the standings of all nodes, in the order of the steps and of what each did. */
  nr: number;
}

/** A node touched by the steps, as they left it. */
export interface Track {
  id: string;
  birthPath: string;
  ordinal: number;
  /** ISO instant of birth. */
  published: string;
  path: string;
  oid: string;
  alive: boolean;
  /** Former paths, oldest first. */
  formerPaths: string[];
  /** Its texts in the steps, oldest first; pure moves add none. */
  texts: TextStep[];
  /** One for each step that touched it, oldest first. */
  standings: Standing[];
  /** Last step that touched it. */
  last: { commit: string; at: string };
}

export class Lineage {
  readonly #namespace: string;
  readonly #living = new Map<string, Track>();
  /** Gone nodes by their last path; the last of a list went last. */
  readonly #gone = new Map<string, Track[]>();
  readonly #births = new Map<string, number>();
  readonly #touched = new Map<string, Track>();
  #standings = 0;

  /**
   * `known`: every node whose present, last or first path one of the steps touches, those that are gone in the order in
   * which they went; none for a whole history.
   */
  constructor(namespace: string, known: Iterable<Known> = []) {
    this.#namespace = namespace;
    for (const node of known) this.#remember(node);
  }

  /** Nodes touched so far, in the order they were first touched. */
  get touched(): Iterable<Track> {
    return this.#touched.values();
  }

  apply(step: Step): void {
    const changes = withExactSwaps(step.changes);
    // Everything that leaves its path leaves first, so that chains and swaps of renames find their paths free.
    const movers = new Map<string, Track>();
    for (const change of changes) {
      const leaving = change.status === 'D' ? change.path : change.status === 'R' ? change.from : undefined;
      const track = leaving === undefined ? undefined : this.#living.get(leaving);
      if (!track || leaving === undefined) continue;
      this.#living.delete(leaving);
      if (change.status === 'D') this.#bury(track, step);
      else movers.set(leaving, track);
    }
    for (const change of changes) if (change.status !== 'D') this.#arrive(change, step, movers);
  }

  #arrive(change: FileChange, step: Step, movers: ReadonlyMap<string, Track>): void {
    const mover = change.status === 'R' ? movers.get(change.from ?? '') : undefined;
    const track = mover ?? this.#living.get(change.path) ?? this.#revive(change.path) ?? this.#beget(change, step);
    if (track.path !== change.path) {
      track.formerPaths.push(track.path);
      track.path = change.path;
    }
    this.#living.set(change.path, track);
    const oldOid = track.alive ? track.oid : undefined;
    if (oldOid !== change.oid) track.texts.push({ at: step.at, commit: step.commit, oid: change.oid, oldOid });
    track.oid = change.oid;
    track.alive = true;
    this.#touch(track, step);
  }

  #bury(track: Track, step: Step): void {
    track.alive = false;
    const gone = this.#gone.get(track.path);
    if (gone) gone.push(track);
    else this.#gone.set(track.path, [track]);
    this.#touch(track, step);
  }

  /** A node that is added again where it was removed is itself again. */
  #revive(path: string): Track | undefined {
    return this.#gone.get(path)?.pop();
  }

  #beget(change: FileChange, step: Step): Track {
    const ordinal = this.#births.get(change.path) ?? 0;
    this.#births.set(change.path, ordinal + 1);
    return {
      id: nodeId(this.#namespace, change.path, ordinal),
      birthPath: change.path,
      ordinal,
      published: step.at,
      path: change.path,
      oid: '',
      alive: false,
      formerPaths: [],
      texts: [],
      standings: [],
      last: step,
    };
  }

  #touch(track: Track, { commit, at }: Step): void {
    track.last = { commit, at };
    const oid = track.alive ? track.oid : undefined;
    track.standings.push({ at, commit, path: track.path, oid, nr: this.#standings++ });
    this.#touched.set(track.id, track);
  }

  #remember(node: Known): void {
    const { id, birthPath, ordinal, published, path, oid, updated } = node;
    const last = { commit: '', at: updated };
    const track: Track = {
      id,
      birthPath,
      ordinal,
      published,
      path,
      oid,
      alive: !node.gone,
      formerPaths: [],
      texts: [],
      standings: [],
      last,
    };
    this.#births.set(birthPath, Math.max(this.#births.get(birthPath) ?? 0, ordinal + 1));
    if (!node.gone) this.#living.set(path, track);
    else this.#gone.set(path, [...(this.#gone.get(path) ?? []), track]);
  }
}

/**
 * git says "modified, modified" when files swap paths. Where the new texts are exactly each other's old ones, in a
 * ring of two or more, the nodes moved; in every other case the path decides.
 */
function withExactSwaps(changes: FileChange[]): FileChange[] {
  const origin = new Map<string, FileChange | undefined>();
  for (const change of changes) {
    if (change.status !== 'M' || !change.oldOid) continue;
    origin.set(change.oldOid, origin.has(change.oldOid) ? undefined : change);
  }
  if (origin.size < 2) return changes;
  const from = (change: FileChange) => (change.status === 'M' ? origin.get(change.oid) : undefined);
  const closes = (start: FileChange): boolean => {
    const seen = new Set<FileChange>();
    let at = from(start);
    while (at && at !== start && !seen.has(at)) {
      seen.add(at);
      at = from(at);
    }
    return at === start && seen.size > 0;
  };
  return changes.map((change) => {
    const source = from(change);
    return source && closes(change) ? { ...change, status: 'R' as const, from: source.path } : change;
  });
}
