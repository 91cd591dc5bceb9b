/** What a node was before: its versions, what each changed, and any two of them word by word. */
import { Lru } from '../feed/lru.ts';
import { allVersions, type FileVersion, fileVersions, oidAt } from '../git/versions.ts';
import type { Node, ParsedNode } from '../node/node.ts';
import { type HistorySource, Readings } from './readings.ts';
import { type Listed, type Revision, Revisions } from './revisions.ts';
import { type Stretch, wordDiff } from './word-diff.ts';

export type { HistorySource } from './readings.ts';
export type { Listed, ListedRevision, Revision } from './revisions.ts';

export interface Version {
  revision: Revision;
  text: string;
  node: ParsedNode;
}

/** Two versions, the older one first, or one twice. */
export interface Comparison {
  before: Revision;
  after: Revision;
  stretches: Stretch[];
}

/** Where a node is. */
type Place = Pick<Node, 'source' | 'path'>;

/** Versions of the histories that are kept: whoever reads one is about to compare its versions. */
const KEPT = 100_000;
/** Former paths at which a commit is looked for, each by a git process. */
const PATHS = 20;
const NONE: Listed = { revisions: [] };

export class Histories {
  readonly #sources: readonly HistorySource[];
  readonly #readings = new Readings();
  readonly #kept = new Lru<{ made: Promise<Revisions>; length: number }>(KEPT, ({ length }) => length);
  readonly #head: (source: string) => string | undefined;
  /** Of all files, by mirror and commit. */
  readonly #all: Map<string, Promise<Map<string, FileVersion[]>>> | undefined;

  /** `head`: the commit that readers see of a source. `all`: every history is going to be asked for. */
  constructor(sources: readonly HistorySource[], head: (source: string) => string | undefined, all = false) {
    this.#sources = sources;
    this.#head = head;
    this.#all = all ? new Map() : undefined;
  }

  /** `count` versions, newest first, after `from` newer ones. */
  async list(node: Place, from: number, count: number): Promise<Listed> {
    return (await this.#of(node))?.list(from, count) ?? NONE;
  }

  /** How many versions there are; undefined where that is more than `most`. */
  async count(node: Place, most: number): Promise<number | undefined> {
    const count = (await (await this.#of(node))?.count(most + 1)) ?? 0;
    return count > most ? undefined : count;
  }

  async newest(node: Place): Promise<Revision | undefined> {
    return (await this.#of(node))?.newest(() => true);
  }

  /**
   * The version that a year, month, day or instant (ISO, UTC) ended with, or that stood at a commit (4 letters of its
   * hash or more). Undefined where there is none, or none that is public.
   */
  async find(node: Place, when: string): Promise<Revision | undefined> {
    const wanted = when.trim().toLowerCase();
    const revisions = await this.#of(node);
    if (/^\d{4}(-\d\d(-\d\d)?)?$/.test(wanted))
      return revisions?.newest(({ at }) => at.slice(0, wanted.length) <= wanted);
    if (!/^[0-9a-f]{4,40}$/.test(wanted)) {
      const instant = /^\d{4}-\d\d-\d\d[t ]\d\d/.test(wanted) ? Date.parse(wanted) : Number.NaN;
      return revisions?.newest(({ at }) => Date.parse(at) <= instant);
    }
    const own = await revisions?.newest(({ commit }) => commit.startsWith(wanted));
    return own ?? (revisions && this.#standing(node, wanted, revisions));
  }

  /** The version that a commit which changed something else left as it was. */
  async #standing({ source }: Place, commit: string, revisions: Revisions): Promise<Revision | undefined> {
    const gitDir = this.#sourceOf(source)?.mirror.gitDir;
    if (gitDir === undefined) return undefined;
    for (const path of revisions.paths.slice(0, PATHS)) {
      const oid = await oidAt(gitDir, commit, path);
      const found = oid && (await revisions.newest((version) => version.oid === oid && version.path === path));
      if (found) return found;
    }
    return undefined;
  }

  /** A version with its text, found as by `find`. */
  async asOf(node: Place, when: string): Promise<Version | undefined> {
    const source = this.#sourceOf(node.source);
    const revision = await this.find(node, when);
    const text = revision && (await source?.text(revision.oid));
    if (!source || !revision || text === undefined) return undefined;
    return { revision, text, node: source.parse(text, revision.path) };
  }

  /** Those of the versions with these keys that are public, newest first. */
  async named(node: Place, keys: readonly string[]): Promise<Revision[]> {
    return (await this.#of(node))?.named(keys) ?? [];
  }

  /** Any two versions by their keys, in either order, or one with itself; undefined where one is not public. */
  async compare(node: Place, one: string, other: string): Promise<Comparison | undefined> {
    const source = this.#sourceOf(node.source);
    const [after, before] = await this.named(node, [one, other]);
    if (!source || !after || (!before && one !== other)) return undefined;
    if (!before) return { before: after, after, stretches: [] };
    const [old, now] = await Promise.all([source.text(before.oid), source.text(after.oid)]);
    return { before, after, stretches: wordDiff(old ?? '', now ?? '') };
  }

  #sourceOf(name: string): HistorySource | undefined {
    return this.#sources.find((source) => source.name === name);
  }

  /** Undefined where nothing is read yet. */
  #of(node: Place): Promise<Revisions> | undefined {
    const source = this.#sourceOf(node.source);
    const head = this.#head(node.source);
    if (!source || head === undefined) return undefined;
    const key = `${head} ${node.source} ${node.path}`;
    const known = this.#kept.get(key);
    if (known) return known.made;
    const made = this.#versions(source, head, node.path).then((all) => new Revisions(source, all, this.#readings));
    this.#kept.set(key, { made, length: 1 });
    made.then(
      ({ length }) => this.#kept.set(key, { made, length: length + 1 }),
      () => this.#kept.delete(key),
    );
    return made;
  }

  async #versions({ mirror: { gitDir } }: HistorySource, head: string, path: string): Promise<FileVersion[]> {
    if (!this.#all) return fileVersions(gitDir, head, path);
    const key = `${gitDir} ${head}`;
    const all = this.#all.get(key) ?? allVersions(gitDir, head);
    this.#all.set(key, all);
    return (await all).get(path) ?? [];
  }
}
