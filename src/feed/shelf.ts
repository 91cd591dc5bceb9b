/**
 * Documents on disk: bytes and their compressed forms by the hash of the bytes, and which feed is made of which. One
 * SQLite file, so that a pass appears in it whole or not at all. Everything in it can be made again.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { Document, type Encoding } from './document.ts';
import { type FeedFormat, type FeedName, FORMATS } from './feed.ts';

/** Raise it whenever the tables change. */
const VERSION = 1;

const TABLES = `
  create table state (state text not null);
  create table bytes (hash text primary key, body blob not null, gzip blob, br blob) without rowid;
  create table feeds (name text primary key, made text not null, stale integer not null) without rowid;
  create table documents (name text not null, format text not null, hash text not null, type text not null,
    self text not null, updated text not null, primary key (name, format)) without rowid;
  create index documents_by_hash on documents (hash);
`;

/** What no feed is made of: a program that lets things lie must not make the file grow for ever. */
const ORPHANS = `
  delete from documents where name not in (select name from feeds);
  delete from bytes where hash not in (select hash from documents);
`;

/** A feed as it was built. */
export interface Built {
  name: FeedName;
  documents: Record<FeedFormat, Document>;
  /** ISO instant from which it holds more. */
  staleAt?: string;
  /** Of an archive page: what its places are made of. */
  mark?: string;
}

type Made = Pick<Built, 'staleAt' | 'mark'>;
type FeedRow = { name: string; made: string; stale: number };

interface DocumentRow {
  format: FeedFormat;
  body: Uint8Array;
  gzip: Uint8Array | null;
  br: Uint8Array | null;
  hash: string;
  type: string;
  self: string;
  updated: string;
}

export class Shelf {
  readonly #db: DatabaseSync;

  /** Opens or makes the file; one that is damaged or of another version is thrown away. */
  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true });
    this.#db = tryOpen(file) ?? anew(file);
  }

  /** What the documents were made of; undefined before the first `put`. */
  get state(): string | undefined {
    return (this.#db.prepare('select state from state').get() as { state: string } | undefined)?.state;
  }

  /** All feeds; `stale`: something changed since they were built. */
  names(): { name: FeedName; stale: boolean; mark?: string }[] {
    const rows = this.#db.prepare('select name, made, stale from feeds').all() as unknown as FeedRow[];
    return rows.map(({ name, made, stale }) => ({ name, stale: stale !== 0, mark: (JSON.parse(made) as Made).mark }));
  }

  /** Undefined where it is not there, or its bytes are damaged. */
  get(name: FeedName): Built | undefined {
    const feed = this.#db.prepare('select made from feeds where name = ?').get(name) as { made: string } | undefined;
    const rows = this.#db
      .prepare('select d.*, b.body, b.gzip, b.br from documents d join bytes b on b.hash = d.hash where d.name = ?')
      .all(name) as unknown as DocumentRow[];
    const documents = Object.fromEntries(rows.map((row) => [row.format, documentOf(row)]));
    if (!feed || !FORMATS.every((format) => documents[format])) return undefined;
    const made = JSON.parse(feed.made) as Made;
    return { ...made, name, documents: documents as Record<FeedFormat, Document> };
  }

  /**
   * Everything of one pass at once. Compressed forms must be made already. `state`: what all of it is made of. Requests
   * are answered between the pieces, so what `get` finds of these feeds meanwhile may be incomplete; one call at a time.
   */
  async put(change: {
    built: readonly (Built & { forms: Forms })[];
    gone?: readonly FeedName[];
    stale?: readonly FeedName[];
    state?: string;
  }): Promise<void> {
    this.#db.exec('begin immediate');
    try {
      for (const one of change.built) await this.#putOne(one);
      for (const name of change.gone ?? []) this.#remove(name);
      const stale = this.#db.prepare('update feeds set stale = 1 where name = ?');
      for (const name of change.stale ?? []) stale.run(name);
      if (change.state !== undefined) {
        this.#db.exec('delete from state');
        this.#db.prepare('insert into state values (?)').run(change.state);
      }
      this.#db.exec('commit');
    } catch (error) {
      this.#db.exec('rollback');
      throw error;
    }
  }

  async #putOne({ name, documents, staleAt, mark, forms }: Built & { forms: Forms }): Promise<void> {
    const before = this.#hashes(name);
    this.#db.prepare('insert or replace into feeds values (?, ?, 0)').run(name, JSON.stringify({ staleAt, mark }));
    for (const format of FORMATS) {
      const { etag, body, type, self, updated } = documents[format];
      const { gzip, br } = forms[format];
      this.#db.prepare('insert or ignore into bytes values (?, ?, ?, ?)').run(etag, body, gzip ?? null, br ?? null);
      this.#db
        .prepare('insert or replace into documents values (?, ?, ?, ?, ?, ?)')
        .run(name, format, etag, type, self, updated);
      await setImmediate();
    }
    this.#sweep(before);
  }

  #remove(name: FeedName): void {
    const before = this.#hashes(name);
    this.#db.prepare('delete from documents where name = ?').run(name);
    this.#db.prepare('delete from feeds where name = ?').run(name);
    this.#sweep(before);
  }

  #hashes(name: FeedName): string[] {
    const rows = this.#db.prepare('select hash from documents where name = ?').all(name) as { hash: string }[];
    return rows.map(({ hash }) => hash);
  }

  /** Bytes that no document is made of any more. */
  #sweep(hashes: readonly string[]): void {
    const sweep = this.#db.prepare(
      'delete from bytes where hash = ? and not exists (select 1 from documents where documents.hash = bytes.hash)',
    );
    for (const hash of hashes) sweep.run(hash);
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }
}

/** Compressed forms; none for documents too small to be worth it. */
export type Forms = Record<FeedFormat, Partial<Record<Encoding, Buffer>>>;

function documentOf(row: DocumentRow): Document | undefined {
  if (!(row.body instanceof Uint8Array)) return undefined;
  const { type, self, updated } = row;
  const document = new Document({ body: buffer(row.body), type, self, updated }, forms(row));
  return document.etag === row.hash ? document : undefined;
}

function forms({ gzip, br }: DocumentRow): Partial<Record<Encoding, Buffer>> {
  return { ...(gzip ? { gzip: buffer(gzip) } : {}), ...(br ? { br: buffer(br) } : {}) };
}

/** The same memory as a Buffer. */
function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function tryOpen(file: string): DatabaseSync | undefined {
  let db: DatabaseSync | undefined;
  try {
    db = connect(file);
    const { user_version: version } = db.prepare('pragma user_version').get() as { user_version: number };
    if (version === VERSION) {
      db.exec(ORPHANS);
      return db;
    }
  } catch {
    // Damaged: it is derived, so it is simply made anew.
  }
  db?.close();
  return undefined;
}

function anew(file: string): DatabaseSync {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  const db = connect(file);
  db.exec(`begin; ${TABLES} pragma user_version = ${VERSION}; commit;`);
  return db;
}

function connect(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  db.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000;');
  return db;
}
