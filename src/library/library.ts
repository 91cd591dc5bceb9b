/**
 * Everything known about the current nodes, in a SQLite file of its own: derived from git, local, may be deleted at any
 * time. One connection reads, one writes, so readers see a pass only once it is whole.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Node, Reference } from '../node/node.ts';
import { type Filters, FolderNames } from './filter.ts';
import { fold } from './keys.ts';
import { parseQuery } from './query.ts';
import { nodeOf, type Row } from './read.ts';
import { type Resolved, Resolver } from './resolve.ts';
import { type Hit, Search } from './search.ts';
import { Stars } from './stars.ts';
import { openTables } from './tables.ts';
import { Writer } from './writer.ts';

export interface Folder {
  source: string;
  path: string;
}

export interface LatestFilter {
  source?: string;
  folder?: Folder;
  /** Any spelling. */
  tag?: string;
  /** ISO: changed at this time or later, and before that one. */
  after?: string;
  before?: string;
  limit: number;
  offset?: number;
}

/** Nodes of a scope that filters choose from. */
const NARROWED = 1_000;

export class Library {
  readonly writer: Writer;
  readonly stars: Stars;
  readonly #write: DatabaseSync;
  readonly #read: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #resolver: Resolver;
  readonly #search: Search;
  #version = 0;
  #named: { version: number; names: FolderNames } | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(file: string) {
    this.#write = openTables(file);
    this.#read = openTables(file);
    this.writer = new Writer(this.#write);
    this.#resolver = new Resolver(this.#read);
    this.#search = new Search(this.#read);
    this.stars = new Stars(this.#read);
  }

  /** Grows with every applied pass. */
  get version(): number {
    return this.#version;
  }

  /** Commit the library stands at for a source. */
  head(source: string): string | undefined {
    return (this.#sql('select head from heads where source = ?').get(source) as { head: string } | undefined)?.head;
  }

  /**
   * Runs `work` as the one writer, in one transaction: applied when it resolves to true, taken back when it resolves to
   * false or throws. Others wait their turn.
   */
  async change(work: (writer: Writer) => Promise<boolean> | boolean): Promise<boolean> {
    const turn = this.#turn.then(() => this.#transaction(work));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #transaction(work: (writer: Writer) => Promise<boolean> | boolean): Promise<boolean> {
    this.writer.begin();
    try {
      const done = await work(this.writer);
      if (!done) this.writer.rollback();
      else {
        this.writer.commit();
        this.#version++;
      }
      return done;
    } catch (error) {
      this.writer.rollback();
      throw error;
    }
  }

  /** Puts a little of the search index in order, in some milliseconds; nothing that is read changes. False: it is in order. */
  async tidy(): Promise<boolean> {
    const turn = this.#turn.then(() => {
      this.writer.begin();
      const more = this.writer.tidy();
      this.writer.commit();
      if (!more) this.#write.exec('pragma wal_checkpoint(passive)');
      return more;
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** A live node. Drafts and excluded ones are never here. */
  get(id: string): Node | undefined {
    return this.#one('select * from nodes where id = ?', id);
  }

  byPath(source: string, path: string): Node | undefined {
    const found = this.#resolver.resolve(source, '', { target: `/${path}`, title: '' });
    return found?.to === 'node' ? this.get(found.id) : undefined;
  }

  /** Newest change in substance first; ties by id. */
  latest(filter: LatestFilter): Node[] {
    const { after = '', before = '\u{10ffff}' } = filter;
    const page = [after, before, filter.limit, filter.offset ?? 0] as const;
    if (filter.folder) return this.#group('folder', filter.folder.source, filter.folder.path, page);
    if (filter.tag !== undefined) return this.#group('tag', '', fold(filter.tag), page);
    if (filter.source !== undefined)
      return this.#many(
        'select * from nodes where source = ? and updated >= ? and updated < ? order by updated desc, id limit ? offset ?',
        filter.source,
        ...page,
      );
    return this.#many(
      'select * from nodes where updated >= ? and updated < ? order by updated desc, id limit ? offset ?',
      ...page,
    );
  }

  #group(kind: string, source: string, key: string, page: readonly [string, string, number, number]): Node[] {
    return this.#many(
      `select n.* from members m join nodes n on n.rid = m.rid
       where m.gid = (select gid from groups where kind = ? and source = ? and key = ?)
         and m.updated >= ? and m.updated < ?
       order by m.updated desc, n.id limit ? offset ?`,
      kind,
      source,
      key,
      ...page,
    );
  }

  /** Nodes that lie in a folder itself, not below it; newest change in substance first. An empty path: the root. */
  directlyIn({ source, path }: Folder, limit: number): Node[] {
    if (path === '')
      return this.#many(
        `select * from nodes where source = ? and instr(path, '/') = 0 order by updated desc, id limit ?`,
        ...[source, limit],
      );
    return this.#many(
      `select n.* from members m join nodes n on n.rid = m.rid
       where m.gid = (select gid from groups where kind = 'folder' and source = ? and key = ?)
         and instr(substr(n.path, length(?2) + 2), '/') = 0
       order by m.updated desc, n.id limit ?3`,
      ...[source, path, limit],
    );
  }

  /** Who fits and when it was born: what archive pages are cut from. Of everything, the oldest first. */
  births(filter: Pick<LatestFilter, 'folder' | 'tag'>): { id: string; published: string }[] {
    const { folder, tag } = filter;
    if (!folder && tag === undefined) return this.#all('select id, published from nodes order by published, id');
    const [kind, source, key] = folder
      ? (['folder', folder.source, folder.path] as const)
      : (['tag', '', fold(tag ?? '')] as const);
    return this.#all(
      `select n.id, n.published from members m join nodes n on n.rid = m.rid
       where m.gid = (select gid from groups where kind = ? and source = ? and key = ?)`,
      kind,
      source,
      key,
    );
  }

  /** Live nodes that once lay below a folder (below any, for an empty path): where, and where now. */
  formerlyIn({ source, path }: Folder): { was: string; id: string; path: string }[] {
    // `0` is the character after `/`.
    return this.#all(
      `select f.path as was, n.id, n.path from former_paths f join nodes n on n.id = f.id
       where f.source = ? and f.path > ? and f.path < ?`,
      source,
      path && `${path}/`,
      path ? `${path}0` : '\u{10ffff}',
    );
  }

  /** Folders with live nodes in or below them, and how many. */
  folders(): (Folder & { count: number })[] {
    return this.#all(
      `select source, key as path, count from groups where kind = 'folder' and count > 0 order by source, key`,
    );
  }

  tags(): { key: string; name: string; count: number }[] {
    return this.#all(`select key, name, count from groups where kind = 'tag' and count > 0 order by key`);
  }

  /** Of constellations and of names. */
  emoji(): { key: string; name: string; count: number }[] {
    return this.#all(`select key, name, count from groups where kind = 'emoji' and count > 0 order by key`);
  }

  count(source?: string): number {
    const sql = `select coalesce(sum(count), 0) as n from groups where kind = 'source'`;
    const [row] = source ? this.#all<{ n: number }>(`${sql} and source = ?`, source) : this.#all<{ n: number }>(sql);
    return row?.n ?? 0;
  }

  *nodes(source?: string): Generator<Node> {
    const sql = `select * from nodes ${source ? 'where source = ?' : ''} order by source, path`;
    const rows = this.#read.prepare(sql).iterate(...(source ? [source] : []));
    for (const row of rows) yield nodeOf(row as unknown as Row);
  }

  resolve(source: string, path: string, reference: Pick<Reference, 'target' | 'title'>): Resolved | undefined {
    return this.#resolver.resolve(source, path, reference);
  }

  /** Nodes whose references lead here, newest first. */
  backlinks(id: string, limit = 50): Node[] {
    return this.#many(
      `select n.* from (
         select distinct s.rid, s.updated, s.id from links l cross join nodes s indexed by nodes_star on s.rid = l.rid
         where l.target = (select rid from nodes where id = ?1) and s.id <> ?1 order by s.updated desc, s.id limit ?2
       ) k cross join nodes n on n.rid = k.rid order by k.updated desc, k.id`,
      id,
      limit,
    );
  }

  /** Best first. Filters stand in the query (see `parseQuery`); with nothing else in it the newest come first. */
  search(query: string, limit: number, offset = 0): Hit[] {
    const { words, faults: _, ...filters } = parseQuery(query);
    const { folder, tag, before, after } = filters;
    const folders = folder === undefined ? undefined : this.#folderNames().named(folder);
    if (folders?.length === 0) return [];
    if (words !== '' || (folders ?? tag ?? before ?? after) === undefined)
      return this.#search.run(query, limit, offset, folders);
    const found = this.#narrowed(filters, folders, limit + offset).slice(offset);
    return found.map((node) => ({ node, by: 'words' }));
  }

  /** The newest of what filters alone let through. */
  #narrowed({ tag, before, after }: Filters, folders: Folder[] | undefined, wanted: number): Node[] {
    const between = { before, after };
    if (!folders) return this.latest({ tag, ...between, limit: wanted });
    const key = tag === undefined ? undefined : fold(tag);
    const limit = key === undefined ? wanted : NARROWED;
    const nodes = folders.flatMap((folder) => this.latest({ folder, ...between, limit }));
    const newest = nodes.sort((a, b) => (a.updated < b.updated ? 1 : -1));
    return newest.filter(({ tags }) => key === undefined || tags.some((one) => fold(one) === key)).slice(0, wanted);
  }

  /** Made again after a pass, when somebody asks. */
  #folderNames(): FolderNames {
    if (this.#named?.version !== this.#version)
      this.#named = { version: this.#version, names: new FolderNames(this.folders()) };
    return this.#named.names;
  }

  /** While somebody types, best first; for nothing typed the newest. */
  suggest(text: string, limit: number): Node[] {
    if (text.trim() === '') return this.latest({ limit });
    return this.search(text, limit).map(({ node }) => node);
  }

  /** What comes nearest to words that nothing may fit; empty only where no name begins like one of them. */
  nearest(text: string, limit: number): Node[] {
    const found = this.search(text, limit).map(({ node }) => node);
    return found.length > 0 ? found : this.#search.alike(text, limit);
  }

  /** Live nodes whose id begins so. */
  startingWith(beginning: string, limit: number): Node[] {
    return this.#many(
      'select * from nodes where id >= ? and id < ? order by id limit ?',
      beginning,
      `${beginning}~`,
      limit,
    );
  }

  /** Nodes whose words and links are still to be indexed. */
  unindexed(): number {
    return this.#all<{ n: number }>('select count(*) as n from nodes where indexed <> 1')[0]?.n ?? 0;
  }

  close(): void {
    this.#read.close();
    this.#write.close();
  }

  #one(sql: string, ...args: (string | number)[]): Node | undefined {
    const row = this.#sql(sql).get(...args) as Row | undefined;
    return row && nodeOf(row);
  }

  #many(sql: string, ...args: (string | number)[]): Node[] {
    return (this.#sql(sql).all(...args) as unknown as Row[]).map(nodeOf);
  }

  #all<T>(sql: string, ...args: (string | number)[]): T[] {
    return this.#sql(sql).all(...args) as T[];
  }

  #sql(text: string): StatementSync {
    let statement = this.#prepared.get(text);
    if (!statement) {
      statement = this.#read.prepare(text);
      this.#prepared.set(text, statement);
    }
    return statement;
  }
}
