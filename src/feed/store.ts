/**
 * The documents of all feeds: built when first asked for, or before that while there is nothing else to do (`fill`), and
 * kept from then on, on disk and, while they are in use, in memory. At the end of a pass those in use that it touched
 * appear in one step; the other touched ones are built when they are asked for, or by `fill`. Until a pass has ended, and
 * where a build fails, the last good ones are served.
 */
import { type About, Abouts } from './about.ts';
import { Catalogue } from './catalogue.ts';
import type { Document } from './document.ts';
import { type Absent, type FeedFormat, type FeedName, FORMATS } from './feed.ts';
import { Fill } from './fill.ts';
import { Keep } from './keep.ts';
import { isTouchedBy } from './left.ts';
import { FeedList } from './list.ts';
import type { Listing } from './listing.ts';
import { isBuilt, Maker } from './maker.ts';
import { type Changed, newsOf } from './news.ts';
import type { FeedStoreParts, Touch } from './parts.ts';
import { Profiles } from './profiles.ts';
import { NotReady } from './ready.ts';
import { touchedNames } from './touched.ts';
import { Upkeep } from './upkeep.ts';

export type { About } from './about.ts';
export type { FeedStoreParts, Touch } from './parts.ts';

/** Bytes on disk from which on nothing is built that nobody has asked for. */
const ROOM = 1_000_000_000;

export class FeedStore {
  readonly #parts: FeedStoreParts;
  readonly #profiles: Profiles;
  readonly #maker: Maker;
  readonly #upkeep: Upkeep;
  readonly #catalogue: Catalogue;
  readonly #abouts: Abouts;
  readonly #keep: Keep;
  readonly #list: FeedList;
  readonly #fill: Fill;
  /** Feeds to tell of that passes touched while nothing could be built; undefined where nothing was missed. */
  #missed: Set<FeedName> | undefined;

  constructor(parts: FeedStoreParts) {
    const memory = parts.memory ?? { documents: 48_000_000, entries: 24_000_000 };
    this.#parts = parts;
    this.#profiles = new Profiles(parts, memory.entries);
    this.#maker = new Maker(parts, this.#profiles);
    this.#keep = new Keep(parts, memory.documents);
    this.#upkeep = new Upkeep(parts, this.#profiles, this.#maker, this.#keep);
    this.#catalogue = new Catalogue(parts, this.#profiles, this.#maker);
    this.#list = new FeedList(this.#catalogue, this.#keep);
    this.#fill = new Fill(() => [...this.#catalogue.listed(), ...this.#upkeep.stale]);
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

  /** The list of all feeds: the last one that could be made. Throws NotReady where there never was one. */
  opml(): Document {
    return this.#list.document(this.isReady());
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
   * resolved links changed. Rebuilds exactly the kept feeds they are or were in, those in use at once. The promise is
   * fulfilled when all of it can be fetched, with the documents whose bytes are known to have changed and, where there is
   * a hub, with those of touched feeds that were never built; it is never rejected.
   */
  touch(touched: readonly Touch[]): Promise<Changed[]> {
    if (this.#missed) return this.touchAll(touched);
    const names = this.#namesOf(touched);
    const told = newsOf(names, touched);
    this.#fill.want(told);
    const isTouched = isTouchedBy(this.#parts, touched, names, (page, nodes) =>
      this.#upkeep.isPageTouched(page, nodes),
    );
    return this.#tell(told, () => this.#upkeep.renew(touched, isTouched));
  }

  /** The same where it is not known what else changed. Until it can be built, nothing of nodes taken back is served. */
  touchAll(touched: readonly Touch[] = []): Promise<Changed[]> {
    const names = this.#namesOf(touched);
    const told = new Set([...(this.#missed ?? []), ...newsOf(names, touched)]);
    this.#missed = this.isReady() ? undefined : told;
    this.#fill.want(told);
    if (!this.#missed) return this.#tell(told, () => this.#upkeep.renewAll());
    const gone = touched.filter(({ after }) => !after);
    this.#upkeep.withhold(this.#namesOf(gone));
    if (gone.length > 0) this.#list.withhold();
    return Promise.resolve([]);
  }

  /** Every feed that the nodes are or were in. */
  #namesOf(touched: readonly Touch[]): Set<FeedName> {
    const searches = touched.length > 0 ? this.#profiles.searches() : [];
    return new Set([...touchedNames(touched, this.#parts.site.sources), ...searches]);
  }

  /** Builds some of what is out of date on disk; `fill` builds the rest. */
  catchUp(): Promise<Changed[]> {
    return this.#missed ? this.touchAll() : this.#upkeep.catchUp();
  }

  /**
   * Builds one more of the feeds that are listed or were touched. Returns what changed; undefined where nothing is left to
   * do. Rejects where it cannot be told what there is.
   */
  async fill(): Promise<Changed[] | undefined> {
    const { shelf } = this.#parts;
    if (!shelf || !this.isReady()) return undefined;
    if (this.isBehind || this.#upkeep.isNew) return this.catchUp();
    this.opml();
    const isFull = shelf.size >= ROOM;
    const next = this.#fill.next((name) => this.#upkeep.isMissing(name) && !(isFull && !this.#keep.has(name)));
    // What cannot be built is logged there, and tried again after the next pass.
    const changed = await this.#upkeep.fill(next).catch(() => []);
    return next === undefined && changed.length === 0 ? undefined : changed;
  }

  /** To be called when the search index has grown. */
  touchSearches(): Promise<Changed[]> {
    if (this.#missed) return this.touchAll();
    const names = new Set(this.#profiles.searches());
    return names.size === 0
      ? Promise.resolve([])
      : this.#tell([], () => this.#upkeep.renew([], (name) => names.has(name)));
  }

  /** `told`: feeds that a hub may have subscribers of. Those that were never built are built when it fetches them. */
  async #tell(told: Iterable<FeedName>, renew: () => Promise<Document[]>): Promise<Changed[]> {
    this.#list.touch();
    const unasked = this.#parts.site.hub === undefined ? [] : [...told].filter((name) => this.#isUnasked(name));
    const documents = await renew();
    const known = new Set(documents.map(({ self }) => self));
    const others = unasked.flatMap((name) => FORMATS.map((format) => ({ self: this.address(name, format) })));
    return [...documents, ...others.filter(({ self }) => !known.has(self))];
  }

  #isUnasked(name: FeedName): boolean {
    return !this.#keep.has(name) && (this.#parts.ready?.(name) ?? true) && this.#catalogue.has(name);
  }

  /** Resolves when disk holds all that is served. */
  settled(): Promise<void> {
    return this.#upkeep.settled();
  }
}
