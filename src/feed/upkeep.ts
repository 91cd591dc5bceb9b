/**
 * Built feeds kept up to date: one build of a feed at a time, those that a pass touched rebuilt and swapped in together,
 * and the last good documents served until then.
 */
import { setImmediate } from 'node:timers/promises';
import { partsOf } from './archive.ts';
import { Builds } from './builds.ts';
import { type Written, writtenIn } from './cuts.ts';
import type { Document } from './document.ts';
import type { Absent, FeedFormat, FeedName } from './feed.ts';
import type { Keep } from './keep.ts';
import { isBuilt, type Maker } from './maker.ts';
import { News } from './news.ts';
import type { FeedStoreParts, Touch } from './parts.ts';
import type { Profiles } from './profiles.ts';
import { NotReady } from './ready.ts';
import type { Built } from './shelf.ts';
import { type IsTouched, Stale, touchedAmong } from './stale.ts';

export class Upkeep {
  readonly #parts: FeedStoreParts;
  readonly #profiles: Profiles;
  readonly #keep: Keep;
  readonly #builds: Builds;
  readonly #stale: Stale;
  /** Also of what a reader's request brought up to date between passes: the next one tells of it too. */
  readonly #news = new News();
  #refreshing: Promise<Document[]> = Promise.resolve([]);
  /** Whether disk does not know yet what all of it is made of. */
  #isNew: boolean;

  constructor(parts: FeedStoreParts, profiles: Profiles, maker: Maker, keep: Keep) {
    this.#parts = parts;
    this.#profiles = profiles;
    this.#keep = keep;
    this.#isNew = parts.shelf !== undefined && parts.shelf.state === undefined;
    this.#stale = new Stale(parts);
    this.#builds = new Builds({ maker, keep, stale: this.#stale, news: this.#news, log: parts.log });
  }

  /** As it is served now. Throws only when its first build fails, and NotReady where that cannot be begun yet. */
  async built(asked: FeedName): Promise<Built | Absent> {
    const kept = this.#builds.kept(asked);
    if (kept && !this.#stale.isDue(asked, kept)) return kept;
    const name = this.#profiles.canonical(asked);
    if (name === undefined) return undefined;
    const good = this.#builds.kept(name);
    const isReady = this.#isReady(name);
    if (good && !(isReady && this.#stale.isDue(name, good))) return good;
    if (!isReady) throw new NotReady();
    const work = this.#builds.build(name);
    if (!good) return work;
    work.catch(() => undefined);
    return good;
  }

  /** Whether a document is what its feed is until the next one is put in its place. */
  isLasting(name: FeedName, format: FeedFormat, document: Document): boolean {
    const kept = this.#builds.kept(name);
    return kept?.documents[format] === document && this.#stale.isLasting(name, kept);
  }

  /**
   * Rebuilds the kept feeds that are touched, and of stale ones those in use and some others, all in one step; resolves
   * to the documents whose bytes changed. `touched` undefined: all are stale. Never rejects.
   */
  renew(touched: readonly Touch[] | undefined, isTouched: IsTouched): Promise<Document[]> {
    const doubtful = this.#profiles.forget(touched);
    const { running, unasked } = this.#builds;
    this.#refreshing = this.#refreshing
      .then(async () => {
        const names = new Set([...this.#keep.names(), ...running]);
        // Of those that were good until now, what is not doubtful is taken over.
        const good = new Set(doubtful && [...names].filter((name) => !this.#stale.has(name)));
        if (!touched) for (const name of names) this.#stale.add(name);
        const due = await touchedAmong(names, isTouched);
        const before = await this.#refresh([...new Set([...due, ...this.#portion(running)])], (name) =>
          doubtful && good.has(name) ? this.#writtenIn(name, doubtful) : undefined,
        );
        for (const [one, was] of before) if (was || !unasked.has(one.name)) this.#news.note(was, one);
        return this.#news.take();
      })
      .catch((err) => {
        this.#stale.refreshed();
        this.#parts.log.error({ err }, 'feeds could not be brought up to date; the last good ones are served');
        return [];
      });
    return this.#refreshing;
  }

  /** Takes the kept ones among the feeds down, archives too, until they can be built. */
  withhold(feeds: ReadonlySet<FeedName>): void {
    const gone = this.#keep.names().filter((name) => feeds.has(partsOf(name).name));
    if (gone.length > 0) this.#keep.put({ built: [], gone });
  }

  /** What an earlier pass could not bring, or is not done with. */
  #portion(running: readonly FeedName[]): FeedName[] {
    return this.#stale.portion(
      (name) => this.#isReady(name),
      (name) => running.includes(name) || this.#keep.isInUse(name),
    );
  }

  #writtenIn(name: FeedName, doubtful: ReadonlySet<string>): Written | undefined {
    const kept = this.#builds.kept(name);
    return kept && writtenIn(kept, doubtful);
  }

  /** Whether `catchUp` has something to do. */
  get isOutdated(): boolean {
    const isReady = (name: FeedName) => this.#isReady(name);
    return this.#news.size > 0 || this.#isNew || this.#stale.portion(isReady, () => false).length > 0;
  }

  /** Builds some of what is out of date on disk. */
  catchUp(): Promise<Document[]> {
    return this.isOutdated ? this.renew([], () => false) : Promise.resolve([]);
  }

  /** Builds a feed that nobody has asked for. Rejects when that fails. */
  async fill(name: FeedName): Promise<void> {
    if (this.#keep.has(name) || !this.#isReady(name)) return;
    await this.#builds.build(name, true);
    await this.#keep.eased();
  }

  /** Whether any of the nodes is on an archive page, or the page holds other places than when it was built. */
  async isPageTouched(name: FeedName, nodes: ReadonlySet<string | undefined>): Promise<boolean> {
    const page = await this.#profiles.of(name).builder.pageOf(name);
    return !page || page.slots.some((id) => nodes.has(id)) || page.mark !== this.#keep.mark(name);
  }

  /** Resolves when disk holds all that is served. */
  async settled(): Promise<void> {
    await this.#refreshing;
    await this.#keep.settled();
  }

  /** Returns what was built, each with what it was before. */
  async #refresh(
    all: FeedName[],
    written: (name: FeedName) => Written | undefined,
  ): Promise<Map<Built, Built | undefined>> {
    // Before anything is read: what comes while it is built is not in it, which disk must tell after a crash.
    const state = this.#parts.state?.();
    this.#isNew = false;
    for (const name of all) this.#stale.add(name);
    const names = all.filter((name) => this.#isReady(name));
    const before = new Map(names.map((name) => [name, this.#builds.kept(name)]));
    this.#stale.refresh(names);
    const { built, gone } = await this.#makeAll(names, written);
    for (const { name } of built) this.#stale.delete(name);
    for (const name of gone) this.#stale.delete(name);
    this.#stale.refreshed();
    this.#keep.put({ built, gone, stale: this.#stale.names, state });
    return new Map(built.map((one) => [one, before.get(one.name)]));
  }

  async #makeAll(
    names: readonly FeedName[],
    written: (name: FeedName) => Written | undefined,
  ): Promise<{ built: Built[]; gone: FeedName[] }> {
    const built: Built[] = [];
    const gone: FeedName[] = [];
    for (const name of names) {
      // A build that began before the pass may have read what was then: wait for it, then build again.
      await this.#builds.ended(name);
      const now = await this.#builds.make(name, written(name)).catch(() => 'failed' as const);
      if (now !== 'failed' && isBuilt(now)) built.push(now);
      else if (now !== 'failed') gone.push(name);
      // Requests come before the rest of the work.
      await setImmediate();
    }
    return { built, gone };
  }

  #isReady(name: FeedName): boolean {
    return this.#parts.ready?.(name) ?? true;
  }
}
