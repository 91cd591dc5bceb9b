/** The one way into the library: nodes put in and taken out within one transaction. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Node, Reference } from '../node/node.ts';
import { fold, folderOf, foldersOf, hash, join, nameKey, pathKey, titleKey } from './keys.ts';
import { Load } from './load.ts';
import { nodeOf, type Row } from './read.ts';
import { type Resolved, Resolver } from './resolve.ts';

/** States of `indexed`: words and links never indexed, those of a former text, up to date. */
const NEVER = 0;
const STALE = 2;

export class Writer {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #writing = new Map<string, StatementSync>();
  readonly #groups = new Map<string, number>();
  #load: Load | undefined;
  /** Keys of everything that appeared, moved or went: references that name them are looked at again. */
  #stirred = new Set<number>();
  readonly #resolver: Resolver;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#resolver = new Resolver(db);
  }

  begin(): void {
    this.#db.exec('begin immediate');
    this.#stirred.clear();
  }

  commit(): void {
    this.loaded();
    this.#db.exec('commit');
  }

  rollback(): void {
    if (this.#db.isTransaction) this.#db.exec('rollback');
    this.#groups.clear();
    this.#load = undefined;
  }

  head(source: string): { head: string; fingerprint: string } | undefined {
    return this.#sql('select head, fingerprint from heads where source = ?').get(source) as never;
  }

  setHead(source: string, head: string, fingerprint: string): void {
    this.#do('insert or replace into heads values (?, ?, ?)')(source, head, fingerprint);
  }

  get(id: string): Node | undefined {
    const row = this.#sql('select * from nodes where id = ?').get(id) as Row | undefined;
    return row && nodeOf(row);
  }

  /** What a reference means by what is in so far. */
  resolve(source: string, path: string, reference: Pick<Reference, 'target' | 'title'>): Resolved | undefined {
    return this.#resolver.resolve(source, path, reference);
  }

  /** Forgets every source but these. Returns whether there was one. */
  keep(sources: readonly string[]): boolean {
    const known = (this.#sql('select source from heads').all() as { source: string }[]).map(({ source }) => source);
    const gone = known.filter((source) => !sources.includes(source));
    for (const source of gone) this.clear(source);
    return gone.length > 0;
  }

  /** Forgets all of a source. */
  clear(source: string): void {
    for (const { id } of this.#sql('select id from nodes where source = ?').all(source) as { id: string }[])
      this.remove(id);
    this.#do('delete from former_paths where source = ?')(source);
    this.#do('delete from heads where source = ?')(source);
  }

  /** To be said before very many nodes are put into an empty library; until `loaded` nothing is looked up in it. */
  load(): void {
    const some = this.#sql('select 1 from nodes limit 1').get();
    if (!some) this.#load ??= new Load(this.#db);
  }

  loaded(): void {
    this.#load?.finish();
    this.#load = undefined;
  }

  /** Puts a node in, in place of its former self, whose row it keeps: links to it stay. */
  put(node: Node): void {
    const row = this.#sql('select * from nodes where id = ?').get(node.id) as Row | undefined;
    const former = row && nodeOf(row);
    if (row && former) {
      this.loaded();
      this.#leaveGroups(row.rid, former);
    }
    const keys = hashes(node);
    const rid = row ? this.#update(row, node, keys) : this.#insert(node, keys);
    this.#joinGroups(rid, node);
    const old = former && hashes(former);
    if (!old || keys.title !== old.title || keys.path !== old.path) this.#stir(keys, old);
  }

  #insert(node: Node, keys: Hashes): number {
    const { id, source } = node;
    const values = columns(node, keys);
    const { lastInsertRowid } = this.#do(
      `insert into nodes (path, oid, path_hash, title_hash, name_hash, emoji_hash, published, updated, data, id, source)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )(...values, id, source);
    return Number(lastInsertRowid);
  }

  #update(row: Row, node: Node, keys: Hashes): number {
    const indexed = row.indexed === NEVER ? NEVER : STALE;
    this.#do(
      `update nodes set path = ?, oid = ?, path_hash = ?, title_hash = ?, name_hash = ?, emoji_hash = ?, published = ?,
       updated = ?, data = ?, indexed = ? where rid = ?`,
    )(...columns(node, keys), indexed, row.rid);
    return row.rid;
  }

  #joinGroups(rid: number, node: Node): void {
    this.#count(this.#sourceGroup(node), 1);
    for (const gid of this.#groupsOf(node)) {
      if (this.#load) this.#load.join(gid, node.updated, rid);
      else this.#do('insert or ignore into members values (?, ?, ?)')(gid, node.updated, rid);
      this.#count(gid, 1);
    }
  }

  #leaveGroups(rid: number, node: Node): void {
    this.#count(this.#sourceGroup(node), -1);
    for (const gid of this.#groupsOf(node)) {
      this.#do('delete from members where gid = ? and updated = ? and rid = ?')(gid, node.updated, rid);
      this.#count(gid, -1);
    }
  }

  #count(gid: number, change: 1 | -1): void {
    if (this.#load && change === 1) this.#load.count(gid);
    else this.#do('update groups set count = count + ? where gid = ?')(change, gid);
  }

  /** Counts its nodes and has no members: every node names its source. */
  #sourceGroup({ source }: Node): number {
    return this.#group('source', source, '', source);
  }

  #stir(...all: (ReturnType<typeof hashes> | undefined)[]): void {
    for (const keys of all) if (keys) this.#stirred.add(keys.title).add(keys.name);
  }

  remove(id: string): void {
    const row = this.#sql('select * from nodes where id = ?').get(id) as Row | undefined;
    if (!row) return;
    const node = nodeOf(row);
    this.#leaveGroups(row.rid, node);
    this.#unlink(row.rid);
    if (row.indexed !== NEVER) this.#do('delete from words where rowid = ?')(row.rid);
    this.#do('delete from nodes where rid = ?')(row.rid);
    this.#stir(hashes(node));
  }

  /** Remembers that a node once lived at a path: links to it still find the node. */
  formerPath(source: string, path: string, id: string): void {
    this.#do('insert or ignore into former_paths values (?, ?, ?, ?)')(hash(pathKey(path)), source, path, id);
    this.#stirred.add(hash(nameKey(path)));
  }

  /** Nodes whose words and links are not indexed yet. */
  todo(limit: number): Node[] {
    return (
      this.#sql('select * from nodes where indexed <> 1 order by rid limit ?').all(limit) as unknown as Row[]
    ).map(nodeOf);
  }

  /** Indexes words and references of a node that is in. */
  index(node: Node, text: string): void {
    const { rid } = this.#sql('select rid from nodes where id = ?').get(node.id) as { rid: number };
    this.#do('insert or replace into words (rowid, title, tags, sections, body) values (?, ?, ?, ?, ?)')(
      rid,
      `${node.title} ${nameKey(node.path)}`,
      node.tags.join(' · '),
      node.sections.map((section) => section.title).join(' · '),
      text,
    );
    this.#unlink(rid);
    node.references.forEach((reference, position) => {
      for (const key of referenceKeys(reference, node.path))
        this.#do('insert or ignore into link_keys values (?, ?, ?)')(key, rid, position);
      this.#link(rid, position, node, reference);
    });
    this.#do('update nodes set indexed = 1 where rid = ?')(rid);
  }

  /**
   * Looks again at the references, of any node, that name something which appeared, moved or went. Returns the nodes
   * whose references now lead elsewhere.
   */
  relink(): Node[] {
    const seen = new Set<string>();
    const affected = new Map<number, Node>();
    for (const key of this.#stirred) {
      const rows = this.#sql('select rid, position from link_keys where key = ?').all(key) as {
        rid: number;
        position: number;
      }[];
      for (const { rid, position } of rows) {
        if (seen.has(`${rid}/${position}`)) continue;
        seen.add(`${rid}/${position}`);
        const row = this.#sql('select * from nodes where rid = ?').get(rid) as Row | undefined;
        const node = row && nodeOf(row);
        const reference = node?.references[position];
        if (node && reference && this.#link(rid, position, node, reference)) affected.set(rid, node);
      }
    }
    this.#stirred.clear();
    return [...affected.values()];
  }

  /** Returns whether the reference led elsewhere before. */
  #link(rid: number, position: number, node: Node, reference: Reference): boolean {
    const found = this.#resolver.resolve(node.source, node.path, reference);
    const target = found?.to === 'node' ? found.rid : null;
    const former = this.#sql('select target from links where rid = ? and position = ?').get(rid, position);
    if (former && former['target'] === target) return false;
    this.#do('insert or replace into links values (?, ?, ?)')(rid, position, target);
    return true;
  }

  #unlink(rid: number): void {
    this.#do('delete from links where rid = ?')(rid);
    this.#do('delete from link_keys where rid = ?')(rid);
  }

  #groupsOf(node: Node): Set<number> {
    const gids = new Set<number>();
    for (const folder of foldersOf(node.path)) gids.add(this.#group('folder', node.source, folder, folder));
    for (const tag of node.tags) gids.add(this.#group('tag', '', fold(tag), tag));
    return gids;
  }

  #group(kind: 'folder' | 'tag' | 'source', source: string, key: string, name: string): number {
    const cached = this.#groups.get(`${kind}\n${source}\n${key}`);
    if (cached !== undefined) return cached;
    const find = this.#sql('select gid from groups where kind = ? and source = ? and key = ?');
    const row = find.get(kind, source, key) as { gid: number } | undefined;
    const gid =
      row?.gid ??
      Number(
        this.#do('insert into groups (kind, source, key, name) values (?, ?, ?, ?)')(kind, source, key, name)
          .lastInsertRowid,
      );
    if (this.#groups.size > 20_000) this.#groups.clear();
    this.#groups.set(`${kind}\n${source}\n${key}`, gid);
    return gid;
  }

  /**
   * A statement that writes. What it returns is read as bigints: SQLite's last row id may be one of the index's own,
   * which are larger than a number holds, and node:sqlite reads it after every write.
   */
  #do(text: string): (...values: SQLInputValue[]) => { lastInsertRowid: number | bigint } {
    let statement = this.#writing.get(text);
    if (!statement) {
      statement = this.#db.prepare(text);
      statement.setReadBigInts(true);
      this.#writing.set(text, statement);
    }
    const prepared = statement;
    return (...values) => prepared.run(...values);
  }

  #sql(text: string): StatementSync {
    let statement = this.#prepared.get(text);
    if (!statement) {
      statement = this.#db.prepare(text);
      this.#prepared.set(text, statement);
    }
    return statement;
  }
}

function columns(node: Node, keys: Hashes): (string | number)[] {
  const { id, source, path, oid, published, updated, ...data } = node;
  return [path, oid, keys.path, keys.title, keys.name, keys.emoji, published, updated, JSON.stringify(data)];
}

type Hashes = ReturnType<typeof hashes>;

function hashes(node: Pick<Node, 'path' | 'title' | 'emoji'>) {
  return {
    path: hash(pathKey(node.path)),
    title: hash(titleKey(node.title)),
    name: hash(nameKey(node.path)),
    emoji: hash(fold(node.emoji ?? '')),
  };
}

/** Under which keys a reference hears of its target: by its title, and by the name its path ends in. */
function referenceKeys(reference: Reference, path: string): Set<number> {
  const keys = new Set([hash(titleKey(reference.title))]);
  const target =
    reference.target === undefined ? undefined : (join(folderOf(path), reference.target) ?? reference.target);
  if (target) keys.add(hash(nameKey(target)));
  return keys;
}
