/** The versions of one node. However many there are, only those that somebody asks for are read. */
import { setImmediate } from 'node:timers/promises';
import type { Difference } from '../change/change.ts';
import type { FileVersion } from '../git/versions.ts';
import type { HistorySource, Readings } from './readings.ts';

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
}

export interface ListedRevision extends Revision {
  /** Former path, where this version moved it. */
  from?: string;
  /** What it changed; absent for the oldest, and where nothing but white space or the path changed. */
  difference?: Difference;
}

/** Some of the versions, newest first, and those around them. */
export interface Listed {
  /** Of all. */
  newest?: Revision;
  /** The one after the first of these. */
  after?: Revision;
  revisions: ListedRevision[];
  /** The one before the last of these; absent where that is the first version of all. */
  before?: Revision;
}

const KEY = 12;

/**
 * Only versions that are public: going back, the first one that was a draft, excluded or withdrawn ends the list, for what
 * came before it was taken back.
 */
export class Revisions {
  readonly #source: HistorySource;
  readonly #versions: readonly FileVersion[];
  readonly #readings: Readings;
  /** So many from the newest on are known to be public. */
  #known = 0;
  #ended = false;

  /** `versions`: newest first, public or not. */
  constructor(source: HistorySource, versions: readonly FileVersion[], readings: Readings) {
    this.#source = source;
    this.#versions = versions;
    this.#readings = readings;
  }

  /** Public or not. */
  get length(): number {
    return this.#versions.length;
  }

  /** Paths it has had, public or not, the latest first. */
  get paths(): string[] {
    return [...new Set(this.#versions.map(({ path }) => path))];
  }

  /** How many there are, looked at no further than `most`. */
  async count(most: number): Promise<number> {
    while (!this.#ended && this.#known < most) {
      const at = this.#known;
      const version = this.#versions[at];
      const live = version !== undefined && (await this.#readings.isLive(this.#source, version));
      // Somebody else may have asked at the same time, and was answered the same.
      if (!live) this.#ended = true;
      else if (at === this.#known) this.#known++;
    }
    return Math.min(this.#known, most);
  }

  /** `from`: how many newer ones are left out. */
  async list(from: number, count: number): Promise<Listed> {
    const known = await this.count(from + count + 1);
    const revisions: ListedRevision[] = [];
    for (let at = from; at < Math.min(from + count, known); at++) {
      revisions.push(await this.#listed(at, known));
      // Texts may be at hand already: others wait for their answers meanwhile.
      await setImmediate();
    }
    const one = (at: number) => (at >= 0 && at < known ? this.#revision(at) : undefined);
    return { newest: one(0), after: one(from - 1), revisions, before: one(from + count) };
  }

  /** The newest that fits, if that one is public. */
  async newest(fits: (version: FileVersion) => boolean): Promise<Revision | undefined> {
    const at = this.#versions.findIndex(fits);
    return (await this.#isKnown(at)) ? this.#revision(at) : undefined;
  }

  /** Those of these keys that are public, newest first. */
  async named(keys: readonly string[]): Promise<Revision[]> {
    const found: Revision[] = [];
    for (const [at, { commit }] of this.#versions.entries())
      if (keys.includes(commit.slice(0, KEY)) && (await this.#isKnown(at))) found.push(this.#revision(at));
    return found;
  }

  async #isKnown(at: number): Promise<boolean> {
    return at >= 0 && (await this.count(at + 1)) > at;
  }

  #revision(at: number): Revision {
    const { commit, path, oid, at: instant } = this.#versions[at]!;
    return { key: commit.slice(0, KEY), commit, at: instant, path, oid };
  }

  async #listed(at: number, known: number): Promise<ListedRevision> {
    const [now, before] = [this.#versions[at]!, at + 1 < known ? this.#versions[at + 1] : undefined];
    if (!before) return this.#revision(at);
    const difference = await this.#readings.difference(this.#source, before, now);
    return {
      ...this.#revision(at),
      ...(before.path === now.path ? {} : { from: before.path }),
      ...(difference ? { difference } : {}),
    };
  }
}
