/** Feeds and pages of the library: everything a reader can fetch, made of the same parts for server and static build. */
import type { Link } from '../announce/announcement.ts';
import type { NodeRecord } from '../change/change.ts';
import type { Config } from '../config/schema.ts';
import type { FeedSite } from '../feed/feed.ts';
import type { Touch } from '../feed/parts.ts';
import type { Stamps } from '../feed/stamps.ts';
import { FeedStore } from '../feed/store.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type Addresses, forgeUrl } from '../library/address.ts';
import type { Library } from '../library/library.ts';
import type { Presenter } from '../library/present.ts';
import type { Log } from '../log.ts';
import type { Node } from '../node/node.ts';
import type { Source } from '../pipeline/source.ts';
import type { NodePage } from '../web/node-page.ts';
import type { WebSite } from '../web/site.ts';

export interface PublisherParts {
  config: Config;
  library: Library;
  ledger: Ledger;
  sources: readonly Source[];
  presenter: Presenter;
  addresses: Addresses;
  stamps?: Stamps;
  log: Log;
  now(): Date;
}

export class Publisher {
  readonly site: WebSite;
  readonly feeds: FeedStore;
  readonly #parts: PublisherParts;

  constructor(parts: PublisherParts) {
    const { config, library, ledger, addresses, stamps, log } = parts;
    const { title, description, language, baseUrl, feeds: settings } = config;
    this.#parts = parts;
    this.site = { title, description, language, baseUrl };
    this.feeds = new FeedStore({
      ...{ site: feedSite(config), addresses, library, ledger, settings, stamps, log },
      html: (node) => this.html(node),
      removedTags: (record) => this.#removedTags(record),
      now: () => parts.now(),
    });
  }

  /** After every pass. Feeds in use are rebuilt behind the scenes. */
  touch(touched: readonly Touch[] | 'all'): void {
    if (touched === 'all') void this.feeds.touchAll();
    else if (touched.length > 0) void this.feeds.touch(touched);
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

  /** `gone` for a node that was public once. */
  async page(id: string): Promise<NodePage | 'gone' | undefined> {
    const { library, presenter, addresses, ledger, sources } = this.#parts;
    const node = library.get(id);
    if (!node) {
      const records = await Promise.all(sources.map((source) => ledger.nodesById(source.name, [id])));
      return records.flat().some((record) => record.removedAt !== undefined) ? 'gone' : undefined;
    }
    const references: Link[] = presenter
      .references(node)
      .filter((reference) => reference.kind !== 'mention')
      .map(({ title, url, id: nodeId, note }) => ({ title, url, nodeId, note }));
    const backlinks: Link[] = library.backlinks(id).map((other) => {
      const title = other.emoji ? `${other.emoji} ${other.title}` : other.title;
      return { title, url: addresses.page(other.id), nodeId: other.id };
    });
    return { node, html: await this.html(node), references, backlinks, source: addresses.file(node.source, node.path) };
  }

  async #removedTags(record: NodeRecord): Promise<readonly string[]> {
    const source = this.#parts.sources.find(({ name }) => name === record.source);
    const text = await source?.text(record.oid);
    return source && text !== undefined ? source.parse(text, record.path).tags : [];
  }
}

function feedSite(config: Config): FeedSite {
  const { title, description, language, author, copyright, sources } = config;
  return {
    ...{ title, description, language, copyright },
    author: author ?? { name: title },
    // What the sources are called stays when the site moves; their public address tells two sites apart.
    identity: sources.map(({ name, namespace, url }) => `${forgeUrl(url) ?? name}\n${namespace}`).join('\n'),
    sources: sources.map(({ name }) => name),
  };
}
