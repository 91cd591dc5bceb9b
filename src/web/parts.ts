/** What the web server is given. */
import type { Document } from '../feed/document.ts';
import type { Absent, Entry, FeedFormat, FeedName } from '../feed/feed.ts';
import type { Listing } from '../feed/listing.ts';
import type { About } from '../feed/store.ts';
import type { Log } from '../log.ts';
import type { Health } from './health.ts';
import type { HookSecrets } from './hooks.ts';
import type { NodePage } from './node-page.ts';
import type { WebSite } from './site.ts';

/** The part of the feed store that is served. */
export interface ServedFeeds {
  get(name: FeedName, format: FeedFormat): Promise<Document | Absent>;
  /** Canonical absolute address. */
  address(name: FeedName, format: FeedFormat): string;
  about(name: FeedName): Promise<About | Absent>;
  opml(): Document;
  recent(name: FeedName, limit: number): Promise<Entry[]>;
  listing(): Listing;
}

export interface WebParts {
  site: WebSite;
  feeds: ServedFeeds;
  /** A page of a live node; `gone` for one that was taken back. */
  node(id: string): Promise<NodePage | 'gone' | undefined>;
  health(): Health;
  hooks: HookSecrets;
  /** A hook said that there may be something new. Never waited for. */
  look(forge: keyof HookSecrets): void;
  log: Log;
}
