/** What the pages show, made of library, ledger and git. Only live nodes are in the library, so nothing else is shown. */
import { setImmediate } from 'node:timers/promises';
import type { Config } from '../config/schema.ts';
import { Histories, type HistorySource } from '../desk/history.ts';
import type { Topic } from '../feed/feed.ts';
import { details, whatHappened } from '../feed/words.ts';
import type { ChangeRecord, Ledger } from '../ledger/ledger.ts';
import { Addresses, type SourceAddresses } from '../library/address.ts';
import type { Folder, Library } from '../library/library.ts';
import { Presenter } from '../library/present.ts';
import type { Node } from '../node/node.ts';
import type { MapAddresses, SkyMap } from '../sky/map.ts';
import type { FoundNode, Moment, ServedPages, Shelved } from '../web/parts.ts';
import type { WebSite } from '../web/site.ts';
import { Found, type KeptPages } from './found.ts';
import { Skies } from './skies.ts';

export interface PagesParts {
  baseUrl: string;
  library: Library;
  ledger: Pick<Ledger, 'changes' | 'nodesById'>;
  sources: readonly HistorySource[];
  /** Where sources can be seen. */
  places: ReadonlyMap<string, SourceAddresses>;
  /** Where pages that were made are kept; without it they are made anew. */
  kept?: KeptPages;
  /** Every page is going to be asked for. */
  all?: boolean;
  now(): Date;
}

export function siteOf({ title, description, language, baseUrl, feeds, pages }: Config): WebSite {
  return { title, description, language, baseUrl, hub: feeds.hub, ...pages };
}

/** Nodes listed on the page of a folder or tag. */
const SHELF = 2_000;
/** Nodes read at once, so that requests are let in between. */
const NODES = 200;

export class Pages implements ServedPages {
  readonly sources: readonly string[];
  readonly #parts: PagesParts;
  readonly #found: Found;
  /** Shared with the desk: what one has read the other need not. */
  readonly histories: Histories;
  readonly skies: Skies;

  constructor(parts: PagesParts) {
    const { baseUrl, library, sources, places } = parts;
    this.#parts = parts;
    this.sources = sources.map(({ name }) => name);
    this.skies = new Skies(library);
    this.#found = new Found({
      ...{ library, places, skies: this.skies, kept: parts.kept },
      addresses: new Addresses(baseUrl, places),
      presenter: new Presenter(new Addresses(baseUrl, places, true), library),
      text: async (node) => this.#sourceOf(node)?.text(node.oid),
    });
    this.histories = new Histories(sources, (source) => library.head(source), parts.all);
  }

  version(): string {
    const { library, places } = this.#parts;
    return `${library.version} ${[...places].map(([name, { url, branch }]) => `${name} ${url} ${branch}`)}`;
  }

  /** Changes of nodes that are public, and withdrawals without a word of what was withdrawn. */
  async news(limit: number): Promise<Moment[]> {
    const { ledger, library, now } = this.#parts;
    const present = now().toISOString();
    // Twice as many: open ones, and those of nodes that left with another library, are not told.
    const changes = await ledger.changes({ limit: 2 * limit, sources: [...this.sources] });
    const back = new Set<string>();
    const moments: Moment[] = [];
    for (const change of changes) {
      const node = library.get(change.nodeId);
      // What was told before a node was taken back is not told again when it comes back.
      if (change.settlesAt > present || back.has(change.nodeId) || !(node || change.kind === 'removed')) continue;
      if (change.kind === 'restored') back.add(change.nodeId);
      if (!(node && change.kind === 'removed')) moments.push(momentOf(change, node));
    }
    return moments.slice(0, limit);
  }

  newest(limit: number): Node[] {
    return this.#parts.library.latest({ limit });
  }

  count(): number {
    return this.#parts.library.count();
  }

  /** The newest nodes, and the stars around the very newest. */
  likely(limit: number, centers: number): string[] {
    const newest = this.newest(limit);
    const around = newest.slice(0, centers).flatMap((node) => this.skies.neighbourhood(node).stars);
    return [...new Set([...newest, ...around].map(({ id }) => id))];
  }

  /** Of nodes that were taken back nothing is kept. */
  forget(ids: readonly string[]): void {
    this.#parts.kept?.shelf.remove(ids);
  }

  /** Nor of any others that are not there. */
  tidy(): void {
    this.#parts.kept?.shelf.keep(this.ids());
  }

  /** All nodes, those born last first. */
  ids(): string[] {
    return this.#parts.library
      .births({})
      .map(({ id }) => id)
      .reverse();
  }

  async node(id: string): Promise<FoundNode | 'gone' | undefined> {
    const node = this.#parts.library.get(id);
    return node ? this.#found.find(node) : this.#absent(id);
  }

  shelf(topic: Topic): Shelved {
    const { library } = this.#parts;
    const limit = SHELF + 1;
    const nodes =
      topic.kind === 'folder'
        ? library.directlyIn(topic, limit)
        : library.latest({ tag: topic.kind === 'tag' ? topic.key : '', limit });
    return { nodes: nodes.slice(0, SHELF), more: nodes.length > SHELF };
  }

  rootNodes(): Node[] {
    return this.sources.flatMap((source) => this.#parts.library.directlyIn({ source, path: '' }, SHELF));
  }

  search(query: string, limit: number): Node[] {
    return this.#parts.library.search(query, limit).map(({ node }) => node);
  }

  nearest(query: string, limit: number): Node[] {
    return this.#parts.library.nearest(query, limit);
  }

  at(path: string): { id: string } | { folder: Folder } | undefined {
    const { library, sources } = this.#parts;
    for (const source of sources) {
      const found = library.resolve(source.name, '', { target: `/${path}`, title: '' });
      if (found?.to === 'folder') return { folder: { source: source.name, path: found.path } };
      const node = found?.to === 'node' ? library.get(found.id) : undefined;
      if (!node) continue;
      // What was private at a path leaves no trace there.
      const moved = found?.to === 'node' && found.moved;
      if (!moved || source.state(path.replace(/(\.(md|markdown))?$/i, '.md'), node) === 'live') return { id: node.id };
    }
    return undefined;
  }

  /** Paths that public nodes once had in public, and whose they were. */
  former(): { path: string; id: string }[] {
    const { library } = this.#parts;
    const all = this.sources.flatMap((source) => library.formerlyIn({ source, path: '' }));
    return all.flatMap(({ was, id }) => {
      const found = this.at(was);
      return found && 'id' in found && found.id === id && library.get(id)?.path !== was ? [{ path: was, id }] : [];
    });
  }

  async revisions(id: string, from: number, count: number, chosen: readonly string[]) {
    const node = this.#parts.library.get(id);
    if (!node) return this.#absent(id);
    const listed = await this.histories.list(node, from, count);
    return { node, listed, chosen: await this.histories.named(node, chosen) };
  }

  async comparison(id: string, one: string, other: string) {
    const node = this.#parts.library.get(id);
    if (!node) return this.#absent(id);
    const comparison = await this.histories.compare(node, one, other);
    return comparison && { node, comparison };
  }

  async picture(id: string): Promise<Buffer | 'gone' | undefined> {
    const node = this.#parts.library.get(id);
    return node ? this.skies.picture(node) : this.#absent(id);
  }

  sky(addresses: MapAddresses): Promise<SkyMap> {
    return this.skies.map(addresses);
  }

  async *everyNode(): AsyncGenerator<Node, void, void> {
    const { library } = this.#parts;
    const births = library.births({});
    for (const [at, { id }] of births.entries()) {
      const node = library.get(id);
      if (node) yield node;
      if (at % NODES === NODES - 1) await setImmediate();
    }
  }

  #sourceOf(node: Node): HistorySource | undefined {
    return this.#parts.sources.find(({ name }) => name === node.source);
  }

  async #absent(id: string): Promise<'gone' | undefined> {
    const { ledger } = this.#parts;
    const records = await Promise.all(this.sources.map((source) => ledger.nodesById(source, [id])));
    return records.flat().some(({ removedAt }) => removedAt !== undefined) ? 'gone' : undefined;
  }
}

function momentOf(change: ChangeRecord, node: Node | undefined): Moment {
  const { id, kind, at, difference } = change;
  if (!node) return { id, kind: 'removed', at, what: 'withdrawn', details: [] };
  const moved = kind === 'moved' && change.from ? [{ label: 'Moved', text: `${change.from} → ${change.path}` }] : [];
  const told = difference && !node.contentNote ? details({ ...difference, words: { added: 0, cut: 0 } }) : [];
  return { id, kind, at, node, what: whatHappened(change), details: [...moved, ...told] };
}
