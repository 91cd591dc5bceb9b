/** Builds feeds, one build of a feed at a time, and keeps what comes of it. */
import type { Absent, FeedName } from './feed.ts';
import type { Keep } from './keep.ts';
import { isBuilt, type Maker } from './maker.ts';
import type { News } from './news.ts';
import type { FeedStoreParts } from './parts.ts';
import type { Built } from './shelf.ts';
import type { Stale } from './stale.ts';

export interface BuildsParts {
  maker: Maker;
  keep: Keep;
  stale: Stale;
  news: News;
  log: FeedStoreParts['log'];
}

export class Builds {
  readonly #parts: BuildsParts;
  readonly #running = new Map<FeedName, Promise<Built | Absent>>();
  readonly #unasked = new Set<FeedName>();

  constructor(parts: BuildsParts) {
    this.#parts = parts;
  }

  isRunning(name: FeedName): boolean {
    return this.#running.has(name);
  }

  /** Feeds that are being built. */
  get running(): FeedName[] {
    return [...this.#running.keys()];
  }

  /** Those among them that no reader waits for. */
  get unasked(): ReadonlySet<FeedName> {
    return new Set(this.#unasked);
  }

  /** As it was built last. */
  kept(name: FeedName): Built | undefined {
    const { keep, maker } = this.#parts;
    return keep.peek(name, ({ documents }) => maker.stampAll(name, documents));
  }

  /** The same for a reader. */
  asked(name: FeedName): Built | undefined {
    const { keep, maker } = this.#parts;
    return keep.get(name, ({ documents }) => maker.stampAll(name, documents));
  }

  /** Everybody who asks meanwhile waits for the same one. `unasked`: nobody asks. Rejects when it fails. */
  build(name: FeedName, unasked = false): Promise<Built | Absent> {
    const running = this.#running.get(name);
    if (!unasked) this.#unasked.delete(name);
    if (running) return running;
    if (unasked) this.#unasked.add(name);
    // Whatever touches the feed from here on marks it stale again: this build may not have seen it.
    this.#parts.stale.delete(name);
    const work = this.make(name)
      .then((made) => {
        this.#put(name, made, unasked);
        return made;
      })
      .finally(() => {
        this.#running.delete(name);
        this.#unasked.delete(name);
      });
    this.#running.set(name, work);
    return work;
  }

  #put(name: FeedName, made: Built | Absent, unasked: boolean): void {
    const { keep, news } = this.#parts;
    // What was an archive page of its own may have become a part of another.
    const gone = keep.has(name) && !(isBuilt(made) && made.name === name) ? [name] : [];
    const built = isBuilt(made) ? [made] : [];
    for (const one of built) {
      const before = this.kept(one.name);
      // A feed's first build is no news to anybody.
      if (before) news.note(before, one);
    }
    if (built.length + gone.length > 0) keep.put({ built, gone }, unasked);
  }

  /** Resolves when no build of it runs, whatever came of it. */
  async ended(name: FeedName): Promise<void> {
    await this.#running.get(name)?.catch(() => undefined);
  }

  /** Without keeping it. Rejects when it fails. */
  async make(name: FeedName): Promise<Built | Absent> {
    const { maker, keep, stale, log } = this.#parts;
    try {
      const made = await maker.make(name, (made) => this.kept(made));
      stale.made(name);
      return made;
    } catch (err) {
      log.error({ feed: name, err }, 'a feed could not be built; the last good one is served, if there is one');
      if (keep.has(name)) stale.failed(name);
      throw err;
    }
  }
}
