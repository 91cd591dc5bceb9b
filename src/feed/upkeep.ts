/**
 * Built feeds kept up to date: one build of a feed at a time, those that a pass touched rebuilt and swapped in together,
 * and the last good documents served until then.
 */
import { setImmediate } from 'node:timers/promises';
import { partsOf } from './archive.ts';
import { Builds } from './builds.ts';
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

/** Of those that nobody has asked for lately, so many are built in one step: all of them would not fit in memory. */
const PORTION = 50;

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
  isNew: boolean;

  constructor(parts: FeedStoreParts, profiles: Profiles, maker: Maker, keep: Keep) {
    this.#parts = parts;
    this.#profiles = profiles;
    this.#keep = keep;
    this.isNew = parts.shelf !== undefined && parts.shelf.state === undefined;
    this.#stale = new Stale(parts);
    this.#builds = new Builds({ maker, keep, stale: this.#stale, news: this.#news, log: parts.log });
  }

  /** As it is served now. Throws only when its first build fails, and NotReady where that cannot be begun yet. */
  async built(asked: FeedName): Promise<Built | Absent> {
    const kept = this.#builds.asked(asked);
    if (kept && !this.#isDue(asked, kept)) return kept;
    const name = this.#profiles.canonical(asked);
    if (name === undefined) return undefined;
    const good = this.#builds.asked(name);
    const isReady = this.#isReady(name);
    if (good && !(isReady && this.#isDue(name, good))) return good;
    if (!isReady) throw new NotReady();
    const work = this.#builds.build(name);
    return good ? work.catch(() => good) : work;
  }

  /** Whether something else is about to be in its place: whoever asks waits for that. */
  #isDue(name: FeedName, kept: Built): boolean {
    return this.#builds.isRunning(name) || this.#stale.isDue(name, kept);
  }

  /** Whether a document is what its feed is until the next one is put in its place. */
  isLasting(name: FeedName, format: FeedFormat, document: Document): boolean {
    const kept = this.#builds.kept(name);
    return kept?.documents[format] === document && this.#stale.isLasting(name, kept);
  }

  /**
   * Rebuilds those of the touched feeds that are in use, all in one step; resolves to the documents whose bytes changed.
   * The others are stale: who asks for one of them waits until it is built, and `fill` builds them. Never rejects.
   */
  renew(touched: readonly Touch[], isTouched: IsTouched | Promise<IsTouched>): Promise<Document[]> {
    this.#profiles.forget(touched);
    return this.#next(async (names) => touchedAmong(names, await isTouched));
  }

  /** The same where it is not known what is touched: everything is. Some of those not in use are rebuilt, too. */
  renewAll(): Promise<Document[]> {
    this.#profiles.forget(undefined);
    return this.#next((names) => [...names], PORTION);
  }

  /** Brings some of what is out of date on disk. */
  catchUp(): Promise<Document[]> {
    return this.isOutdated ? this.#next(() => [], PORTION) : Promise.resolve([]);
  }

  /** After what was begun before. `due`: those among all kept feeds that are stale now. */
  #next(due: (names: Set<FeedName>) => FeedName[] | Promise<FeedName[]>, portion = 0): Promise<Document[]> {
    const { running, unasked } = this.#builds;
    this.#refreshing = this.#refreshing
      .then(async () => {
        for (const name of await due(new Set([...this.#keep.names(), ...running]))) this.#stale.add(name);
        const rebuilt = await this.#refresh(this.#stale.portion(portion, this.#isReady, (name) => this.#isInUse(name)));
        for (const [one, was] of rebuilt) if (was || !unasked.has(one.name)) this.#news.note(was, one);
        return this.#news.take();
      })
      .catch((err) => {
        this.#stale.refreshed();
        this.#parts.log.error({ err }, 'feeds could not be brought up to date; the last good ones are served');
        return [];
      });
    return this.#refreshing;
  }

  #isInUse(name: FeedName): boolean {
    return this.#builds.isRunning(name) || this.#keep.isInUse(name);
  }

  /** Takes the kept ones among the feeds down, archives too, until they can be built. */
  withhold(feeds: ReadonlySet<FeedName>): void {
    const gone = this.#keep.names().filter((name) => feeds.has(partsOf(name).name));
    if (gone.length > 0) this.#keep.put({ built: [], gone });
  }

  /** Whether `catchUp` has something to do. */
  get isOutdated(): boolean {
    return this.#news.size > 0 || this.isNew || this.#stale.names.some(this.#isReady);
  }

  /** Kept ones that are to be built again. */
  get stale(): FeedName[] {
    return this.#stale.names;
  }

  /** Whether a feed is to be built though nobody asks. */
  isMissing(name: FeedName): boolean {
    return this.#isReady(name) && (this.#stale.has(name) || !this.#keep.has(name));
  }

  /** Builds a feed that nobody has asked for, if there is one; resolves to what is news by then. Rejects when it cannot be built. */
  async fill(name: FeedName | undefined): Promise<Document[]> {
    if (name !== undefined) await this.#builds.build(name, true);
    await this.#keep.eased();
    return this.#news.take();
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
  async #refresh(all: FeedName[]): Promise<Map<Built, Built | undefined>> {
    // Before anything is read: what comes while it is built is not in it, which disk must tell after a crash.
    const state = this.#parts.state?.();
    this.isNew = false;
    const names = all.filter(this.#isReady);
    const before = new Map(names.map((name) => [name, this.#builds.kept(name)]));
    this.#stale.refresh(names);
    const { built, gone } = await this.#makeAll(names);
    for (const { name } of built) this.#stale.delete(name);
    for (const name of gone) this.#stale.delete(name);
    this.#stale.refreshed();
    this.#keep.put({ built, gone, stale: this.#stale.names, state });
    return new Map(built.map((one) => [one, before.get(one.name)]));
  }

  async #makeAll(names: readonly FeedName[]): Promise<{ built: Built[]; gone: FeedName[] }> {
    const built: Built[] = [];
    const gone: FeedName[] = [];
    for (const name of names) {
      // A build that began before the pass may have read what was then: wait for it, then build again.
      await this.#builds.ended(name);
      const now = await this.#builds.make(name).catch(() => 'failed' as const);
      if (now === 'failed') continue;
      if (isBuilt(now)) built.push(now);
      // What was an archive page of its own may have become a part of another.
      if (!isBuilt(now) || now.name !== name) gone.push(name);
      // Requests come before the rest of the work.
      await setImmediate();
    }
    return { built, gone };
  }

  readonly #isReady = (name: FeedName): boolean => this.#parts.ready?.(name) ?? true;
}
