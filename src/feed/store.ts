/**
 * The documents of all feeds: built when first asked for, kept while in use, rebuilt when a pass touched them.
 * While a rebuild runs, or if it fails, the last good ones are served.
 */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Document } from './document.ts';
import {
  type Entry,
  type FeedFormat,
  type FeedModel,
  type FeedName,
  FORMATS,
  feedPath,
  nameOf,
  topicOf,
} from './feed.ts';
import { type Listing, listFeeds } from './listing.ts';
import { Lru } from './lru.ts';
import { FeedBuilder } from './model.ts';
import { writeOpml } from './opml.ts';
import type { FeedParts, Touch } from './parts.ts';
import type { Stamps } from './stamps.ts';
import { touchedNames } from './touched.ts';
import { FeedWriter } from './write.ts';

export type { Touch } from './parts.ts';

export interface FeedStoreParts extends FeedParts {
  /** Without them there is no Last-Modified. */
  stamps?: Stamps;
  /** Bytes of documents, and of entries to make further ones from. */
  memory?: { documents: number; entries: number };
}

interface Built {
  model: FeedModel;
  documents: Record<FeedFormat, Document>;
}

const TYPES: Record<FeedFormat, string> = {
  rss: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
};
/** After a build failed, the last good one is served for so long before the next try. Milliseconds. */
const PAUSE = 5_000;
const OPML = 'opml';

export class FeedStore {
  readonly #parts: FeedStoreParts;
  readonly #builder: FeedBuilder;
  readonly #writer: FeedWriter;
  readonly #kept: Lru<Built>;
  readonly #building = new Map<FeedName, Promise<Built | 'gone' | undefined>>();
  readonly #stale = new Set<FeedName>();
  readonly #retryAt = new Map<FeedName, number>();
  #opml: Document | undefined;
  #refreshing: Promise<FeedName[]> = Promise.resolve([]);

  constructor(parts: FeedStoreParts) {
    const memory = parts.memory ?? { documents: 48_000_000, entries: 24_000_000 };
    this.#parts = parts;
    this.#builder = new FeedBuilder(parts, memory.entries);
    this.#writer = new FeedWriter(parts.site);
    this.#kept = new Lru(memory.documents, ({ documents }) =>
      FORMATS.reduce((sum, format) => sum + documents[format].size, 0),
    );
  }

  /**
   * `gone`: it once held something. Undefined: no such feed. Throws only when the first build of a feed fails; later
   * failures are logged and the last good documents served.
   */
  async get(name: FeedName, format: FeedFormat): Promise<Document | 'gone' | undefined> {
    const built = await this.#built(name);
    return typeof built === 'object' ? built.documents[format] : built;
  }

  /** The newest entries of a feed, such as the settled changes of `changes`. */
  async recent(name: FeedName, limit: number): Promise<Entry[]> {
    const built = await this.#built(name);
    return typeof built === 'object' ? built.model.entries.slice(0, limit) : [];
  }

  opml(): Document {
    if (!this.#opml) {
      const { site, library, addresses } = this.#parts;
      const body = writeOpml(site, listFeeds(site, library), (name) => this.#address(name, 'atom'), addresses.own('/'));
      this.#opml = new Document({
        body,
        type: 'text/x-opml; charset=utf-8',
        self: addresses.own('/feeds.opml'),
        updated: '',
      });
      this.#stamp(OPML, [this.#opml]);
    }
    return this.#opml;
  }

  /** Feeds of folders and tags, for people. */
  listing(): Listing {
    return listFeeds(this.#parts.site, this.#parts.library);
  }

  /** Every feed there is, for static files; with `nodes` also one for each node. */
  names(options: { nodes?: boolean } = {}): FeedName[] {
    const { library, site } = this.#parts;
    const { folders, tags } = this.listing();
    const nodes = options.nodes ? library.latest({ limit: Number.MAX_SAFE_INTEGER }) : [];
    return [
      'all',
      'changes',
      ...[...folders, ...tags].map(({ name }) => name),
      ...nodes.map(({ id }) => nameOf({ kind: 'node', id }, site.sources)),
    ];
  }

  /**
   * To be called after every pass, once library and ledger hold it, with every node whose text, place, tags, dates or
   * resolved links changed. Marks exactly the feeds they are or were in, and rebuilds those in use.
   * The promise is fulfilled when that is done, with the names of feeds whose bytes changed; it is never rejected.
   */
  touch(touched: readonly Touch[]): Promise<FeedName[]> {
    return this.#renew(touched, [...touchedNames(touched, this.#parts.site.sources)]);
  }

  /** The same, where it is not known what changed. */
  touchAll(): Promise<FeedName[]> {
    return this.#renew(undefined, [...this.#kept.keys(), ...this.#building.keys()]);
  }

  #renew(touched: readonly Touch[] | undefined, names: FeedName[]): Promise<FeedName[]> {
    this.#builder.forget(touched);
    this.#opml = undefined;
    const inUse = names.filter((name) => this.#kept.has(name) || this.#building.has(name));
    const before = new Map(inUse.map((name) => [name, this.#etags(name)]));
    for (const name of inUse) this.#stale.add(name);
    this.#refreshing = this.#refreshing.then(() => this.#refresh(before));
    return this.#refreshing;
  }

  async #refresh(before: Map<FeedName, string>): Promise<FeedName[]> {
    for (const name of before.keys()) {
      // A build that began before the pass may have read what was then: wait for it, then build again.
      await this.#building.get(name)?.catch(() => undefined);
      if (this.#stale.has(name)) await this.#build(name).catch(() => undefined);
      // Requests come before the rest of the work.
      await setImmediate();
    }
    return [...before].filter(([name, etags]) => etags !== this.#etags(name)).map(([name]) => name);
  }

  #etags(name: FeedName): string {
    const documents = this.#kept.get(name)?.documents;
    return documents ? FORMATS.map((format) => documents[format].etag).join() : '';
  }

  #address(name: FeedName, format: FeedFormat): string {
    return this.#parts.addresses.own(feedPath(name, format));
  }

  async #built(asked: FeedName): Promise<Built | 'gone' | undefined> {
    const kept = this.#kept.get(asked);
    if (kept && !this.#isStale(asked, kept)) return kept;
    const topic = topicOf(asked, this.#parts.site.sources);
    if (!topic) return undefined;
    const name = nameOf(topic, this.#parts.site.sources);
    const good = this.#kept.get(name);
    if (good && !this.#isStale(name, good)) return good;
    const work = this.#build(name);
    if (!good) return work;
    work.catch(() => undefined);
    return good;
  }

  #isStale(name: FeedName, { model }: Built): boolean {
    const now = this.#parts.now();
    if (now.getTime() < (this.#retryAt.get(name) ?? 0)) return false;
    return this.#stale.has(name) || (model.staleAt !== undefined && model.staleAt <= now.toISOString());
  }

  /** One build of a feed at a time; everybody who asks meanwhile waits for the same one. */
  #build(name: FeedName): Promise<Built | 'gone' | undefined> {
    const running = this.#building.get(name);
    if (running) return running;
    // Whatever touches the feed from here on marks it stale again: this build may not have seen it.
    this.#stale.delete(name);
    const work = this.#make(name).finally(() => this.#building.delete(name));
    this.#building.set(name, work);
    return work;
  }

  async #make(name: FeedName): Promise<Built | 'gone' | undefined> {
    try {
      const model = await this.#builder.build(name);
      this.#retryAt.delete(name);
      if (typeof model !== 'object') {
        this.#kept.delete(name);
        return model;
      }
      const built = { model, documents: this.#documents(model) };
      this.#kept.set(name, built);
      return built;
    } catch (err) {
      this.#parts.log.error(
        { feed: name, err },
        'a feed could not be built; the last good one is served, if there is one',
      );
      if (this.#kept.has(name)) {
        this.#stale.add(name);
        this.#retryAt.set(name, this.#parts.now().getTime() + PAUSE);
      }
      throw err;
    }
  }

  #documents(model: FeedModel): Record<FeedFormat, Document> {
    const before = this.#kept.get(model.name)?.documents;
    const address = (format: FeedFormat) => this.#address(model.name, format);
    const self = { rss: address('rss'), atom: address('atom'), json: address('json') };
    const bodies = this.#writer.write(model, self);
    const make = (format: FeedFormat): Document => {
      const old = before?.[format];
      // The same bytes stay the same document, with what was compressed of it.
      if (old?.body.equals(bodies[format])) return old;
      return new Document({ body: bodies[format], type: TYPES[format], self: self[format], updated: model.updated });
    };
    const documents = { rss: make('rss'), atom: make('atom'), json: make('json') };
    this.#stamp(
      model.name,
      FORMATS.map((format) => documents[format]),
    );
    return documents;
  }

  /** All formats of a feed share one date: it may rise for one whose bytes stayed, which does no harm. */
  #stamp(name: string, documents: Document[]): void {
    const { stamps, now } = this.#parts;
    if (!stamps) return;
    const digest = createHash('sha256')
      .update(documents.map(({ etag }) => etag).join())
      .digest('base64url')
      .slice(0, 27);
    const modified = new Date(1_000 * stamps.modified(name, digest, now()));
    for (const document of documents) document.lastModified = modified.toUTCString();
  }
}
