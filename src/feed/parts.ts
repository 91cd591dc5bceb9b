/** What the feed room is given. */
import type { Ledger, NodeRecord } from '../ledger/ledger.ts';
import type { Addresses } from '../library/address.ts';
import type { Log } from '../log.ts';
import type { Node } from '../node/node.ts';
import type { FeedSite } from './feed.ts';

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
  folders(): { source: string; path: string; count: number }[];
  tags(): { key: string; name: string; count: number }[];
}

export interface FeedParts {
  site: FeedSite;
  addresses: Addresses;
  library: FeedLibrary;
  ledger: Pick<Ledger, 'changes' | 'removals'>;
  /** The node's text as clean HTML with absolute addresses, without a content note. */
  html(node: Node): Promise<string>;
  /** Tags a removed node had, read from git: for the tombstones of tag feeds. Without it tag feeds have none. */
  removedTags?(record: NodeRecord): Promise<readonly string[]>;
  /** `tombstones`: milliseconds that a removal is told. */
  settings: { limit: number; content: 'full' | 'summary'; tombstones: number };
  now(): Date;
  log: Log;
}

/** A node as it was and as it is; one side is absent where it was not public. */
export interface Touch {
  before?: Node;
  after?: Node;
}
