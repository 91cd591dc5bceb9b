/** SQLite files of which everything can be made again: one that is damaged, or of another version, is thrown away. */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface DerivedFile {
  /** To be raised whenever the tables, or what stands in them, change. */
  version: number;
  /** Statements that make the tables. */
  tables: string;
  /** Of each connection, besides that it waits for others for 5 seconds, and that a power cut may cost what was written last. */
  pragmas?: string;
  /** Done at each opening of a file that is there. */
  tidy?: string;
}

/** Opens a connection; the first one of a file makes the tables. `:memory:` is not possible. */
export function openDerived(file: string, derived: DerivedFile): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true });
  return tryOpen(file, derived) ?? anew(file, derived);
}

function tryOpen(file: string, { version, pragmas, tidy = '' }: DerivedFile): DatabaseSync | undefined {
  let db: DatabaseSync | undefined;
  try {
    db = connect(file, pragmas);
    const found = db.prepare('pragma user_version').get() as { user_version: number };
    if (found.user_version === version) {
      db.exec(tidy);
      return db;
    }
  } catch {
    // Not a database, or a damaged one.
  }
  db?.close();
  return undefined;
}

function anew(file: string, { version, tables, pragmas }: DerivedFile): DatabaseSync {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  const db = connect(file, pragmas);
  db.exec(`begin; ${tables} pragma user_version = ${version}; commit;`);
  return db;
}

function connect(file: string, pragmas = ''): DatabaseSync {
  const db = new DatabaseSync(file);
  // Never corrupt after a power cut, in WAL mode.
  db.exec(`${pragmas} pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000;`);
  return db;
}
