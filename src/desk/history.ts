/** What a node was before: its versions, what each changed, and any two of them word by word. */

import type { Difference, NodeState } from '../change/change.ts';
import { difference, type Read } from '../change/compare.ts';
import { Lru } from '../feed/lru.ts';
import { allVersions, type FileVersion, fileVersions, oidAt } from '../git/versions.ts';
import type { Node, ParsedNode } from '../node/node.ts';
import { type Stretch, wordDiff } from './word-diff.ts';

/** The part of a source that histories read. */
export interface HistorySource {
  name: string;
  mirror: { gitDir: string };
  text(oid: string): Promise<string | undefined>;
  parse(text: string, path: string): ParsedNode;
  state(path: string, node: ParsedNode | undefined): NodeState;
}

/** A version of a node. */
export interface Revision {
  /** The first letters of its commit, by which it is asked for. */
  key: string;
  /** Full hash. */
  commit: string;
  /** ISO instant. */
  at: string;
  path: string;
  oid: string;
  /** Former path, where this version moved it. */
  from?: string;
  /** What it changed; absent for the oldest, and where nothing but white space or the path changed. */
  difference?: Difference;
}

export interface Version {
  revision: Revision;
  text: string;
  node: ParsedNode;
}

/** Two versions, the older one first. */
export interface Comparison {
  before: Revision;
  after: Revision;
  stretches: Stretch[];
}

/** Versions that are listed. */
const LIMIT = 60;
const KEY = 12;
/** Histories that are kept: whoever reads one is about to compare its versions. */
const KEPT = 50;

export class Histories {
  readonly #sources: readonly HistorySource[];
  readonly #kept = new Lru<Promise<Revision[]>>(KEPT, () => 1);
  readonly #head: (source: string) => string | undefined;
  /** Of all files, by mirror and commit. */
  readonly #all: Map<string, Promise<Map<string, FileVersion[]>>> | undefined;

  /** `head`: the commit that readers see of a source. `all`: every history is going to be asked for. */
  constructor(sources: readonly HistorySource[], head: (source: string) => string | undefined, all = false) {
    this.#sources = sources;
    this.#head = head;
    this.#all = all ? new Map() : undefined;
  }

  /**
   * Newest first. Only versions that are public: going back, the first one that was a draft, excluded or withdrawn ends
   * the list, for what came before it was taken back.
   */
  of(node: Pick<Node, 'source' | 'path'>): Promise<Revision[]> {
    const source = this.#sources.find(({ name }) => name === node.source);
    const head = this.#head(node.source);
    if (!source || head === undefined) return Promise.resolve([]);
    const key = `${head} ${node.source} ${node.path}`;
    const known = this.#kept.get(key);
    if (known) return known;
    const made = this.#versions(source, head, node.path).then((versions) => revisionsOf(source, versions));
    this.#kept.set(key, made);
    made.catch(() => this.#kept.delete(key));
    return made;
  }

  async #versions({ mirror: { gitDir } }: HistorySource, head: string, path: string): Promise<FileVersion[]> {
    if (!this.#all) return fileVersions(gitDir, head, path, LIMIT);
    const key = `${gitDir} ${head}`;
    const all = this.#all.get(key) ?? allVersions(gitDir, head, LIMIT);
    this.#all.set(key, all);
    return (await all).get(path) ?? [];
  }

  /**
   * The version that a year, month, day or instant (ISO, UTC) ended with, or that stood at a commit (4 letters of its
   * hash or more). Undefined where there is none, or none that is public.
   */
  async find(node: Pick<Node, 'source' | 'path'>, when: string): Promise<Revision | undefined> {
    const wanted = when.trim().toLowerCase();
    const revisions = await this.of(node);
    if (/^\d{4}(-\d\d(-\d\d)?)?$/.test(wanted)) return revisions.find(({ at }) => at.slice(0, wanted.length) <= wanted);
    if (!/^[0-9a-f]{4,40}$/.test(wanted)) {
      const instant = /^\d{4}-\d\d-\d\d[t ]\d\d/.test(wanted) ? Date.parse(wanted) : Number.NaN;
      return revisions.find(({ at }) => Date.parse(at) <= instant);
    }
    const own = revisions.find(({ commit }) => commit.startsWith(wanted));
    return own ?? this.#standing(node, wanted, revisions);
  }

  /** The version that a commit which changed something else left as it was. */
  async #standing({ source }: Pick<Node, 'source'>, commit: string, revisions: Revision[]) {
    const gitDir = this.#sources.find(({ name }) => name === source)?.mirror.gitDir;
    if (gitDir === undefined) return undefined;
    for (const path of new Set(revisions.map((revision) => revision.path))) {
      const oid = await oidAt(gitDir, commit, path);
      const found = oid && revisions.find((revision) => revision.oid === oid && revision.path === path);
      if (found) return found;
    }
    return undefined;
  }

  /** A version with its text, found as by `find`. */
  async asOf(node: Pick<Node, 'source' | 'path'>, when: string): Promise<Version | undefined> {
    const source = this.#sources.find(({ name }) => name === node.source);
    const revision = await this.find(node, when);
    const text = revision && (await source?.text(revision.oid));
    if (!source || !revision || text === undefined) return undefined;
    return { revision, text, node: source.parse(text, revision.path) };
  }

  /** Two of the versions that `of` lists, in either order; undefined where it does not list them. */
  async compare(node: Pick<Node, 'source' | 'path'>, one: string, other: string): Promise<Comparison | undefined> {
    const source = this.#sources.find(({ name }) => name === node.source);
    const revisions = await this.of(node);
    const [newer, older] = revisions.filter(({ key }) => key === one || key === other);
    if (!source || !newer || !older) return undefined;
    const [before, after] = await Promise.all([source.text(older.oid), source.text(newer.oid)]);
    return { before: older, after: newer, stretches: wordDiff(before ?? '', after ?? '') };
  }
}

async function revisionsOf(source: HistorySource, versions: readonly FileVersion[]): Promise<Revision[]> {
  const revisions: Revision[] = [];
  let newer: Read | undefined;
  for (const version of versions) {
    const { commit, at, oid } = version;
    const read = await readOf(source, version.path, oid);
    if (!read) break;
    const before = revisions.at(-1);
    if (before && newer) {
      before.difference = before.oid === oid ? undefined : difference(read, newer);
      if (before.path !== version.path) before.from = version.path;
    }
    revisions.push({ key: commit.slice(0, KEY), commit, at, path: version.path, oid });
    newer = read;
  }
  return revisions;
}

/** Undefined where the version is not public. */
async function readOf(source: HistorySource, path: string, oid: string): Promise<Read | undefined> {
  const text = await source.text(oid);
  if (text === undefined) return undefined;
  const node = source.parse(text, path);
  return source.state(path, node) === 'live' ? { text, node } : undefined;
}
