/** Entries of nodes and of changes, each made once and kept while nothing about it changes. */
import type { ChangeRecord } from '../ledger/ledger.ts';
import type { Node } from '../node/node.ts';
import { changeEntry, nodeEntry, withdrawalEntry } from './entries.ts';
import type { Entry } from './feed.ts';
import { Lru } from './lru.ts';
import type { FeedParts, Touch } from './parts.ts';

export class EntryKeep {
  readonly #parts: FeedParts;
  readonly #entries: Lru<{ made: readonly unknown[]; entry: Entry }>;
  /** Nodes whose kept entry holds what their text renders to now. */
  readonly #rendered = new Set<string>();
  #generation = 0;

  /** `memory`: bytes of entries kept for the next build. */
  constructor(parts: FeedParts, memory: number) {
    this.#parts = parts;
    // Content is held as HTML once and as a fragment of each format; characters may take two bytes.
    this.#entries = new Lru(memory, ({ entry }) => 500 + 5 * entry.html.length);
  }

  /**
   * Forgets what a pass made doubtful. The rendered text of a node follows from its own text and from what its links
   * lead to; so where nothing was named anew, only the touched nodes are rendered again. Undefined: everything.
   */
  forget(touched: readonly Touch[] | undefined): void {
    this.#generation++;
    if (!touched?.every(isSameName)) this.#rendered.clear();
    else for (const { after } of touched) this.#rendered.delete(after!.id);
  }

  /** Entries of the nodes that may be shown, in their order. */
  async ofNodes(nodes: Node[]): Promise<Entry[]> {
    const made = nodes
      .filter((node) => this.#isShown(node))
      .map((node) => this.#guard({ node: node.id, path: node.path }, () => this.#nodeEntry(node)));
    return (await Promise.all(made)).filter((entry) => entry !== undefined);
  }

  #isShown({ contentNote }: Node): boolean {
    return !contentNote || this.#parts.settings.contentNotes !== 'omit';
  }

  async #nodeEntry(node: Node): Promise<Entry> {
    const { site, addresses, settings } = this.#parts;
    const key = `node ${node.id}`;
    const version = versionOf(node);
    const kept = this.#entries.get(key);
    if (kept && this.#rendered.has(node.id) && version.every((part, index) => part === kept.made[index]))
      return kept.entry;
    const generation = this.#generation;
    const hidden = node.contentNote && settings.contentNotes === 'only';
    const html = settings.content === 'full' && !hidden ? await this.#parts.html(node) : undefined;
    // A pass may have ended meanwhile: then this text is already of the past, and is rendered again next time.
    if (generation === this.#generation) this.#rendered.add(node.id);
    return this.#remember(key, [...version, html], () => nodeEntry(node, html, site, addresses, settings.contentNotes));
  }

  /** Settled changes, newest first, and when the next one settles. */
  async ofChanges(filter: { nodeId?: string }): Promise<{ entries: Entry[]; staleAt?: string }> {
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
    const { site, addresses, library, settings } = this.#parts;
    const node = library.get(record.nodeId);
    if (!node && record.kind !== 'removed') return undefined;
    if (node && !this.#isShown(node)) return undefined;
    return this.#remember(`change ${record.id}`, [...versionOf(node), JSON.stringify(record)], () =>
      node && record.kind !== 'removed'
        ? changeEntry(record, node, site, addresses, settings.contentNotes)
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
