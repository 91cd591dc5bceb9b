/** Builds the model of a feed from library and ledger; nothing else enters, so every replica builds the same. */
import type { Node } from '../node/node.ts';
import { Archives, archiveName, filterOf, isIn, pageWith, partsOf } from './archive.ts';
import { Elsewhere } from './elsewhere.ts';
import { EntryKeep } from './entry-keep.ts';
import {
  type Absent,
  type Entry,
  type FeedModel,
  type FeedName,
  nameOf,
  type Tombstone,
  type Topic,
  topicOf,
} from './feed.ts';
import { Former } from './former.ts';
import { iconOf } from './icon.ts';
import { feedId } from './ids.ts';
import { markOf } from './marks.ts';
import type { FeedParts, Touch } from './parts.ts';
import { lately, Removals } from './removals.ts';
import { line } from './text.ts';
import { titleOf } from './titles.ts';

/** Best finds of a saved search among which the newest are shown. */
const FOUND = 500;

/** How old a feed is that never held anything. */
const EPOCH = '1970-01-01T00:00:00Z';

export class FeedBuilder {
  readonly #parts: FeedParts;
  readonly #entries: EntryKeep;
  readonly #removals: Removals;
  readonly #archives: Archives;
  readonly #former: Former;
  readonly #elsewhere: Elsewhere;

  /** `memory`: bytes of entries kept for the next build. */
  constructor(parts: FeedParts, memory: number) {
    this.#parts = parts;
    this.#entries = new EntryKeep(parts, memory);
    this.#removals = new Removals(parts);
    this.#archives = new Archives(parts, this.#removals);
    this.#former = new Former(parts);
    this.#elsewhere = new Elsewhere(parts, this.#archives, this.#removals, this.#former);
  }

  /** `gone`: it once held something and no longer does. Undefined: there never was such a feed, as far as is known. */
  async build(name: FeedName): Promise<FeedModel | Absent> {
    const { page, name: inner } = partsOf(name);
    const topic = topicOf(inner, this.#parts.site.sources);
    const found = topic && (await (page ? this.#archive(topic, page) : this.#whole(topic)));
    return found ?? this.#elsewhere.of(inner, page);
  }

  /**
   * What an archive page is made of, apart from the text of its nodes: while this stays, only its nodes can change it.
   * Undefined for other feeds.
   */
  async pageOf(name: FeedName): Promise<{ slots: readonly string[]; mark: string } | undefined> {
    const { page: id, name: inner } = partsOf(name);
    const topic = id ? topicOf(inner, this.#parts.site.sources) : undefined;
    const page = topic && id ? pageWith(await this.#archives.of(topic), id) : undefined;
    return page && { slots: page.slots, mark: markOf(page) };
  }

  /** Absolute address of a feed's icon. */
  icon(name: FeedName): string | undefined {
    const topic = topicOf(name, this.#parts.site.sources);
    return topic && this.#icon(topic);
  }

  #icon(topic: Topic): string | undefined {
    const { site, addresses, own, library } = this.#parts;
    const node = topic.kind === 'node' ? library.get(topic.id)?.emoji : undefined;
    return iconOf(topic, own?.icon, site.icon, node, addresses);
  }

  /** Feeds that may have been: of folders and tags that nodes have left. */
  formerNames(): Promise<FeedName[]> {
    return this.#former.names();
  }

  async #whole(topic: Topic): Promise<FeedModel | Absent> {
    const title = titleOf(topic, this.#parts);
    if (topic.kind === 'changes') return this.#model(topic, title, await this.#entries.ofChanges({}), []);
    if (topic.kind === 'node') return this.#nodeModel(topic.id, title);
    if (topic.kind === 'search') return this.#searchModel(topic, title);
    const { nodes, older } = await this.#live(topic);
    const tombstones = await this.#removals.of(topic);
    if (nodes.length === 0 && topic.kind !== 'all') {
      return (await this.#former.of(topic)) ?? (tombstones.length > 0 ? 'gone' : undefined);
    }
    const model = this.#model(topic, title, { entries: await this.#entries.ofNodes(nodes) }, tombstones);
    return { ...model, older: older && archiveName(older, model.name) };
  }

  /** What was revised last, and in any case every node that no archive page holds yet. */
  async #live(topic: Topic): Promise<{ nodes: Node[]; older?: string }> {
    const { library, settings } = this.#parts;
    const { closed, open, living } = await this.#archives.of(topic);
    const latest = library.latest({ ...filterOf(topic), limit: settings.limit });
    const known = new Set(latest.map(({ id }) => id));
    const young = this.#those(
      open.filter((id) => !known.has(id)),
      topic,
    );
    const places = settings.limit - young.length;
    const must = new Set(open);
    let optional = places - latest.filter(({ id }) => must.has(id)).length;
    const kept = latest.filter(({ id }) => must.has(id) || optional-- > 0);
    const nodes = [...kept, ...young];
    return { nodes, older: nodes.length < living ? closed.at(-1)?.id : undefined };
  }

  /** A page any of whose places is asked for; it is found under the name of its first. */
  async #archive(topic: Topic, id: string): Promise<FeedModel | Absent> {
    if (!isOfNodes(topic)) return undefined;
    const pages = await this.#archives.of(topic);
    const page = pageWith(pages, id);
    if (pages.living === 0 && topic.kind !== 'all') return (await this.#former.of(topic, id)) ?? (page && 'gone');
    if (!page) return undefined;
    const ids = new Set(page.slots.map((slot) => `urn:uuid:${slot}`));
    const nodes = this.#those(page.slots, topic);
    const tombstones = (await this.#removals.of(topic)).filter((one) => ids.has(one.id));
    const entries = await this.#entries.ofNodes(nodes);
    const title = titleOf(topic, this.#parts);
    const model = this.#model(topic, title, { entries }, tombstones);
    const older = page.older && archiveName(page.older, model.name);
    return { ...model, name: archiveName(page.id, model.name), archiveOf: model.name, older };
  }

  /** Those that live, and in the feed: places outlast both. */
  #those(ids: readonly string[], topic: Topic): Node[] {
    return ids.flatMap((id) => this.#parts.library.get(id) ?? []).filter((node) => isIn(topic, node));
  }

  /** Forgets what a pass made doubtful. Undefined: everything. */
  forget(touched: readonly Touch[] | undefined): void {
    this.#archives.forget(touched);
    this.#former.forget();
    if (!touched || touched.some(({ before, after }) => !before || !after)) this.#removals.forget();
    this.#entries.forget(touched);
  }

  async #nodeModel(id: string, title: string): Promise<FeedModel | Absent> {
    const node = this.#parts.library.get(id);
    if (!node) return (await this.#removals.holds(id)) ? 'gone' : undefined;
    const changes = await this.#entries.ofChanges({ nodeId: id });
    // Before anything was told of it, the node itself is its feed's only entry.
    if (changes.entries.length === 0) changes.entries = await this.#entries.ofNodes([node]);
    return this.#model({ kind: 'node', id }, title, changes, []);
  }

  async #searchModel(topic: Topic, title: string): Promise<FeedModel | Absent> {
    const { library, settings, own } = this.#parts;
    if (own?.query === undefined) return undefined;
    const found = library.search(own.query, FOUND).map(({ node }) => node);
    const newest = found.sort((a, b) => descending(a.updated, b.updated) || descending(b.id, a.id));
    const entries = await this.#entries.ofNodes(newest.slice(0, settings.limit));
    return this.#model(topic, title, { entries }, await this.#removals.of(topic));
  }

  #model(
    topic: Topic,
    title: string,
    found: { entries: Entry[]; staleAt?: string },
    tombstones: Tombstone[],
  ): FeedModel {
    const { site, addresses, settings, own, library } = this.#parts;
    const name = nameOf(topic, site.sources);
    const source = topic.kind === 'node' ? library.get(topic.id)?.source : undefined;
    const entries = found.entries.sort((a, b) => descending(a.updated, b.updated) || descending(b.id, a.id));
    const newest = [entries[0]?.updated ?? EPOCH, tombstones[0]?.when ?? EPOCH].sort().at(-1)!;
    return {
      name,
      id: feedId(topic, site, source),
      title,
      description: line(own?.description ?? site.description) || title,
      icon: this.#icon(topic),
      home: topic.kind === 'node' ? addresses.page(topic.id) : addresses.own('/'),
      updated: newest,
      entries,
      tombstones: lately(tombstones, newest, settings.tombstones),
      staleAt: found.staleAt,
    };
  }
}

/** Feeds whose entries are nodes, and of which there are archives. */
function isOfNodes({ kind }: Topic): boolean {
  return kind === 'all' || kind === 'folder' || kind === 'tag';
}

function descending(a: string, b: string): number {
  return a < b ? 1 : a > b ? -1 : 0;
}
