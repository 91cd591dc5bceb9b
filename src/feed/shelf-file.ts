/** The file that documents are kept in. Everything in it can be made again. */
import type { DatabaseSync } from 'node:sqlite';
import { openDerived } from '../library/derived.ts';

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
  // Documents are large: larger pages are fewer to read and write.
  return openDerived(file, { version: VERSION, tables: TABLES, tidy: ORPHANS, pragmas: 'pragma page_size = 32768;' });
}
