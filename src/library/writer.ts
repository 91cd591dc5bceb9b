/** The one way into the library: nodes put in and taken out within one transaction. */
import type { DatabaseSync } from 'node:sqlite';
import { leadingEmojis } from '../node/emoji.ts';
import type { Node, Reference } from '../node/node.ts';
import { fold, foldersOf, type Hashes, hash, hashes, nameKey, pathKey, searchKey } from './keys.ts';
import { Load } from './load.ts';
import { nodeOf, type Row } from './read.ts';
import { NEVER, References, STALE } from './references.ts';
import { type Resolved, Resolver } from './resolve.ts';
import { Stars } from './stars.ts';
import { Statements } from './statements.ts';

/** Pages of the index that are merged at once: some milliseconds. */
const MERGED = 4;

export class Writer {
  readonly #db: DatabaseSync;
  readonly #statements: Statements;
  readonly #references: References;
  readonly #groups = new Map<string, number>();
  #load: Load | undefined;
  #stars: Stars | undefined;
  readonly #resolver: Resolver;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#statements = new Statements(db);
    this.#resolver = new Resolver(db);
    this.#references = new References(db, this.#statements, this.#resolver);
  }

  begin(): void {
    this.#db.exec('begin immediate');
    this.#references.begin();
  }

  commit(): void {
    this.loaded();
    this.#db.exec('commit');
  }

  rollback(): void {
    if (this.#db.isTransaction) this.#db.exec('rollback');
    this.#groups.clear();
    this.#references.forget();
    this.#load = undefined;
  }

  head(source: string): { head: string; fingerprint: string } | undefined {
    return this.#statements.read('select head, fingerprint from heads where source = ?').get(source) as never;
  }

  setHead(source: string, head: string, fingerprint: string): void {
    this.#statements.write('insert or replace into heads values (?, ?, ?)')(source, head, fingerprint);
  }

  get(id: string): Node | undefined {
    const row = this.#statements.read('select * from nodes where id = ?').get(id) as Row | undefined;
    return row && nodeOf(row);
  }

  /** Ids of nodes one link away, in either direction. */
  near(id: string, limit: number): string[] {
    this.#stars ??= new Stars(this.#db);
    return this.#stars.near(id, limit);
  }

  /** Id of the node at a path, or that once lay there. */
  idAt(source: string, path: string): string | undefined {
    const where = 'where path_hash = ? and source = ? and path = ?';
    const at = [hash(pathKey(path)), source, path] as const;
    const now = this.#statements.read(`select id from nodes ${where}`).get(...at);
    const former = () => this.#statements.read(`select id from former_paths ${where}`).get(...at);
    return ((now ?? former()) as { id: string } | undefined)?.id;
  }

  /** What a reference means by what is in so far. */
  resolve(source: string, path: string, reference: Pick<Reference, 'target' | 'title'>): Resolved | undefined {
    return this.#resolver.resolve(source, path, reference);
  }

  /** Forgets every source but these. Returns whether there was one. */
  keep(sources: readonly string[]): boolean {
    const known = (this.#statements.read('select source from heads').all() as { source: string }[]).map(
      ({ source }) => source,
    );
    const gone = known.filter((source) => !sources.includes(source));
    for (const source of gone) this.clear(source);
    return gone.length > 0;
  }

  /** Forgets all of a source. */
  clear(source: string): void {
    for (const { id } of this.#statements.read('select id from nodes where source = ?').all(source) as { id: string }[])
      this.remove(id);
    this.#statements.write('delete from former_paths where source = ?')(source);
    this.#statements.write('delete from heads where source = ?')(source);
  }

  /** To be said before very many nodes are put into an empty library; until `loaded` nothing is looked up in it. */
  load(): void {
    const some = this.#statements.read('select 1 from nodes limit 1').get();
    if (!some) this.#load ??= new Load(this.#db);
  }

  loaded(): void {
    this.#load?.finish();
    this.#load = undefined;
  }

  /** Puts a node in, in place of its former self, whose row it keeps: links to it stay. */
  put(node: Node): void {
    const row = this.#statements.read('select * from nodes where id = ?').get(node.id) as Row | undefined;
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
    const { lastInsertRowid } = this.#statements.write(
      `insert into nodes (path, oid, path_hash, title_hash, name_hash, emoji_hash, published, updated, key, title, emoji, data, id, source)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )(...values, id, source);
    return Number(lastInsertRowid);
  }

  #update(row: Row, node: Node, keys: Hashes): number {
    const indexed = row.indexed === NEVER ? NEVER : STALE;
    this.#statements.write(
      `update nodes set path = ?, oid = ?, path_hash = ?, title_hash = ?, name_hash = ?, emoji_hash = ?, published = ?,
       updated = ?, key = ?, title = ?, emoji = ?, data = ?, indexed = ? where rid = ?`,
    )(...columns(node, keys), indexed, row.rid);
    return row.rid;
  }

  #joinGroups(rid: number, node: Node): void {
    this.#count(this.#sourceGroup(node), 1);
    for (const gid of this.#groupsOf(node)) {
      if (this.#load) this.#load.join(gid, node.updated, rid);
      else this.#statements.write('insert or ignore into members values (?, ?, ?)')(gid, node.updated, rid);
      this.#count(gid, 1);
    }
  }

  #leaveGroups(rid: number, node: Node): void {
    this.#count(this.#sourceGroup(node), -1);
    for (const gid of this.#groupsOf(node)) {
      this.#statements.write('delete from members where gid = ? and updated = ? and rid = ?')(gid, node.updated, rid);
      this.#count(gid, -1);
    }
  }

  #count(gid: number, change: 1 | -1): void {
    if (this.#load && change === 1) this.#load.count(gid);
    else this.#statements.write('update groups set count = count + ? where gid = ?')(change, gid);
  }

  /** Counts its nodes and has no members: every node names its source. */
  #sourceGroup({ source }: Node): number {
    return this.#group('source', source, '', source);
  }

  #stir(...all: (Hashes | undefined)[]): void {
    for (const keys of all) if (keys) this.#references.stir(keys.title, keys.name);
  }

  remove(id: string): void {
    const row = this.#statements.read('select * from nodes where id = ?').get(id) as Row | undefined;
    if (!row) return;
    const node = nodeOf(row);
    this.#leaveGroups(row.rid, node);
    this.#references.remove(row);
    this.#statements.write('delete from nodes where rid = ?')(row.rid);
    this.#stir(hashes(node));
  }

  /** Remembers that a node once lived at a path: links to it still find the node. */
  formerPath(source: string, path: string, id: string): void {
    this.#statements.write('insert or ignore into former_paths values (?, ?, ?, ?)')(
      hash(pathKey(path)),
      source,
      path,
      id,
    );
    this.#references.stir(hash(nameKey(path)));
  }

  /** Nodes whose words and links are not indexed yet. */
  todo(limit: number): Node[] {
    return this.#references.todo(limit);
  }

  /** Indexes words and references of a node that is in. */
  index(node: Node, text: string): void {
    this.#references.index(node, text);
  }

  /**
   * Puts a little of the index in order: what later look-ups and updates would else wait for. False where nothing is
   * left to do.
   */
  tidy(): boolean {
    const before = this.#changes();
    for (const table of ['words', 'names'])
      this.#db.exec(`insert into ${table} (${table}, rank) values ('merge', ${MERGED})`);
    // A merge that does something changes more than its own two rows (https://www.sqlite.org/fts5.html#the_merge_command).
    return this.#changes() - before > 2;
  }

  #changes(): number {
    return (this.#statements.read('select total_changes() as n').get() as { n: number }).n;
  }

  /**
   * Looks again at the references, of any node, that name something which appeared, moved or went. Returns the nodes
   * whose references now lead elsewhere.
   */
  relink(): Node[] {
    return this.#references.relink();
  }

  #groupsOf(node: Node): Set<number> {
    const gids = new Set<number>();
    for (const folder of foldersOf(node.path)) gids.add(this.#group('folder', node.source, folder, folder));
    for (const tag of node.tags) gids.add(this.#group('tag', '', fold(tag), tag));
    const own = leadingEmojis(node.path.slice(node.path.lastIndexOf('/') + 1)).slice(0, 1);
    for (const emoji of [...own, ...node.constellation]) gids.add(this.#group('emoji', '', fold(emoji), emoji));
    return gids;
  }

  #group(kind: 'folder' | 'tag' | 'emoji' | 'source', source: string, key: string, name: string): number {
    const cached = this.#groups.get(`${kind}\n${source}\n${key}`);
    if (cached !== undefined) return cached;
    const find = this.#statements.read('select gid from groups where kind = ? and source = ? and key = ?');
    const row = find.get(kind, source, key) as { gid: number } | undefined;
    const gid =
      row?.gid ??
      Number(
        this.#statements.write('insert into groups (kind, source, key, name) values (?, ?, ?, ?)')(
          kind,
          source,
          key,
          name,
        ).lastInsertRowid,
      );
    if (this.#groups.size > 20_000) this.#groups.clear();
    this.#groups.set(`${kind}\n${source}\n${key}`, gid);
    return gid;
  }
}

function columns(node: Node, keys: Hashes): (string | number | null)[] {
  const { id, source, path, oid, published, updated, ...data } = node;
  return [
    path,
    oid,
    keys.path,
    keys.title,
    keys.name,
    keys.emoji,
    published,
    updated,
    searchKey(node.title),
    node.title,
    node.emoji ?? null,
    JSON.stringify(data),
  ];
}
