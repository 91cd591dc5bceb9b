/** What the feed room is given. */
import type { Ledger, NodeRecord } from '../ledger/ledger.ts';
import type { Addresses } from '../library/address.ts';
import type { Log } from '../log.ts';
import type { Node } from '../node/node.ts';
import type { FeedName, FeedSettings, FeedSite, OwnFeed } from './feed.ts';
import type { Shelf } from './shelf.ts';
import type { Stamps } from './stamps.ts';

/** The part of the library that feeds read. Live nodes only. */
export interface FeedLibrary {
  get(id: string): Node | undefined;
  latest(filter: {
    source?: string;
    folder?: { source: string; path: string };
    tag?: string;
    limit: number;
    offset?: number;
  }): Node[];
  /** Every node that fits, in no order. */
  births(filter: { folder?: { source: string; path: string }; tag?: string }): { id: string; published: string }[];
  folders(): { source: string; path: string; count: number }[];
  tags(): { key: string; name: string; count: number }[];
  /** Best first. */
  search(query: string, limit: number): { node: Node }[];
  /** Live nodes that once lay below a folder: where, and where now. */
  formerlyIn(folder: { source: string; path: string }): { was: string; id: string; path: string }[];
}

export interface FeedParts {
  site: FeedSite;
  addresses: Addresses;
  library: FeedLibrary;
  ledger: Pick<Ledger, 'changes' | 'removals' | 'nodesById'>;
  /** The node's text as clean HTML with absolute addresses, without a content note. */
  html(node: Node): Promise<string>;
  /** Tags a removed node had, read from git: for the tombstones of tag feeds. Without it tag feeds have none. */
  removedTags?(record: NodeRecord): Promise<readonly string[]>;
  /** Whether a node would be public at a path it once had: what was private there leaves no trace. */
  wasPublic?(node: Node, path: string): boolean;
  settings: FeedSettings;
  /** What is said of this feed itself, where that is not made of its topic. */
  own?: OwnFeed;
  now(): Date;
  log: Log;
}

export interface FeedStoreParts extends FeedParts {
  /** Options of single feeds. */
  feeds?: readonly OwnFeed[];
  /** Without them there is no Last-Modified. */
  stamps?: Stamps;
  /** Where documents outlive the process. */
  shelf?: Shelf;
  /** What answers with copies of documents is told here, in one step, which feeds they are of that are others now. */
  copies?: { drop(names: readonly FeedName[]): void };
  /** All that feeds are made of, as one text: what the shelf holds is good while it stays the same. */
  state?(): string;
  /**
   * Whether all that a feed is made of has been read; once true, it stays so. Before, none is built: what was built last is
   * served. Without it everything is there.
   */
  ready?(name: FeedName): boolean;
  /** Bytes of documents, and of entries to make further ones from. */
  memory?: { documents: number; entries: number };
}

/** A node as it was and as it is; one side is absent where it was not public. */
export interface Touch {
  before?: Node;
  after?: Node;
}
