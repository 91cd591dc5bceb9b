/** Builds the model of a feed from library and ledger; nothing else enters, so every replica builds the same. */
import { createHash } from 'node:crypto';
import type { ChangeRecord } from '../ledger/ledger.ts';
import type { Node } from '../node/node.ts';
import { changeEntry, fullTitle, nodeEntry, withdrawalEntry } from './entries.ts';
import { type Entry, type FeedModel, type FeedName, nameOf, type Tombstone, type Topic, topicOf } from './feed.ts';
import { Lru } from './lru.ts';
import type { FeedParts, Touch } from './parts.ts';
import { lately, Removals } from './removals.ts';
import { line } from './text.ts';

/** How old a feed is that never held anything. */
const EPOCH = '1970-01-01T00:00:00Z';

export class FeedBuilder {
  readonly #parts: FeedParts;
  readonly #entries: Lru<{ made: readonly unknown[]; entry: Entry }>;
  readonly #removals: Removals;
  /** Nodes whose kept entry holds what their text renders to now. */
  readonly #rendered = new Set<string>();
  #generation = 0;

  /** `memory`: bytes of entries kept for the next build. */
  constructor(parts: FeedParts, memory: number) {
    this.#parts = parts;
    // Content is held as HTML once and as a fragment of each format; characters may take two bytes.
    this.#entries = new Lru(memory, ({ entry }) => 500 + 5 * entry.html.length);
    this.#removals = new Removals(parts);
  }

  /** `gone`: it once held something and no longer does. Undefined: there never was such a feed, as far as is known. */
  async build(name: FeedName): Promise<FeedModel | 'gone' | undefined> {
    const topic = topicOf(name, this.#parts.site.sources);
    if (!topic) return undefined;
    const { library, settings } = this.#parts;
    const title = this.#title(topic);
    if (topic.kind === 'changes') return this.#model(topic, title, await this.#changes({}), []);
    if (topic.kind === 'node') return this.#nodeModel(topic.id, title);
    const nodes = library.latest({ ...filterOf(topic), limit: settings.limit });
    const tombstones = await this.#removals.of(topic);
    if (nodes.length === 0 && topic.kind !== 'all') return tombstones.length > 0 ? 'gone' : undefined;
    return this.#model(topic, title, { entries: await this.#nodeEntries(nodes) }, tombstones);
  }

  /**
   * Forgets what a pass made doubtful. The rendered text of a node follows from its own text and from what its links
   * lead to; so where nothing was named anew, only the touched nodes are rendered again. Undefined: everything.
   */
  forget(touched: readonly Touch[] | undefined): void {
    this.#generation++;
    if (!touched || touched.some(({ before, after }) => !before || !after)) this.#removals.forget();
    if (!touched?.every(isSameName)) this.#rendered.clear();
    else for (const { after } of touched) this.#rendered.delete(after!.id);
  }

  async #nodeModel(id: string, title: string): Promise<FeedModel | 'gone' | undefined> {
    const node = this.#parts.library.get(id);
    if (!node) return (await this.#removals.holds(id)) ? 'gone' : undefined;
    const changes = await this.#changes({ nodeId: id });
    // Before anything was told of it, the node itself is its feed's only entry.
    if (changes.entries.length === 0) changes.entries = await this.#nodeEntries([node]);
    return this.#model({ kind: 'node', id }, title, changes, []);
  }

  #title(topic: Topic): string {
    const { site, library } = this.#parts;
    switch (topic.kind) {
      case 'all':
        return line(site.title);
      case 'changes':
        return line(`${site.title}: changes`);
      case 'folder':
        return line(`${site.title}: ${topic.path}`);
      case 'tag':
        return line(`${site.title}: #${library.tags().find(({ key }) => key === topic.key)?.name ?? topic.key}`);
      case 'node': {
        const node = library.get(topic.id);
        return line(`${node ? fullTitle(node) : site.title}: revisions`);
      }
    }
  }

  #model(
    topic: Topic,
    title: string,
    found: { entries: Entry[]; staleAt?: string },
    tombstones: Tombstone[],
  ): FeedModel {
    const { site, addresses, settings } = this.#parts;
    const name = nameOf(topic, site.sources);
    const entries = found.entries.sort((a, b) => descending(a.updated, b.updated) || descending(b.id, a.id));
    const newest = [entries[0]?.updated ?? EPOCH, tombstones[0]?.when ?? EPOCH].sort().at(-1)!;
    return {
      name,
      id: `urn:uuid:${uuidFrom(`${site.identity}\n${name}`)}`,
      title,
      description: line(site.description) || title,
      home: topic.kind === 'node' ? addresses.page(topic.id) : addresses.own('/'),
      updated: newest,
      entries,
      tombstones: lately(tombstones, newest, settings.tombstones),
      staleAt: found.staleAt,
    };
  }

  async #nodeEntries(nodes: Node[]): Promise<Entry[]> {
    const made = nodes.map((node) => this.#guard({ node: node.id, path: node.path }, () => this.#nodeEntry(node)));
    return (await Promise.all(made)).filter((entry) => entry !== undefined);
  }

  async #nodeEntry(node: Node): Promise<Entry> {
    const { site, addresses, settings } = this.#parts;
    const key = `node ${node.id}`;
    const version = versionOf(node);
    const kept = this.#entries.get(key);
    if (kept && this.#rendered.has(node.id) && version.every((part, index) => part === kept.made[index]))
      return kept.entry;
    const generation = this.#generation;
    const html = settings.content === 'full' ? await this.#parts.html(node) : undefined;
    // A pass may have ended meanwhile: then this text is already of the past, and is rendered again next time.
    if (generation === this.#generation) this.#rendered.add(node.id);
    return this.#remember(key, [...version, html], () => nodeEntry(node, html, site, addresses));
  }

  /** Settled changes, newest first, and when the next one settles. */
  async #changes(filter: { nodeId?: string }): Promise<{ entries: Entry[]; staleAt?: string }> {
    const { ledger, settings } = this.#parts;
    const now = this.#parts.now().toISOString();
    let records: ChangeRecord[] = [];
    let settled: ChangeRecord[] = [];
    for (let limit = settings.limit + 50; ; limit *= 2) {
      records = await ledger.changes({ ...filter, limit });
      settled = records.filter(({ settlesAt }) => settlesAt <= now);
      if (settled.length >= settings.limit || records.length < limit) break;
    }
    const staleAt = records.filter(({ settlesAt }) => settlesAt > now).map(({ settlesAt }) => settlesAt);
    const made = settled
      .slice(0, settings.limit)
      .map((record) => this.#guard({ change: record.id }, async () => this.#changeEntry(record)));
    const entries = (await Promise.all(made)).filter((entry) => entry !== undefined);
    return { entries, staleAt: staleAt.sort()[0] };
  }

  #changeEntry(record: ChangeRecord): Entry | undefined {
    const { site, addresses, library } = this.#parts;
    const node = library.get(record.nodeId);
    if (!node && record.kind !== 'removed') return undefined;
    return this.#remember(`change ${record.id}`, [...versionOf(node), JSON.stringify(record)], () =>
      node && record.kind !== 'removed'
        ? changeEntry(record, node, site, addresses)
        : withdrawalEntry(record, addresses),
    );
  }

  /** The same entry object for the same parts, so that what is made of it can be kept too. */
  #remember(key: string, made: readonly unknown[], make: () => Entry): Entry {
    const kept = this.#entries.get(key);
    if (kept?.made.every((part, index) => part === made[index])) return kept.entry;
    const entry = make();
    this.#entries.set(key, { made, entry });
    return entry;
  }

  /** One bad node costs itself, never the feed. */
  async #guard(about: Record<string, string>, make: () => Promise<Entry | undefined>): Promise<Entry | undefined> {
    try {
      return await make();
    } catch (err) {
      this.#parts.log.warn({ ...about, err }, 'left out of the feeds: it could not be made into an entry');
      return undefined;
    }
  }
}

/** Nothing that links to it could tell the difference. */
function isSameName({ before, after }: Touch): boolean {
  return before?.path === after?.path && before?.title === after?.title && before?.emoji === after?.emoji;
}

/** What an entry of a node is made of, apart from its rendered text: the rest of a node follows from these. */
function versionOf(node: Node | undefined): readonly unknown[] {
  return node ? [node.source, node.path, node.oid, node.published, node.updated, node.contentNote] : [];
}

function filterOf(topic: Topic): { source?: string; folder?: { source: string; path: string }; tag?: string } {
  if (topic.kind === 'folder') return { folder: { source: topic.source, path: topic.path } };
  return topic.kind === 'tag' ? { tag: topic.key } : {};
}

function descending(a: string, b: string): number {
  return a < b ? 1 : a > b ? -1 : 0;
}

/** A UUID of version 8 (RFC 9562, 5.8) made of a text. */
function uuidFrom(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
