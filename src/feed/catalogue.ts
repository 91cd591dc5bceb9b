/** Which feeds there are, which there were, and which icons they name. */

import { filterOf } from './archive.ts';
import { Document } from './document.ts';
import { type FeedName, nameOf, topicOf } from './feed.ts';
import { type Listing, listFeeds } from './listing.ts';
import { isModel, type Maker } from './maker.ts';
import { writeOpml } from './opml.ts';
import type { FeedStoreParts } from './parts.ts';
import type { Profiles } from './profiles.ts';

export class Catalogue {
  readonly #parts: Pick<FeedStoreParts, 'site' | 'library' | 'addresses' | 'feeds'>;
  readonly #profiles: Profiles;
  readonly #maker: Maker;

  constructor(
    parts: Pick<FeedStoreParts, 'site' | 'library' | 'addresses' | 'feeds'>,
    profiles: Profiles,
    maker: Maker,
  ) {
    this.#parts = parts;
    this.#profiles = profiles;
    this.#maker = maker;
  }

  /** Feeds of folders and tags, for people. */
  listing(): Listing {
    return listFeeds(this.#parts.site, this.#parts.library, this.#parts.feeds);
  }

  /** The list of them all, as it is now; or with the bytes it had. */
  opml(known?: Buffer): Document {
    const { addresses } = this.#parts;
    const body = known ?? this.#writeOpml();
    const self = addresses.own('/feeds.opml');
    const document = new Document({ body, type: 'text/x-opml; charset=utf-8', self, updated: '' });
    this.#maker.stamp('opml', [document]);
    return document;
  }

  #writeOpml(): Buffer {
    const { site, addresses } = this.#parts;
    return writeOpml(site, this.listing(), (name) => this.#maker.address(name, 'atom'), addresses.own('/'));
  }

  /** Every feed that the list names, in an order in which those of the same nodes come one after the other. */
  listed(): FeedName[] {
    const { site, library } = this.#parts;
    const { folders, tags } = listFeeds(site, library);
    return ['all', 'changes', ...this.#profiles.searches(), ...[...folders, ...tags].map(({ name }) => name)];
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

  /** Whether a feed holds something now; those of everything, of changes and of searches may be empty. */
  has(name: FeedName): boolean {
    const { library, site } = this.#parts;
    const topic = topicOf(name, site.sources);
    if (topic?.kind === 'node') return library.get(topic.id) !== undefined;
    if (topic?.kind !== 'folder' && topic?.kind !== 'tag') return topic !== undefined;
    return library.latest({ ...filterOf(topic), limit: 1 }).length > 0;
  }

  /** The archive pages of a feed, newest first. */
  async archives(name: FeedName): Promise<FeedName[]> {
    const pages: FeedName[] = [];
    let model = await this.#profiles.of(name).builder.build(name);
    while (isModel(model) && model.older) {
      pages.push(model.older);
      model = await this.#profiles.of(model.older).builder.build(model.older);
    }
    return pages;
  }

  /** Addresses, from the root of the site, of the icons that feeds name. */
  async icons(): Promise<Set<string>> {
    const root = this.#parts.addresses.own('/icons/');
    const icons = new Set<string>();
    for (const name of this.names({ nodes: true })) {
      const icon = await this.#profiles.of(name).builder.icon(name);
      if (icon?.startsWith(root)) icons.add(icon.slice(root.length - '/icons/'.length));
    }
    return icons;
  }

  /** Feeds that moved, and where to. */
  async moved(): Promise<{ from: FeedName; to: FeedName }[]> {
    const found: { from: FeedName; to: FeedName }[] = [];
    for (const from of await this.#profiles.common.builder.formerNames()) {
      const model = await this.#profiles.of(from).builder.build(from);
      if (typeof model === 'object' && 'moved' in model) found.push({ from, to: model.moved });
    }
    return found;
  }
}
