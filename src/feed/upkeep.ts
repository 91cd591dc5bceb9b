/**
 * Built feeds kept up to date: one build of a feed at a time, those that a pass touched rebuilt and swapped in together,
 * and the last good documents served until then.
 */
import { setImmediate } from 'node:timers/promises';
import type { Document } from './document.ts';
import { type Absent, type FeedFormat, type FeedName, FORMATS } from './feed.ts';
import { Keep } from './keep.ts';
import { isBuilt, type Maker } from './maker.ts';
import type { FeedStoreParts, Touch } from './parts.ts';
import type { Profiles } from './profiles.ts';
import type { Built } from './shelf.ts';

/** After a build failed, the last good one is served for so long before the next try. Milliseconds. */
const PAUSE = 5_000;

export class Upkeep {
  readonly #parts: FeedStoreParts;
  readonly #profiles: Profiles;
  readonly #maker: Maker;
  readonly #keep: Keep;
  readonly #building = new Map<FeedName, Promise<Built | Absent>>();
  readonly #stale: Set<FeedName>;
  /** Stale ones that the end of a pass brings, together with the others. */
  readonly #refreshed = new Set<FeedName>();
  readonly #retryAt = new Map<FeedName, number>();
  /** What a reader's request brought up to date between passes: the next one tells of it too. Key: address. */
  readonly #untold = new Map<string, Document>();
  #refreshing: Promise<Document[]> = Promise.resolve([]);

  /** `memory`: bytes of documents. */
  constructor(parts: FeedStoreParts, profiles: Profiles, maker: Maker, memory: number) {
    this.#parts = parts;
    this.#profiles = profiles;
    this.#maker = maker;
    this.#keep = new Keep(parts, memory);
    this.#stale = new Set(this.#fromDisk());
  }

  /** Feeds on disk that may not be what they would be if built now. */
  #fromDisk(): FeedName[] {
    const { shelf, state } = this.#parts;
    const outdated = shelf !== undefined && shelf.state !== state?.();
    return (shelf?.names() ?? []).filter(({ stale }) => stale || outdated).map(({ name }) => name);
  }

  /** As it is served now; throws only when its first build fails. */
  async built(asked: FeedName): Promise<Built | Absent> {
    const kept = this.#kept(asked);
    if (kept && !this.#isStale(asked, kept)) return kept;
    const name = this.#profiles.canonical(asked);
    if (name === undefined) return undefined;
    const good = this.#kept(name);
    if (good && (this.#refreshed.has(name) || !this.#isStale(name, good))) return good;
    const work = this.#build(name);
    if (!good) return work;
    work.catch(() => undefined);
    return good;
  }

  /** Whether a document is what its feed is until the next one is put in its place. */
  isLasting(name: FeedName, format: FeedFormat, document: Document): boolean {
    const kept = this.#kept(name);
    if (kept?.documents[format] !== document || kept.staleAt !== undefined) return false;
    return this.#refreshed.has(name) || !this.#stale.has(name);
  }

  /** Rebuilds the kept feeds that are touched, all in one step; resolves to the documents whose bytes changed. Never rejects. */
  renew(
    touched: readonly Touch[] | undefined,
    isTouched: (name: FeedName) => boolean | Promise<boolean>,
  ): Promise<Document[]> {
    this.#profiles.forget(touched);
    const running = [...this.#building.keys()];
    this.#refreshing = this.#refreshing.then(async () => {
      const names: FeedName[] = [];
      for (const name of new Set([...this.#keep.names(), ...running])) if (await isTouched(name)) names.push(name);
      return this.#refresh(names);
    });
    return this.#refreshing;
  }

  /** Builds what was found out of date on disk. */
  catchUp(): Promise<Document[]> {
    return this.#stale.size + this.#untold.size === 0
      ? Promise.resolve([])
      : this.renew([], (name) => this.#stale.has(name));
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

  async #refresh(names: FeedName[]): Promise<Document[]> {
    const before = new Map(names.map((name) => [name, this.#kept(name)]));
    for (const name of names) {
      this.#stale.add(name);
      this.#refreshed.add(name);
    }
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
    for (const { name } of built) this.#stale.delete(name);
    for (const name of gone) this.#stale.delete(name);
    this.#refreshed.clear();
    this.#keep.put({ built, gone, stale: [...this.#stale], state: this.#parts.state?.() });
    for (const one of built) this.#note(before.get(one.name), one);
    const changed = [...this.#untold.values()];
    this.#untold.clear();
    return changed;
  }

  /** Documents whose bytes are others now. */
  #note(before: Built | undefined, { documents }: Built): void {
    for (const format of FORMATS) {
      const now = documents[format];
      if (before?.documents[format].etag !== now.etag) this.#untold.set(now.self, now);
    }
  }

  #kept(name: FeedName): Built | undefined {
    return this.#keep.get(name, ({ documents }) => this.#maker.stampAll(name, documents));
  }

  #isStale(name: FeedName, { staleAt }: Built): boolean {
    const now = this.#parts.now();
    if (now.getTime() < (this.#retryAt.get(name) ?? 0)) return false;
    return this.#stale.has(name) || (staleAt !== undefined && staleAt <= now.toISOString());
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
          if (before) this.#note(before, made);
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
      this.#retryAt.delete(name);
      return made;
    } catch (err) {
      this.#parts.log.error(
        { feed: name, err },
        'a feed could not be built; the last good one is served, if there is one',
      );
      if (this.#keep.has(name)) {
        this.#stale.add(name);
        this.#retryAt.set(name, this.#parts.now().getTime() + PAUSE);
      }
      throw err;
    }
  }
}
