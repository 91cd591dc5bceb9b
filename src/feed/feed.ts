/** What a feed is, as plain data: its name and address, its entries, what was taken back. */
import { encodePath } from '../library/address.ts';
import { fold } from '../library/keys.ts';

export const FORMATS = ['rss', 'atom', 'json'] as const;
export type FeedFormat = (typeof FORMATS)[number];

/** What a feed is about. */
export type Topic =
  | { kind: 'all' }
  | { kind: 'changes' }
  | { kind: 'folder'; source: string; path: string }
  /** `key`: the tag as the library folds it. */
  | { kind: 'tag'; key: string }
  | { kind: 'node'; id: string }
  /** A saved search, by its name. */
  | { kind: 'search'; key: string };

/** A topic as one string: `all`, `changes`, `folders/<path>`, `tags/<key>`, `nodes/<id>`, `searches/<name>`. Not percent-encoded. */
export type FeedName = string;

/** One entry, fit for every format: no control characters, one line of title, instants in whole seconds. */
export interface Entry {
  /** `urn:uuid:` and a UUID in lower case. */
  id: string;
  /** Plain text, with the node's emoji. */
  title: string;
  /** Absolute, ASCII. */
  link: string;
  /** ISO instants; `updated` is never before `published`. */
  published: string;
  updated: string;
  /** Whole content, every address absolute; never empty. */
  html: string;
  /** Plain text; may be empty. */
  summary: string;
  categories: string[];
  /** BCP 47, where it is not the site's language. */
  language?: string;
  contentNote?: string;
}

/** An entry that was taken back (RFC 6721). It holds nothing else of what it was. */
export interface Tombstone {
  id: string;
  /** ISO instant. */
  when: string;
}

export interface FeedModel {
  name: FeedName;
  /** `urn:uuid:…`, the same under another base URL. */
  id: string;
  title: string;
  description: string;
  /** The page for people. */
  home: string;
  /** Newest of what the feed holds, never the present. */
  updated: string;
  /** Newest `updated` first, then by id. */
  entries: Entry[];
  /** Newest first. */
  tombstones: Tombstone[];
  /** Absolute address. */
  icon?: string;
  /** An archive page (RFC 5005, 4) of the feed of this name. */
  archiveOf?: FeedName;
  /** The archive page before this document. */
  older?: FeedName;
  /** ISO instant from which the feed holds more than this without anything new in git: a change that settles. */
  staleAt?: string;
}

/**
 * What is where no feed is: `gone`, it once held something; `moved`, what it held is now in the feed of that name;
 * undefined, there never was one, as far as is known.
 */
export type Absent = 'gone' | { moved: FeedName } | undefined;

/** Canonical absolute addresses around a document, in its own format. */
export interface Places {
  self: string;
  /** Of an archive page: the feed it belongs to. */
  current?: string;
  /** The archive page before it. */
  older?: string;
}

/** What all feeds of a site share. */
export interface FeedSite {
  title: string;
  description: string;
  /** BCP 47. */
  language: string;
  author: { name: string; url?: string };
  copyright?: string;
  /** WebSub hub. */
  hub?: string;
  /** An emoji, or the absolute address of a picture. */
  icon?: string;
  /** Names of the sources. With more than one, folder feeds are named `folders/<source>/<path>`. */
  sources: string[];
  /** By source, what ids of feeds are made of: it stays when the base URL changes, and no other source has it. */
  identities: ReadonlyMap<string, string>;
}

/** What a feed shows of its nodes. */
export interface FeedSettings {
  /** Entries in one document. */
  limit: number;
  content: 'full' | 'summary';
  /** Nodes behind a content note: the note before the text, only the note, or left out. `first` unless told. */
  contentNotes?: 'first' | 'only' | 'omit';
  /** Milliseconds that a removal is told. */
  tombstones: number;
}

/** Options of one feed, over those of the site. */
export interface OwnFeed extends Partial<Pick<FeedSite, 'language' | 'author' | 'copyright' | 'icon'>> {
  /** In any spelling. */
  feed: FeedName;
  /** Of `searches/<name>`: what its nodes are found by. */
  query?: string;
  title?: string;
  description?: string;
  limit?: number;
  content?: FeedSettings['content'];
  contentNotes?: FeedSettings['contentNotes'];
}

export function nameOf(topic: Topic, sources: readonly string[]): FeedName {
  switch (topic.kind) {
    case 'folder':
      return sources.length > 1 ? `folders/${topic.source}/${topic.path}` : `folders/${topic.path}`;
    case 'tag':
      return `tags/${topic.key}`;
    case 'node':
      return `nodes/${topic.id}`;
    case 'search':
      return `searches/${topic.key}`;
    default:
      return topic.kind;
  }
}

/** Undefined where no feed can have that name. Tags may come in any spelling. */
export function topicOf(name: FeedName, sources: readonly string[]): Topic | undefined {
  if (name === 'all' || name === 'changes') return { kind: name };
  const [kind, ...rest] = name.split('/');
  // Such segments are lost on the way through browsers and file systems.
  if (rest.length === 0 || rest.some((segment) => segment === '' || segment === '.' || segment === '..'))
    return undefined;
  const path = rest.join('/');
  if (kind === 'tags') return { kind: 'tag', key: fold(path) };
  if (kind === 'nodes') return /^[0-9a-f-]{36}$/i.test(path) ? { kind: 'node', id: path.toLowerCase() } : undefined;
  if (kind === 'searches') return { kind: 'search', key: path };
  if (kind !== 'folders') return undefined;
  if (sources.length === 1) return { kind: 'folder', source: sources[0]!, path };
  const [source, ...below] = rest;
  return sources.includes(source!) && below.length > 0
    ? { kind: 'folder', source: source!, path: below.join('/') }
    : undefined;
}

/** Address from the root of the site, percent-encoded: `/feeds/folders/Bread%20and%20Salt.atom`. */
export function feedPath(name: FeedName, format: FeedFormat): string {
  return `/feeds/${encodePath(name)}.${format}`;
}

/**
 * Address of a feed's page for people, likewise. Where a name ends like a format (a tag `package.json`), its dot is
 * encoded: `package.json` as it is may be a document of the feed `package`.
 */
export function feedPagePath(name: FeedName): string {
  return `/feeds/${encodePath(name).replace(/\.(?=(?:rss|atom|json)$)/, '%2E')}`;
}

/** The name and format asked for by the part of an address after `/feeds/`; undefined where it is none. */
export function parseFeedPath(encoded: string): { name: FeedName; format: FeedFormat } | undefined {
  const dot = encoded.lastIndexOf('.');
  const format = FORMATS.find((known) => known === encoded.slice(dot + 1));
  if (dot < 1 || !format) return undefined;
  try {
    return { name: decodeURIComponent(encoded.slice(0, dot)), format };
  } catch {
    return undefined;
  }
}
