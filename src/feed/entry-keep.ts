/** Entries of nodes and of changes, each made once and kept while nothing about it changes. */
import { createHash } from 'node:crypto';
import type { ChangeRecord } from '../ledger/ledger.ts';
import type { Node } from '../node/node.ts';
import type { Written } from './cuts.ts';
import { changeEntry, nodeEntry, withdrawalEntry } from './entries.ts';
import type { Entry } from './feed.ts';
import { Lru } from './lru.ts';
import type { FeedParts } from './parts.ts';

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

  /** Renders these nodes again. Undefined: all of them. */
  forget(doubtful: ReadonlySet<string> | undefined): void {
    this.#generation++;
    if (!doubtful) this.#rendered.clear();
    else for (const id of doubtful) this.#rendered.delete(id);
  }

  /** Entries of the nodes that may be shown, in their order. `written`: those that need not be rendered. */
  async ofNodes(nodes: Node[], written?: Written): Promise<Entry[]> {
    const made = nodes
      .filter((node) => this.#isShown(node))
      .map((node) => this.#guard({ node: node.id, path: node.path }, () => this.#nodeEntry(node, written)));
    return (await Promise.all(made)).filter((entry) => entry !== undefined);
  }

  #isShown({ contentNote }: Node): boolean {
    return !contentNote || this.#parts.settings.contentNotes !== 'omit';
  }

  async #nodeEntry(node: Node, known: Written | undefined): Promise<Entry> {
    const { site, addresses, settings } = this.#parts;
    const key = `node ${node.id}`;
    const made = makingsOf(node);
    const kept = this.#entries.get(key);
    if (kept && this.#rendered.has(node.id) && made.every((part, index) => part === kept.made[index]))
      return kept.entry;
    const make = (html?: string) => nodeEntry(node, html, site, addresses, settings.contentNotes);
    const version = digest(made);
    const written = known?.get(`urn:uuid:${node.id}`, version);
    if (written) return { ...make(), version, written };
    const generation = this.#generation;
    const hidden = node.contentNote && settings.contentNotes === 'only';
    const html = settings.content === 'full' && !hidden ? await this.#parts.html(node) : undefined;
    // A pass may have ended meanwhile: then this text is already of the past, and is rendered again next time.
    if (generation === this.#generation) this.#rendered.add(node.id);
    return this.#remember(key, [...made, html], () => ({ ...make(html), version }));
  }

  /** Settled changes, newest first, and when the next one settles. */
  async ofChanges(filter: { nodeId?: string }, written?: Written): Promise<{ entries: Entry[]; staleAt?: string }> {
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
      .map((record) => this.#guard({ change: record.id }, async () => this.#changeEntry(record, written)));
    const entries = (await Promise.all(made)).filter((entry) => entry !== undefined);
    return { entries, staleAt: staleAt.sort()[0] };
  }

  #changeEntry(record: ChangeRecord, known: Written | undefined): Entry | undefined {
    const { site, addresses, library, settings } = this.#parts;
    const node = library.get(record.nodeId);
    if (!node && record.kind !== 'removed') return undefined;
    if (node && !this.#isShown(node)) return undefined;
    const make = () =>
      node && record.kind !== 'removed'
        ? changeEntry(record, node, site, addresses, settings.contentNotes)
        : withdrawalEntry(record, addresses);
    const made = [...makingsOf(node), JSON.stringify(record)];
    const version = digest(made);
    const written = known?.get(`urn:uuid:${record.id}`, version);
    if (written) return { ...make(), version, written };
    return this.#remember(`change ${record.id}`, made, () => ({ ...make(), version }));
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

/** What an entry of a node is made of, apart from its rendered text: the rest of a node follows from these. */
function makingsOf(node: Node | undefined): readonly unknown[] {
  return node ? [node.source, node.path, node.oid, node.published, node.updated, node.contentNote] : [];
}

function digest(made: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(made)).digest('base64url').slice(0, 12);
}
