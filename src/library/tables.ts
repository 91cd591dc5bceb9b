/** The library's tables. Derived from git: a file of another version is thrown away and made anew. */
import type { DatabaseSync } from 'node:sqlite';
import { openDerived } from './derived.ts';

/** Raise it whenever the tables, the parser or the keys change. */
const VERSION = 6;

/** Those a first pass makes at its end. */
export const NODE_INDEXES = {
  // References are looked up in it alone.
  nodes_path: 'nodes (path_hash, source, path, id)',
  nodes_title: 'nodes (title_hash)',
  nodes_name: 'nodes (name_hash)',
  nodes_emoji: 'nodes (emoji_hash, updated desc, id)',
  nodes_key: 'nodes (key)',
  nodes_updated: 'nodes (updated desc, id)',
  nodes_born: 'nodes (published, id)',
  nodes_todo: 'nodes (rid) where indexed <> 1',
  // Stars are read from here: a row of the table fills a page.
  nodes_star: 'nodes (rid, updated, id, title, emoji)',
};

const TABLES = `
  create table heads (source text primary key, head text not null, fingerprint text not null);
  create table nodes (
    rid integer primary key, id text not null unique, source text not null, path text not null, oid text not null,
    path_hash integer not null, title_hash integer not null, name_hash integer not null, emoji_hash integer not null,
    published text not null, updated text not null, indexed integer not null default 0, key text not null,
    title text not null, emoji text, data text not null
  );
  ${Object.entries(NODE_INDEXES)
    .map(([name, on]) => `create index ${name} on ${on};`)
    .join(' ')}
  create table former_paths (path_hash integer not null, source text not null, path text not null, id text not null,
    primary key (path_hash, source, path, id)) without rowid;
  create table groups (gid integer primary key, kind text not null, source text not null, key text not null,
    name text not null, count integer not null default 0, unique (kind, source, key));
  create table members (gid integer not null, updated text not null, rid integer not null,
    primary key (gid, updated, rid)) without rowid;
  create table links (rid integer not null, position integer not null, target integer,
    primary key (rid, position)) without rowid;
  create index links_target on links (target) where target is not null;
  create table link_keys (key integer not null, rid integer not null, position integer not null,
    primary key (key, rid, position)) without rowid;
  create index link_keys_rid on link_keys (rid);
  create virtual table words using fts5(title, tags, sections, body, content='', contentless_delete=1,
    tokenize="unicode61 remove_diacritics 2");
  create virtual table names using fts5(name, keywords, content='', contentless_delete=1, prefix='1 2 3',
    tokenize="unicode61 remove_diacritics 2");
  insert into words (words, rank) values ('automerge', 8);
  insert into names (names, rank) values ('automerge', 8);
  create table lexicon (id integer primary key, word text not null unique);
  create table forms (form integer not null, word integer not null, primary key (form, word)) without rowid;
`;

// What is written is taken over into the file when nobody waits for it (`tidy`), or at the latest after 80 MB. A first
// pass is one transaction: what it leaves of the write-ahead log is given back.
const PRAGMAS = 'pragma cache_size = -8000; pragma journal_size_limit = 32000000; pragma wal_autocheckpoint = 20000;';

/** Opens a connection; the first one of a file makes the tables. `:memory:` is not possible: there are two connections. */
export function openTables(file: string): DatabaseSync {
  return openDerived(file, { version: VERSION, tables: TABLES, pragmas: PRAGMAS });
}
