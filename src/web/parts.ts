/** What the web server is given. */
import type { ChangeKind } from '../change/change.ts';
import type { Comparison, Listed, Revision } from '../desk/history.ts';
import type { Document, Packed } from '../feed/document.ts';
import type { Absent, FeedFormat, FeedName, Topic } from '../feed/feed.ts';
import type { Listing } from '../feed/listing.ts';
import type { About } from '../feed/store.ts';
import type { Detail } from '../feed/words.ts';
import type { Folder } from '../library/library.ts';
import type { SeenReference } from '../library/present.ts';
import type { Log } from '../log.ts';
import type { Node } from '../node/node.ts';
import type { MapAddresses, SkyMap } from '../sky/map.ts';
import type { Neighbourhood } from '../sky/neighbourhood.ts';
import type { Copy } from './edge/copies.ts';
import type { Health } from './health.ts';
import type { HookSecrets } from './hooks.ts';
import type { WebSite } from './site.ts';

/** The part of the feed store that is served. */
export interface ServedFeeds {
  /** Whether there is all that feeds and pages are made of; once true, it stays so. */
  isReady(): boolean;
  /** `get`, `about` and `opml` throw NotReady of what cannot be built yet. */
  get(name: FeedName, format: FeedFormat): Promise<Document | Absent>;
  /** Whether a document is what its feed is until the next is put in its place: other readers may be answered with a copy. */
  isLasting(name: FeedName, format: FeedFormat, document: Document): boolean;
  /** Canonical absolute address. */
  address(name: FeedName, format: FeedFormat): string;
  about(name: FeedName): Promise<About | Absent>;
  opml(): Document;
  listing(): Listing;
}

/** Something that happened, for the timeline. */
export interface Moment {
  id: string;
  kind: ChangeKind;
  /** ISO instant. */
  at: string;
  /** The node as it is now; absent for one that was withdrawn. */
  node?: Node;
  /** `revised: 2 sections, +120 −30 words`. */
  what: string;
  /** A line for each thing that changed; none for a node behind a content note. */
  details: Detail[];
}

/** Everything a node's page shows. */
export interface NodePage {
  node: Node;
  /** Its text as clean HTML with absolute addresses, without title and content note. */
  html: string;
  references: SeenReference[];
  /** Nodes that refer to it. */
  backlinks: Node[];
  neighbourhood: Neighbourhood;
  /** Where its title leads, if that is another page than ours. */
  canonical?: string;
  /** Where its author keeps it. */
  source?: string;
}

/** A node that is there. */
export interface FoundNode {
  /** Its page as it was made before, where everything on it is still the same. */
  made?: Packed;
  page(): Promise<NodePage>;
  /** Its page as it was made now. */
  keep(page: Document): void;
}

/** The nodes of a folder or a tag. */
export interface Shelved {
  /** Newest change in substance first. */
  nodes: Node[];
  /** Whether there are more than are listed. */
  more: boolean;
}

/** Some of a node's versions. */
export interface NodeHistory {
  node: Node;
  listed: Listed;
  /** Versions that were asked for by their keys. */
  chosen: Revision[];
}

/** What pages are made of. Live nodes only: drafts, excluded and withdrawn ones are in none of it. */
export interface ServedPages {
  /** Names of the sources. */
  sources: readonly string[];
  /** Another whenever a page may have become another. */
  version(): string;
  /** Settled changes, newest first. */
  news(limit: number): Promise<Moment[]>;
  newest(limit: number): Node[];
  count(): number;
  /** `gone` for a node that was public once. */
  node(id: string): Promise<FoundNode | 'gone' | undefined>;
  shelf(topic: Topic): Shelved;
  /** Nodes at the root of the sources. */
  rootNodes(): Node[];
  /** Best first. */
  search(query: string, limit: number): Node[];
  /** What comes nearest to words that nothing may fit. */
  nearest(query: string, limit: number): Node[];
  /** The node at a path it has or once had in public, or the folder. */
  at(path: string): { id: string } | { folder: Folder } | undefined;
  /** `count` versions, newest first, after `from` newer ones; none where there are no more. `chosen`: keys. */
  revisions(
    id: string,
    from: number,
    count: number,
    chosen: readonly string[],
  ): Promise<NodeHistory | 'gone' | undefined>;
  comparison(
    id: string,
    one: string,
    other: string,
  ): Promise<{ node: Node; comparison: Comparison } | 'gone' | undefined>;
  /** PNG of a node's constellation. */
  picture(id: string): Promise<Buffer | 'gone' | undefined>;
  sky(addresses: MapAddresses): Promise<SkyMap>;
  /** Nodes in the order of their birth, a few at a time. */
  everyNode(): AsyncIterable<Node>;
}

export interface WebParts {
  site: WebSite;
  feeds: ServedFeeds;
  /** Where copies of feeds are answered with; without it each request comes here. */
  copies?: { put(copy: Copy): void };
  pages: ServedPages;
  health(): Health;
  hooks: HookSecrets;
  /** A hook said that there may be something new. Never waited for. */
  look(forge: keyof HookSecrets): void;
  log: Log;
}
