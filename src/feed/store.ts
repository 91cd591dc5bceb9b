/**
 * The documents of all feeds: built when first asked for, kept from then on, in memory and on disk, and rebuilt at the
 * end of every pass that touched them. All that one pass changes appears in one step; until then, and if a build
 * fails, the last good ones are served.
 */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { archiveName, partsOf } from './archive.ts';
import { Document } from './document.ts';
import {
  type Absent,
  type Entry,
  type FeedFormat,
  type FeedModel,
  type FeedName,
  FORMATS,
  feedPath,
  nameOf,
  type OwnFeed,
  type Places,
  topicOf,
} from './feed.ts';
import { Keep } from './keep.ts';
import { type Listing, listFeeds } from './listing.ts';
import { Lru } from './lru.ts';
import { FeedBuilder } from './model.ts';
import { writeOpml } from './opml.ts';
import type { FeedParts, Touch } from './parts.ts';
import type { Built, Shelf } from './shelf.ts';
import type { Stamps } from './stamps.ts';
import { touchedNames } from './touched.ts';
import { FeedWriter } from './write.ts';

export type { Touch } from './parts.ts';

export interface FeedStoreParts extends FeedParts {
  /** Options of single feeds. */
  feeds?: readonly OwnFeed[];
  /** Without them there is no Last-Modified. */
  stamps?: Stamps;
  /** Where documents outlive the process. */
  shelf?: Shelf;
  /** All that feeds are made of, as one text: what the shelf holds is good while it stays the same. */
  state?(): string;
  /** Bytes of documents, and of entries to make further ones from. */
  memory?: { documents: number; entries: number };
}

/** What a page shows of a feed. */
export interface About {
  /** The canonical one. */
  name: FeedName;
  title: string;
  description: string;
  /** Newest first. */
  entries: Entry[];
  /** Whether there is more in archive pages. */
  archived: boolean;
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
  readonly #common: Profile;
  /** Feeds with options of their own. */
  readonly #own = new Map<FeedName, Profile>();
  readonly #keep: Keep;
  readonly #building = new Map<FeedName, Promise<Built | Absent>>();
  readonly #stale: Set<FeedName>;
  /** Stale ones that the end of a pass brings, together with the others. */
  readonly #refreshed = new Set<FeedName>();
  readonly #retryAt = new Map<FeedName, number>();
  /** Models of feeds that pages show. */
  readonly #models = new Lru<{ built: Built; model: FeedModel }>(20, () => 1);
  #opml: Document | undefined;
  #refreshing: Promise<Document[]> = Promise.resolve([]);

  constructor(parts: FeedStoreParts) {
    const memory = parts.memory ?? { documents: 48_000_000, entries: 24_000_000 };
    this.#parts = parts;
    this.#common = profileOf(parts, memory.entries);
    for (const own of parts.feeds ?? []) {
      const name = this.#canonical(own.feed);
      if (name) this.#own.set(name, profileOf(withOwn(parts, own), memory.entries / 8));
    }
    this.#keep = new Keep(memory.documents, parts.shelf, parts.log);
    this.#stale = new Set(this.#fromDisk());
  }

  /** Feeds on disk that may not be what they would be if built now. */
  #fromDisk(): FeedName[] {
    const { shelf, state } = this.#parts;
    const outdated = shelf !== undefined && shelf.state !== state?.();
    return (shelf?.names() ?? []).filter(({ stale }) => stale || outdated).map(({ name }) => name);
  }

  /** Throws only when the first build of a feed fails; later failures are logged and the last good documents served. */
  async get(name: FeedName, format: FeedFormat): Promise<Document | Absent> {
    const built = await this.#built(name);
    return isBuilt(built) ? built.documents[format] : built;
  }

  /** The newest entries of a feed, such as the settled changes of `changes`. */
  async recent(name: FeedName, limit: number): Promise<Entry[]> {
    const built = await this.#built(name);
    if (!isBuilt(built)) return [];
    return (await this.#modelOf(built)).entries.slice(0, limit);
  }

  /** A feed as people are told of it. */
  async about(name: FeedName): Promise<About | Absent> {
    const built = await this.#built(name);
    if (!isBuilt(built)) return built;
    const { title, description, entries, older, archiveOf } = await this.#modelOf(built);
    if (archiveOf) return { moved: archiveOf };
    return { name: built.name, title, description, entries, archived: older !== undefined };
  }

  async #modelOf(built: Built): Promise<Pick<FeedModel, 'title' | 'description' | 'entries' | 'older' | 'archiveOf'>> {
    const known = this.#models.get(built.name);
    if (known?.built === built) return known.model;
    const model = await this.#profile(built.name).builder.build(built.name);
    if (!isModel(model)) return { title: built.name, description: '', entries: [] };
    this.#models.set(built.name, { built, model });
    return model;
  }

  /** Addresses, from the root of the site, of the icons that feeds name. */
  async icons(): Promise<Set<string>> {
    const root = this.#parts.addresses.own('/icons/');
    const icons = new Set<string>();
    for (const name of this.names({ nodes: true })) {
      const icon = await this.#profile(name).builder.icon(name);
      if (icon?.startsWith(root)) icons.add(icon.slice(root.length - '/icons/'.length));
    }
    return icons;
  }

  /** Feeds that moved, and where to. */
  async moved(): Promise<{ from: FeedName; to: FeedName }[]> {
    const found: { from: FeedName; to: FeedName }[] = [];
    for (const from of await this.#common.builder.formerNames()) {
      const model = await this.#profile(from).builder.build(from);
      if (typeof model === 'object' && 'moved' in model) found.push({ from, to: model.moved });
    }
    return found;
  }

  opml(): Document {
    if (!this.#opml) {
      const { site, addresses } = this.#parts;
      const body = writeOpml(site, this.listing(), (name) => this.address(name, 'atom'), addresses.own('/'));
      const self = addresses.own('/feeds.opml');
      this.#opml = new Document({ body, type: 'text/x-opml; charset=utf-8', self, updated: '' });
      this.#stamp(OPML, [this.#opml]);
    }
    return this.#opml;
  }

  /** Feeds of folders and tags, for people. */
  listing(): Listing {
    return listFeeds(this.#parts.site, this.#parts.library, this.#parts.feeds);
  }

  /** Every feed there is, for static files; with `nodes` also one for each node. */
  names(options: { nodes?: boolean } = {}): FeedName[] {
    const { library, site } = this.#parts;
    const { folders, tags, searches } = this.listing();
    const nodes = options.nodes ? library.births({}) : [];
    return [
      'all',
      'changes',
      ...[...searches, ...folders, ...tags].map(({ name }) => name),
      ...nodes.map(({ id }) => nameOf({ kind: 'node', id }, site.sources)),
    ];
  }

  /** The archive pages of a feed, newest first. */
  async archives(name: FeedName): Promise<FeedName[]> {
    const pages: FeedName[] = [];
    let model = await this.#profile(name).builder.build(name);
    while (isModel(model) && model.older) {
      pages.push(model.older);
      model = await this.#profile(model.older).builder.build(model.older);
    }
    return pages;
  }

  /**
   * To be called after every pass, once library and ledger hold it, with every node whose text, place, tags, dates or
   * resolved links changed. Rebuilds exactly the kept feeds they are or were in. The promise is fulfilled when all of
   * it can be fetched, with the documents whose bytes changed; it is never rejected.
   */
  touch(touched: readonly Touch[]): Promise<Document[]> {
    const names = touchedNames(touched, this.#parts.site.sources);
    if (touched.length > 0) for (const name of this.#searches()) names.add(name);
    const nodes = new Set(touched.flatMap(({ before, after }) => [before?.id, after?.id]));
    return this.#renew(touched, (name) => {
      const { page, name: inner } = partsOf(name);
      return names.has(inner) && (page === undefined || this.#isPageTouched(name, nodes));
    });
  }

  /** The same, where it is not known what changed. */
  touchAll(): Promise<Document[]> {
    return this.#renew(undefined, () => true);
  }

  /** Builds what was found out of date on disk. */
  catchUp(): Promise<Document[]> {
    return this.#stale.size === 0 ? Promise.resolve([]) : this.#renew([], (name) => this.#stale.has(name));
  }

  /** To be called when the search index has grown. */
  touchSearches(): Promise<Document[]> {
    const names = new Set(this.#searches());
    return names.size === 0 ? Promise.resolve([]) : this.#renew([], (name) => names.has(name));
  }

  #searches(): FeedName[] {
    return [...this.#own.keys()].filter((name) => name.startsWith('searches/'));
  }

  #profile(name: FeedName): Profile {
    return this.#own.get(partsOf(name).name) ?? this.#common;
  }

  /** Resolves when disk holds all that is served. */
  async settled(): Promise<void> {
    await this.#refreshing;
    await this.#keep.settled();
  }

  async #isPageTouched(name: FeedName, nodes: ReadonlySet<string | undefined>): Promise<boolean> {
    const page = await this.#profile(name).builder.pageOf(name);
    return !page || page.slots.some((id) => nodes.has(id)) || page.mark !== this.#keep.mark(name);
  }

  #renew(
    touched: readonly Touch[] | undefined,
    isTouched: (name: FeedName) => boolean | Promise<boolean>,
  ): Promise<Document[]> {
    for (const { builder } of [this.#common, ...this.#own.values()]) builder.forget(touched);
    this.#opml = undefined;
    const running = [...this.#building.keys()];
    this.#refreshing = this.#refreshing.then(async () => {
      const names: FeedName[] = [];
      for (const name of new Set([...this.#keep.names(), ...running])) if (await isTouched(name)) names.push(name);
      return this.#refresh(names);
    });
    return this.#refreshing;
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
    return built.flatMap(({ name, documents }) =>
      FORMATS.map((format) => documents[format]).filter(
        ({ etag }, index) => before.get(name)?.documents[FORMATS[index]!].etag !== etag,
      ),
    );
  }

  #kept(name: FeedName): Built | undefined {
    return this.#keep.get(name, ({ documents }) => this.#stampAll(name, documents));
  }

  /** Canonical absolute address. */
  address(name: FeedName, format: FeedFormat): string {
    return this.#parts.addresses.own(feedPath(name, format));
  }

  async #built(asked: FeedName): Promise<Built | Absent> {
    const kept = this.#kept(asked);
    if (kept && !this.#isStale(asked, kept)) return kept;
    const name = this.#canonical(asked);
    if (name === undefined) return undefined;
    const good = this.#kept(name);
    if (good && (this.#refreshed.has(name) || !this.#isStale(name, good))) return good;
    const work = this.#build(name);
    if (!good) return work;
    work.catch(() => undefined);
    return good;
  }

  #canonical(asked: FeedName): FeedName | undefined {
    const { page, name } = partsOf(asked);
    const topic = topicOf(name, this.#parts.site.sources);
    const canonical = topic && nameOf(topic, this.#parts.site.sources);
    return page && canonical ? archiveName(page, canonical) : canonical;
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
        if (isBuilt(made)) this.#keep.put({ built: [made] });
        else if (this.#keep.has(name)) this.#keep.put({ built: [], gone: [name] });
        return made;
      })
      .finally(() => this.#building.delete(name));
    this.#building.set(name, work);
    return work;
  }

  async #make(name: FeedName): Promise<Built | Absent> {
    try {
      const model = await this.#profile(name).builder.build(name);
      this.#retryAt.delete(name);
      if (!isModel(model)) return model;
      const mark = model.archiveOf && (await this.#profile(model.name).builder.pageOf(model.name))?.mark;
      return { name: model.name, documents: this.#documents(model), staleAt: model.staleAt, mark };
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

  #documents(model: FeedModel): Record<FeedFormat, Document> {
    const before = this.#kept(model.name)?.documents;
    const places = {
      rss: this.#places(model, 'rss'),
      atom: this.#places(model, 'atom'),
      json: this.#places(model, 'json'),
    };
    const bodies = this.#profile(model.name).writer.write(model, places);
    const make = (format: FeedFormat): Document => {
      const old = before?.[format];
      // The same bytes stay the same document, with what was compressed of it.
      if (old?.body.equals(bodies[format])) return old;
      const { self } = places[format];
      return new Document({ body: bodies[format], type: TYPES[format], self, updated: model.updated });
    };
    const documents = { rss: make('rss'), atom: make('atom'), json: make('json') };
    this.#stampAll(model.name, documents);
    return documents;
  }

  #places({ name, archiveOf, older }: FeedModel, format: FeedFormat): Places {
    return {
      self: this.address(name, format),
      current: archiveOf && this.address(archiveOf, format),
      older: older && this.address(older, format),
    };
  }

  #stampAll(name: FeedName, documents: Record<FeedFormat, Document>): void {
    this.#stamp(
      name,
      FORMATS.map((format) => documents[format]),
    );
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

/** What makes the documents of feeds with the same options. */
interface Profile {
  builder: FeedBuilder;
  writer: FeedWriter;
}

function profileOf(parts: FeedParts, memory: number): Profile {
  return { builder: new FeedBuilder(parts, memory), writer: new FeedWriter(parts.site) };
}

function withOwn(parts: FeedStoreParts, own: OwnFeed): FeedParts {
  const { site, settings } = parts;
  const { language = site.language, author = site.author, copyright = site.copyright } = own;
  const { limit = settings.limit, content = settings.content, contentNotes = settings.contentNotes } = own;
  return {
    ...parts,
    own,
    site: { ...site, language, author, copyright },
    settings: { ...settings, limit, content, contentNotes },
  };
}

function isBuilt(built: Built | Absent): built is Built {
  return typeof built === 'object' && 'documents' in built;
}

function isModel(model: FeedModel | Absent): model is FeedModel {
  return typeof model === 'object' && 'entries' in model;
}
