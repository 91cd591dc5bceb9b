/** Feeds of the library, made of the same parts for server and static build. */
import type { NodeRecord } from '../change/change.ts';
import type { Config } from '../config/schema.ts';
import type { FeedName, FeedSite } from '../feed/feed.ts';
import type { Changed } from '../feed/news.ts';
import type { Shelf } from '../feed/shelf.ts';
import type { Stamps } from '../feed/stamps.ts';
import { FeedStore, type FeedStoreParts } from '../feed/store.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type Addresses, forgeUrl, type SourceAddresses } from '../library/address.ts';
import type { Library } from '../library/library.ts';
import type { Presenter } from '../library/present.ts';
import type { Log } from '../log.ts';
import type { Node } from '../node/node.ts';
import type { Source } from '../pipeline/source.ts';
import type { PassResult } from '../pipeline.ts';
import { configMark, type Makings, programMark } from './makings.ts';
import { planPings } from './pings.ts';

export interface PublisherParts {
  config: Config;
  library: Library;
  ledger: Ledger;
  sources: readonly Source[];
  presenter: Presenter;
  addresses: Addresses;
  /** Where sources can be seen. */
  places?: ReadonlyMap<string, SourceAddresses>;
  stamps?: Stamps;
  shelf?: Shelf;
  copies?: FeedStoreParts['copies'];
  /** Sources of which the ledger knows also what was before the first run. */
  past?(): readonly string[];
  /** Whether the library holds what feeds are made of; without it, it does. */
  isRead?(): boolean;
  log: Log;
  now(): Date;
}

export class Publisher {
  readonly feeds: FeedStore;
  readonly #parts: PublisherParts;
  readonly #marks: Pick<Makings, 'program' | 'config'>;
  #published: string;
  /** Whether searches have ever found all that is in the library: the index of a new one grows behind it. */
  #isIndexed: boolean;

  constructor(parts: PublisherParts) {
    const { config, library, ledger, addresses, stamps, shelf, copies, log } = parts;
    const { feeds: settings } = config;
    this.#parts = parts;
    this.#marks = { program: programMark(), config: configMark(config) };
    this.feeds = new FeedStore({
      ...{ site: feedSite(config), addresses, library, ledger: watched(ledger, config), settings, stamps, shelf, log },
      copies,
      feeds: settings.own,
      state: () => this.#makings(),
      ready: (name) => this.#isReady(name),
      wasPublic: (node, path) => this.#wasPublic(node, path),
      html: (node) => this.html(node),
      removedTags: (record) => this.#removedTags(record),
      now: () => parts.now(),
    });
    this.#published = shelf?.state ?? this.#makings();
    this.#isIndexed = this.feeds.isReady() && library.unindexed() === 0;
  }

  /**
   * After every pass, whatever its outcome. Resolves when every feed it touched can be fetched as it is now, and the hub
   * is about to hear of it. Never rejects.
   */
  async publish({ outcome, touched }: Pick<PassResult, 'outcome' | 'touched'>): Promise<void> {
    const { sources } = this.#parts;
    const [before, now] = [this.#published, this.#makings()];
    this.#published = now;
    const [was, is] = [JSON.parse(before) as Makings, JSON.parse(now) as Makings];
    const otherwise = JSON.stringify({ ...was, heads: 0 }) !== JSON.stringify({ ...is, heads: 0 });
    const reread = sources.some(({ name }) => was.heads[name]?.[1] !== is.heads[name]?.[1]);
    // Another replica's passes are taken over without being counted node by node.
    const unseen = outcome !== 'changed' && before !== now;
    const all = outcome === 'first' || otherwise || reread || unseen || this.feeds.isBehind;
    if (all) await this.#tell(this.feeds.touchAll(touched));
    else if (touched.length > 0 || before !== now) await this.#tell(this.feeds.touch(touched));
  }

  /** What changed while nobody looked, or was left undone by a crash. */
  async catchUp(): Promise<void> {
    await this.#tell(this.feeds.catchUp());
  }

  /** Search feeds hold what the index knows. */
  async indexed(): Promise<void> {
    this.#isIndexed = true;
    await this.#tell(this.feeds.touchSearches());
  }

  /** One step towards every listed feed being kept. `told`: the hub is about to hear of something. Rejects as the store does. */
  async fill(): Promise<'told' | 'built' | 'done'> {
    const changed = await this.feeds.fill();
    if (changed === undefined) return 'done';
    await this.#ping(changed);
    return changed.length > 0 ? 'told' : 'built';
  }

  async #tell(changed: Promise<Changed[]>): Promise<void> {
    const began = performance.now();
    const documents = await changed;
    const milliseconds = Math.round(10 * (performance.now() - began)) / 10;
    this.#parts.log.debug({ documents: documents.length, milliseconds }, 'feeds are published');
    await this.#ping(documents);
  }

  /** Never rejects. */
  async #ping(documents: readonly Changed[]): Promise<void> {
    const { config, ledger, log, now } = this.#parts;
    if (config.feeds.hub === undefined || documents.length === 0) return;
    const names = config.sources.map(({ name }) => name);
    try {
      const topics = await planPings(ledger, names, documents, now());
      log.debug({ topics }, 'the hub is told');
    } catch (err) {
      log.error({ err }, 'the hub could not be told of changed feeds');
    }
  }

  #isReady(name: FeedName): boolean {
    if (this.#parts.isRead && !this.#parts.isRead()) return false;
    if (!name.startsWith('searches/')) return true;
    this.#isIndexed ||= this.#parts.library.unindexed() === 0;
    return this.#isIndexed;
  }

  #makings(): string {
    const { library, sources, places } = this.#parts;
    const heads = Object.fromEntries(
      sources.map((one): [string, [string | undefined, string]] => [
        one.name,
        [library.head(one.name), one.fingerprint],
      ]),
    );
    const past = this.#parts.past?.() ?? [];
    return JSON.stringify({ ...this.#marks, places: Object.fromEntries(places ?? []), heads, past } satisfies Makings);
  }

  #wasPublic(node: Node, path: string): boolean {
    const source = this.#parts.sources.find(({ name }) => name === node.source);
    return source?.state(path, node) === 'live';
  }

  async text(node: Node): Promise<string | undefined> {
    return this.#parts.sources.find((source) => source.name === node.source)?.text(node.oid);
  }

  /** Throws when the text cannot be read. */
  async html(node: Node): Promise<string> {
    const text = await this.text(node);
    if (text === undefined) throw new Error(`the text of ${node.path} cannot be read from the mirror`);
    return this.#parts.presenter.html(node, text);
  }

  async #removedTags(record: NodeRecord): Promise<readonly string[]> {
    const source = this.#parts.sources.find(({ name }) => name === record.source);
    const text = await source?.text(record.oid);
    return source && text !== undefined ? source.parse(text, record.path).tags : [];
  }
}

function feedSite(config: Config): FeedSite {
  const { title, description, language, author, copyright, sources } = config;
  const { hub, icon } = config.feeds;
  return {
    ...{ title, description, language, copyright, hub, icon },
    author: author ?? { name: title },
    sources: sources.map(({ name }) => name),
    // What a source is called stays when the site moves; its public address tells two sites apart, its namespace two
    // sources of one site: the config lets no two have the same.
    identities: new Map(sources.map(({ name, namespace, url }) => [name, `${forgeUrl(url) ?? name}\n${namespace}`])),
  };
}

/** What the ledger still knows of sources that the config names no more is not told. */
function watched(ledger: Ledger, { sources }: Config): FeedStoreParts['ledger'] {
  const names = sources.map(({ name }) => name);
  return {
    changes: (filter) => ledger.changes({ ...filter, sources: names }),
    nodesById: (source, ids) => ledger.nodesById(source, ids),
    removals: async (since) => (await ledger.removals(since)).filter(({ source }) => names.includes(source)),
  };
}
