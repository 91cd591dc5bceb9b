/**
 * Built feeds kept up to date: one build of a feed at a time, those that a pass touched rebuilt and swapped in together,
 * and the last good documents served until then.
 */
import { setImmediate } from 'node:timers/promises';
import { partsOf } from './archive.ts';
import type { Document } from './document.ts';
import type { Absent, FeedFormat, FeedName } from './feed.ts';
import { Keep } from './keep.ts';
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
  readonly #maker: Maker;
  readonly #keep: Keep;
  readonly #building = new Map<FeedName, Promise<Built | Absent>>();
  readonly #stale: Stale;
  /** Also of what a reader's request brought up to date between passes: the next one tells of it too. */
  readonly #news = new News();
  #refreshing: Promise<Document[]> = Promise.resolve([]);

  /** `memory`: bytes of documents. */
  constructor(parts: FeedStoreParts, profiles: Profiles, maker: Maker, memory: number) {
    this.#parts = parts;
    this.#profiles = profiles;
    this.#maker = maker;
    this.#keep = new Keep(parts, memory);
    this.#stale = new Stale(parts);
  }

  /** As it is served now. Throws only when its first build fails, and NotReady where that cannot be begun yet. */
  async built(asked: FeedName): Promise<Built | Absent> {
    const kept = this.#kept(asked);
    if (kept && !this.#stale.isDue(asked, kept)) return kept;
    const name = this.#profiles.canonical(asked);
    if (name === undefined) return undefined;
    const good = this.#kept(name);
    const isReady = this.#isReady(name);
    if (good && !(isReady && this.#stale.isDue(name, good))) return good;
    if (!isReady) throw new NotReady();
    const work = this.#build(name);
    if (!good) return work;
    work.catch(() => undefined);
    return good;
  }

  /** Whether a document is what its feed is until the next one is put in its place. */
  isLasting(name: FeedName, format: FeedFormat, document: Document): boolean {
    const kept = this.#kept(name);
    return kept?.documents[format] === document && this.#stale.isLasting(name, kept);
  }

  /**
   * Rebuilds the kept feeds that are touched or stale, all in one step; resolves to the documents whose bytes changed.
   * Never rejects.
   */
  renew(touched: readonly Touch[] | undefined, isTouched: IsTouched): Promise<Document[]> {
    this.#profiles.forget(touched);
    const running = [...this.#building.keys()];
    this.#refreshing = this.#refreshing
      .then(async () => {
        // What an earlier pass could not bring comes with this one.
        const isDue: IsTouched = (name) => this.#stale.has(name) || isTouched(name);
        await this.#refresh(await touchedAmong(new Set([...this.#keep.names(), ...running]), isDue));
        return this.#news.take();
      })
      .catch((err) => {
        this.#stale.refreshed();
        this.#parts.log.error({ err }, 'feeds could not be brought up to date; the last good ones are served');
        return [];
      });
    return this.#refreshing;
  }

  /** Whether it was built, and is kept. */
  has(name: FeedName): boolean {
    return this.#keep.has(name);
  }

  /** Takes the kept ones among the feeds down, archives too, until they can be built. */
  withhold(feeds: ReadonlySet<FeedName>): void {
    const gone = this.#keep.names().filter((name) => feeds.has(partsOf(name).name));
    if (gone.length > 0) this.#keep.put({ built: [], gone });
  }

  /** Builds what was found out of date on disk. */
  catchUp(): Promise<Document[]> {
    return this.#stale.names.length + this.#news.size === 0 ? Promise.resolve([]) : this.renew([], () => false);
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

  async #refresh(all: FeedName[]): Promise<void> {
    // Before anything is read: what comes while it is built is not in it, which disk must tell after a crash.
    const state = this.#parts.state?.();
    for (const name of all) this.#stale.add(name);
    const names = all.filter((name) => this.#isReady(name));
    const before = new Map(names.map((name) => [name, this.#kept(name)]));
    this.#stale.refresh(names);
    const { built, gone } = await this.#makeAll(names);
    for (const { name } of built) this.#stale.delete(name);
    for (const name of gone) this.#stale.delete(name);
    this.#stale.refreshed();
    this.#keep.put({ built, gone, stale: this.#stale.names, state });
    for (const one of built) this.#news.note(before.get(one.name), one);
  }

  async #makeAll(names: readonly FeedName[]): Promise<{ built: Built[]; gone: FeedName[] }> {
    const built: Built[] = [];
    const gone: FeedName[] = [];
    for (const name of names) {
      // A build that began before the pass may have read what was then: wait for it, then build again.
      await this.#building.get(name)?.catch(() => undefined);
      const now = await this.#make(name).catch(() => 'failed' as const);
      if (now !== 'failed' && isBuilt(now)) built.push(now);
      else if (now !== 'failed') gone.push(name);
      // Requests come before the rest of the work.
      await setImmediate();
    }
    return { built, gone };
  }

  #kept(name: FeedName): Built | undefined {
    return this.#keep.get(name, ({ documents }) => this.#maker.stampAll(name, documents));
  }

  #isReady(name: FeedName): boolean {
    return this.#parts.ready?.(name) ?? true;
  }

  /** One build of a feed at a time; everybody who asks meanwhile waits for the same one. */
  #build(name: FeedName): Promise<Built | Absent> {
    const running = this.#building.get(name);
    if (running) return running;
    // Whatever touches the feed from here on marks it stale again: this build may not have seen it.
    this.#stale.delete(name);
    const work = this.#make(name)
      .then((made) => {
        const before = this.#kept(name);
        if (isBuilt(made)) {
          // A feed's first build is no news to anybody.
          if (before) this.#news.note(before, made);
          this.#keep.put({ built: [made] });
        } else if (this.#keep.has(name)) this.#keep.put({ built: [], gone: [name] });
        return made;
      })
      .finally(() => this.#building.delete(name));
    this.#building.set(name, work);
    return work;
  }

  async #make(name: FeedName): Promise<Built | Absent> {
    try {
      const made = await this.#maker.make(name, (made) => this.#kept(made));
      this.#stale.made(name);
      return made;
    } catch (err) {
      this.#parts.log.error(
        { feed: name, err },
        'a feed could not be built; the last good one is served, if there is one',
      );
      if (this.#keep.has(name)) this.#stale.failed(name);
      throw err;
    }
  }
}
