/** The file that documents are kept in. Everything in it can be made again. */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Raise it whenever the tables change. */
const VERSION = 2;

const TABLES = `
  create table state (state text not null);
  create table bytes (hash text primary key, body blob not null, gzip blob, br blob) without rowid;
  create table feeds (name text primary key, made text not null, stale integer not null) without rowid;
  create table documents (name text not null, format text not null, hash text not null, type text not null,
    self text not null, updated text not null, primary key (name, format)) without rowid;
  create table list (id integer primary key check (id = 1), body blob not null, hash text not null);
  create index documents_by_hash on documents (hash);
`;

/** What no feed is made of: a program that lets things lie must not make the file grow for ever. */
const ORPHANS = `
  delete from documents where name not in (select name from feeds);
  delete from bytes where hash not in (select hash from documents);
`;

/** Opens or makes it; one that is damaged or of another version is thrown away. */
export function openShelfFile(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true });
  return tryOpen(file) ?? anew(file);
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

/** Documents are large: larger pages are fewer to read and write. */
function connect(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  db.exec(
    'pragma page_size = 32768; pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000;',
  );
  return db;
}
