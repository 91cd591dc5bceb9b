/**
 * Which nodes stand on which archive page of a feed (RFC 5005, 4). The rule and its reasons are in
 * docs/decisions/0006-archives.md: pages are cut by birth, which never changes, and a node that was taken back keeps
 * its empty place, so new nodes and removals shift nothing.
 */
import { fold } from '../library/keys.ts';
import type { Node } from '../node/node.ts';
import { type FeedName, nameOf, type Topic } from './feed.ts';
import { Lru } from './lru.ts';
import type { FeedParts, Touch } from './parts.ts';
import type { Removals } from './removals.ts';
import { touchedNames } from './touched.ts';

/** A place in a feed's line of births. */
export interface Slot {
  id: string;
  /** ISO instant. */
  published: string;
}

export interface Page {
  /** The node in its first place names it. */
  id: string;
  /** Ids of nodes, oldest first; some may be gone. */
  slots: readonly string[];
  /** The page before it. */
  older?: string;
}

export interface Pages {
  /** Full ones, oldest first. */
  closed: readonly Page[];
  /** Ids of the youngest nodes, which are on no page yet: fewer than a page holds. */
  open: readonly string[];
}

/** So that the live feed, which holds all of the open page, has as many places again for what was revised last. */
export function pageSize(limit: number): number {
  return Math.max(1, limit >> 1);
}

/**
 * Cuts the line of births into pages of `size`, and anew at one node in four pages, chosen by its id: what comes into
 * the middle of the line (a node of an older branch, a tag given late) shifts only the pages up to the next such node.
 */
export function cut(slots: readonly Slot[], size: number): Pages {
  const line = [...slots].sort((a, b) => compare(a.published, b.published) || compare(a.id, b.id));
  const pages: string[][] = [];
  for (const { id } of line) {
    const page = pages.at(-1);
    if (!page || page.length >= size || isAnchor(id, size)) pages.push([id]);
    else page.push(id);
  }
  // A full page waits for nothing.
  const open = (pages.at(-1)?.length ?? size) < size ? pages.pop()! : [];
  const closed = pages.map((ids, index): Page => ({ id: ids[0]!, slots: ids, older: pages[index - 1]?.[0] }));
  return { closed, open };
}

/** Ids are made of hashes, so their first digits are as good as a throw of dice that falls the same everywhere. */
function isAnchor(id: string, size: number): boolean {
  return Number.parseInt(id.slice(0, 8), 16) % (4 * size) === 0;
}

export class Archives {
  readonly #parts: FeedParts;
  readonly #removals: Removals;
  readonly #pages = new Lru<Promise<Pages & { living: number }>>(500, () => 1);

  constructor(parts: FeedParts, removals: Removals) {
    this.#parts = parts;
    this.#removals = removals;
  }

  /** The pages of a feed of nodes. */
  of(topic: Topic): Promise<Pages & { living: number }> {
    const name = nameOf(topic, this.#parts.site.sources);
    const known = this.#pages.get(name) ?? this.#cut(topic);
    this.#pages.set(name, known);
    known.catch(() => this.#pages.delete(name));
    return known;
  }

  /**
   * To be cut again where nodes moved or changed their tags; everywhere where some came or went, for those have or had
   * places where they once were. Undefined: everywhere.
   */
  forget(touched: readonly Touch[] | undefined): void {
    const stayed = touched?.every(({ before, after }) => before && after);
    const other = touched?.filter(({ before, after }) => !sameFeeds(before, after));
    const names = stayed && other ? touchedNames(other, this.#parts.site.sources) : this.#pages.keys();
    for (const name of names) this.#pages.delete(name);
  }

  async #cut(topic: Topic): Promise<Pages & { living: number }> {
    const live = this.#parts.library.births(filterOf(topic));
    const gone = await this.#removals.records(topic);
    const slots = [...live, ...gone.map(({ id, published }) => ({ id, published }))];
    return { ...cut(slots, pageSize(this.#parts.settings.limit)), living: live.length };
  }
}

/** What the library is asked for a topic. */
export function filterOf(topic: Topic): { folder?: { source: string; path: string }; tag?: string } {
  if (topic.kind === 'folder') return { folder: { source: topic.source, path: topic.path } };
  return topic.kind === 'tag' ? { tag: topic.key } : {};
}

/** Whether a node is in a feed of nodes. */
export function isIn(topic: Topic, node: Node): boolean {
  if (topic.kind === 'folder') return node.source === topic.source && node.path.startsWith(`${topic.path}/`);
  return topic.kind === 'tag' ? node.tags.some((tag) => fold(tag) === topic.key) : topic.kind === 'all';
}

/** The page a node has its place on; undefined while that is still open, or where it has none. */
export function pageWith({ closed }: Pages, id: string): Page | undefined {
  return closed.find((page) => page.id === id) ?? closed.find((page) => page.slots.includes(id));
}

/** `archive/<page>/<name>` taken apart. */
export function partsOf(name: FeedName): { page?: string; name: FeedName } {
  const [, page, inner] = /^archive\/([0-9a-f-]{36})\/(.+)$/is.exec(name) ?? [];
  return page && inner ? { page: page.toLowerCase(), name: inner } : { name };
}

export function archiveName(page: string, name: FeedName): FeedName {
  return `archive/${page}/${name}`;
}

function sameFeeds(before: Touch['before'], after: Touch['after']): boolean {
  return (
    before !== undefined &&
    after !== undefined &&
    before.path === after.path &&
    before.published === after.published &&
    before.tags.join('\n') === after.tags.join('\n')
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
