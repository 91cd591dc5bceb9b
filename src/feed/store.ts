/**
 * The documents of all feeds: built when first asked for, kept from then on, in memory and on disk, and rebuilt at the
 * end of every pass that touched them. All that one pass changes appears in one step; until then, and if a build
 * fails, the last good ones are served.
 */
import { type About, Abouts } from './about.ts';
import { partsOf } from './archive.ts';
import { Catalogue } from './catalogue.ts';
import type { Document } from './document.ts';
import { type Absent, type FeedFormat, type FeedName, FORMATS } from './feed.ts';
import { feedsLeft } from './left.ts';
import type { Listing } from './listing.ts';
import { isBuilt, Maker } from './maker.ts';
import { type Changed, newsOf } from './news.ts';
import type { FeedStoreParts, Touch } from './parts.ts';
import { Profiles } from './profiles.ts';
import { NotReady } from './ready.ts';
import type { IsTouched } from './stale.ts';
import { touchedNames } from './touched.ts';
import { Upkeep } from './upkeep.ts';

export type { About } from './about.ts';
export type { FeedStoreParts, Touch } from './parts.ts';

export class FeedStore {
  readonly #parts: FeedStoreParts;
  readonly #profiles: Profiles;
  readonly #maker: Maker;
  readonly #upkeep: Upkeep;
  readonly #catalogue: Catalogue;
  readonly #abouts: Abouts;
  #opml: Document | undefined;
  /** Feeds to tell of that passes touched while nothing could be built; undefined where nothing was missed. */
  #missed: Set<FeedName> | undefined;

  constructor(parts: FeedStoreParts) {
    const memory = parts.memory ?? { documents: 48_000_000, entries: 24_000_000 };
    this.#parts = parts;
    this.#profiles = new Profiles(parts, memory.entries);
    this.#maker = new Maker(parts, this.#profiles);
    this.#upkeep = new Upkeep(parts, this.#profiles, this.#maker, memory.documents);
    this.#catalogue = new Catalogue(parts, this.#profiles, this.#maker);
    this.#abouts = new Abouts(this.#profiles);
    this.#missed = this.isReady() ? undefined : new Set();
  }

  /** Whether there is all that feeds are made of. Until then the last good documents are served, and nothing is built. */
  isReady(): boolean {
    return this.#parts.ready?.('all') ?? true;
  }

  /** Whether something may have happened that nothing was built after: then everything is to be touched. */
  get isBehind(): boolean {
    return this.#missed !== undefined;
  }

  /**
   * Throws only when the first build of a feed fails, and NotReady where that cannot be begun yet; later failures are
   * logged and the last good documents served.
   */
  async get(name: FeedName, format: FeedFormat): Promise<Document | Absent> {
    const built = await this.#upkeep.built(name);
    return isBuilt(built) ? built.documents[format] : built;
  }

  /** Whether a document is what its feed is until the next one is put in its place: copies of it may be answered with. */
  isLasting(name: FeedName, format: FeedFormat, document: Document): boolean {
    return this.#upkeep.isLasting(name, format, document);
  }

  /** A feed as people are told of it. Throws as `get` does, and NotReady also where only its documents are there. */
  async about(name: FeedName): Promise<About | Absent> {
    const built = await this.#upkeep.built(name);
    if (!isBuilt(built)) return built;
    if (!this.isReady()) throw new NotReady();
    return this.#abouts.of(built);
  }

  /** Throws NotReady. */
  opml(): Document {
    if (!this.isReady()) throw new NotReady();
    this.#opml ??= this.#catalogue.opml();
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
   * it can be fetched, with the documents whose bytes changed and, where there is a hub, with those of touched feeds that
   * nobody asked for; it is never rejected.
   */
  touch(touched: readonly Touch[]): Promise<Changed[]> {
    if (this.#missed) return this.touchAll(touched);
    const names = this.#namesOf(touched);
    const nodes = new Set(touched.flatMap(({ before, after }) => [before?.id, after?.id]));
    const left = feedsLeft(this.#parts, touched);
    left.catch(() => undefined);
    const isTouched = async (feed: FeedName) => {
      const { page, name } = partsOf(feed);
      if (!names.has(name) && !(await left).has(name)) return false;
      return page === undefined || this.#upkeep.isPageTouched(feed, nodes);
    };
    return this.#renew(touched, isTouched, newsOf(names, touched));
  }

  /** The same where it is not known what else changed. Until it can be built, nothing of nodes taken back is served. */
  touchAll(touched: readonly Touch[] = []): Promise<Changed[]> {
    const told = new Set([...(this.#missed ?? []), ...newsOf(this.#namesOf(touched), touched)]);
    this.#missed = this.isReady() ? undefined : told;
    if (!this.#missed) return this.#renew(undefined, () => true, told);
    this.#upkeep.withhold(this.#namesOf(touched.filter(({ after }) => !after)));
    return Promise.resolve([]);
  }

  /** Every feed that the nodes are or were in. */
  #namesOf(touched: readonly Touch[]): Set<FeedName> {
    const searches = touched.length > 0 ? this.#profiles.searches() : [];
    return new Set([...touchedNames(touched, this.#parts.site.sources), ...searches]);
  }

  /** Builds what was found out of date on disk, or could not be built before. */
  catchUp(): Promise<Changed[]> {
    return this.#missed ? this.touchAll() : this.#upkeep.catchUp();
  }

  /** To be called when the search index has grown. */
  touchSearches(): Promise<Changed[]> {
    if (this.#missed) return this.touchAll();
    const names = new Set(this.#profiles.searches());
    return names.size === 0 ? Promise.resolve([]) : this.#renew([], (name) => names.has(name));
  }

  /** `told`: feeds that a hub may have subscribers of. */
  /** `told`: feeds that a hub may have subscribers of. Those that nobody asked for are built when it fetches them. */
  async #renew(
    touched: readonly Touch[] | undefined,
    isTouched: IsTouched,
    told: Iterable<FeedName> = [],
  ): Promise<Changed[]> {
    this.#opml = undefined;
    const unasked = this.#parts.site.hub === undefined ? [] : [...told].filter((name) => this.#isUnasked(name));
    const documents = await this.#upkeep.renew(touched, isTouched);
    const known = new Set(documents.map(({ self }) => self));
    const others = unasked.flatMap((name) => FORMATS.map((format) => ({ self: this.address(name, format) })));
    return [...documents, ...others.filter(({ self }) => !known.has(self))];
  }

  #isUnasked(name: FeedName): boolean {
    return !this.#upkeep.has(name) && (this.#parts.ready?.(name) ?? true) && this.#catalogue.has(name);
  }

  /** Resolves when disk holds all that is served. */
  settled(): Promise<void> {
    return this.#upkeep.settled();
  }
}
