/**
 * The documents of all feeds: built when first asked for, kept from then on, in memory and on disk, and rebuilt at the
 * end of every pass that touched them. All that one pass changes appears in one step; until then, and if a build
 * fails, the last good ones are served.
 */
import { partsOf } from './archive.ts';
import { Catalogue } from './catalogue.ts';
import { Document } from './document.ts';
import type { Absent, Entry, FeedFormat, FeedModel, FeedName } from './feed.ts';
import type { Listing } from './listing.ts';
import { Lru } from './lru.ts';
import { isBuilt, isModel, Maker } from './maker.ts';
import { writeOpml } from './opml.ts';
import type { FeedStoreParts, Touch } from './parts.ts';
import { Profiles } from './profiles.ts';
import type { Built } from './shelf.ts';
import { touchedNames } from './touched.ts';
import { Upkeep } from './upkeep.ts';

export type { FeedStoreParts, Touch } from './parts.ts';

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

const OPML = 'opml';

export class FeedStore {
  readonly #parts: FeedStoreParts;
  readonly #profiles: Profiles;
  readonly #maker: Maker;
  readonly #upkeep: Upkeep;
  readonly #catalogue: Catalogue;
  /** Models of feeds that pages show. */
  readonly #models = new Lru<{ built: Built; model: FeedModel }>(20, () => 1);
  #opml: Document | undefined;

  constructor(parts: FeedStoreParts) {
    const memory = parts.memory ?? { documents: 48_000_000, entries: 24_000_000 };
    this.#parts = parts;
    this.#profiles = new Profiles(parts, memory.entries);
    this.#maker = new Maker(parts, this.#profiles);
    this.#upkeep = new Upkeep(parts, this.#profiles, this.#maker, memory.documents);
    this.#catalogue = new Catalogue(parts, this.#profiles);
  }

  /** Throws only when the first build of a feed fails; later failures are logged and the last good documents served. */
  async get(name: FeedName, format: FeedFormat): Promise<Document | Absent> {
    const built = await this.#upkeep.built(name);
    return isBuilt(built) ? built.documents[format] : built;
  }

  /** Whether a document is what its feed is until the next one is put in its place: copies of it may be answered with. */
  isLasting(name: FeedName, format: FeedFormat, document: Document): boolean {
    return this.#upkeep.isLasting(name, format, document);
  }

  /** A feed as people are told of it. */
  async about(name: FeedName): Promise<About | Absent> {
    const built = await this.#upkeep.built(name);
    if (!isBuilt(built)) return built;
    const { title, description, entries, older, archiveOf } = await this.#modelOf(built);
    if (archiveOf) return { moved: archiveOf };
    return { name: built.name, title, description, entries, archived: older !== undefined };
  }

  async #modelOf(built: Built): Promise<Pick<FeedModel, 'title' | 'description' | 'entries' | 'older' | 'archiveOf'>> {
    const known = this.#models.get(built.name);
    if (known?.built === built) return known.model;
    const model = await this.#profiles.of(built.name).builder.build(built.name);
    if (!isModel(model)) return { title: built.name, description: '', entries: [] };
    this.#models.set(built.name, { built, model });
    return model;
  }

  opml(): Document {
    if (!this.#opml) {
      const { site, addresses } = this.#parts;
      const body = writeOpml(site, this.listing(), (name) => this.address(name, 'atom'), addresses.own('/'));
      const self = addresses.own('/feeds.opml');
      this.#opml = new Document({ body, type: 'text/x-opml; charset=utf-8', self, updated: '' });
      this.#maker.stamp(OPML, [this.#opml]);
    }
    return this.#opml;
  }

  /** Canonical absolute address. */
  address(name: FeedName, format: FeedFormat): string {
    return this.#maker.address(name, format);
  }

  /** Addresses, from the root of the site, of the icons that feeds name. */
  icons(): Promise<Set<string>> {
    return this.#catalogue.icons();
  }

  /** Feeds that moved, and where to. */
  moved(): Promise<{ from: FeedName; to: FeedName }[]> {
    return this.#catalogue.moved();
  }

  /** Feeds of folders and tags, for people. */
  listing(): Listing {
    return this.#catalogue.listing();
  }

  /** Every feed there is, for static files; with `nodes` also one for each node. */
  names(options: { nodes?: boolean } = {}): FeedName[] {
    return this.#catalogue.names(options);
  }

  /** The archive pages of a feed, newest first. */
  archives(name: FeedName): Promise<FeedName[]> {
    return this.#catalogue.archives(name);
  }

  /**
   * To be called after every pass, once library and ledger hold it, with every node whose text, place, tags, dates or
   * resolved links changed. Rebuilds exactly the kept feeds they are or were in. The promise is fulfilled when all of
   * it can be fetched, with the documents whose bytes changed; it is never rejected.
   */
  touch(touched: readonly Touch[]): Promise<Document[]> {
    const names = touchedNames(touched, this.#parts.site.sources);
    if (touched.length > 0) for (const name of this.#profiles.searches()) names.add(name);
    const nodes = new Set(touched.flatMap(({ before, after }) => [before?.id, after?.id]));
    return this.#renew(touched, (name) => {
      const { page, name: inner } = partsOf(name);
      return names.has(inner) && (page === undefined || this.#upkeep.isPageTouched(name, nodes));
    });
  }

  /** The same, where it is not known what changed. */
  touchAll(): Promise<Document[]> {
    return this.#renew(undefined, () => true);
  }

  /** Builds what was found out of date on disk. */
  catchUp(): Promise<Document[]> {
    return this.#upkeep.catchUp();
  }

  /** To be called when the search index has grown. */
  touchSearches(): Promise<Document[]> {
    const names = new Set(this.#profiles.searches());
    return names.size === 0 ? Promise.resolve([]) : this.#renew([], (name) => names.has(name));
  }

  #renew(touched: readonly Touch[] | undefined, isTouched: Parameters<Upkeep['renew']>[1]): Promise<Document[]> {
    this.#opml = undefined;
    return this.#upkeep.renew(touched, isTouched);
  }

  /** Resolves when disk holds all that is served. */
  settled(): Promise<void> {
    return this.#upkeep.settled();
  }
}
