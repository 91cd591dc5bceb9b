/** The ledger in one file: node:sqlite behind Kysely's SQLite dialect. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DatabaseConnection,
  type Driver,
  Kysely,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
  type SqliteStatement,
} from 'kysely';
import { type Ledger, LedgerFault } from './ledger.ts';
import { migrate, NewerLedger } from './migrations.ts';
import { SqlLedger } from './queries.ts';
import type { Tables } from './tables.ts';

/** Prepared statements kept; the queries are few, only batches of odd length add to them. */
const STATEMENTS = 100;

/** Result code of a database that somebody else is writing to; how often to ask again, and after how many milliseconds. */
const BUSY = 5;
const TRIES = 1_000;
const WAIT = 10;

/** Page cache, KiB: enough for the indexes of 100,000 nodes, and only filled as far as they need. */
const CACHE = 16_000;

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html) and how to mend what they mean. */
const MENDS: Record<number, string> = {
  5: 'Another process is writing to it. Stop that one, or try again.',
  8: 'This user may not write to it. Change its owner or its permissions.',
  11: 'It is damaged. Put a backup in its place.',
  13: 'The disk is full. Make room.',
  14: 'Check that its folder exists and that this user may write there.',
  26: 'It is not a SQLite database. Move it aside, or name another file for the ledger.',
};

/**
 * Opens or creates the ledger in `file`, with its folder. Every commit is on disk when it returns.
 * Throws LedgerFault, which names the file and the mend when it is no ledger, or one of a newer version.
 */
export async function openSqlite(file: string): Promise<Ledger> {
  let database: DatabaseSync | undefined;
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    database = new DatabaseSync(file, { timeout: TRIES * WAIT, enableForeignKeyConstraints: true });
    refuseForeign(database);
    database.exec(
      `pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -${CACHE}; pragma busy_timeout = 0;`,
    );
    const db = new Kysely<Tables>({ dialect: new PatientDialect({ database: new Connection(database) }) });
    await migrate(db, 'sqlite');
    return new SqlLedger(db, 'sqlite');
  } catch (error) {
    database?.close();
    throw explained(file, error);
  }
}

/** A database of another program must not be written into by a slip in the config. */
function refuseForeign(database: DatabaseSync): void {
  const tables = database.prepare(`select name from sqlite_schema where type = 'table'`).all();
  if (tables.length === 0 || tables.some((table) => table['name'] === 'starpost_migrations')) return;
  throw new ForeignDatabase('It holds the tables of another program. Name another file for the ledger.');
}

class ForeignDatabase extends Error {}

function explained(file: string, error: unknown): LedgerFault {
  const what = `The ledger ${file} cannot be opened: `;
  if (error instanceof NewerLedger || error instanceof ForeignDatabase) return new LedgerFault(what + error.message);
  if (!(error instanceof Error)) return new LedgerFault(what + String(error));
  const code = codeOf(error);
  const mend = (code !== undefined && MENDS[code]) || 'Check the file and its folder.';
  return new LedgerFault(`${what}${error.message}. ${mend}`, { cause: error });
}

/**
 * SQLite's own wait for a lock would stop the whole process, and for ever where the lock is held by another part of
 * it: so a busy database is asked again later. Transactions take the lock as they begin, so nothing is half done then.
 */
class PatientDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new PatientDriver(this.#config);
  }
}

class PatientDriver extends SqliteDriver {
  #patient: DatabaseConnection | undefined;

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#patient ??= patient(await super.acquireConnection());
    return this.#patient;
  }
}

function patient(connection: DatabaseConnection): DatabaseConnection {
  return {
    streamQuery: (...parameters) => connection.streamQuery(...parameters),
    executeQuery: async (...parameters) => {
      for (let tries = 1; ; tries++) {
        try {
          return await connection.executeQuery(...parameters);
        } catch (error) {
          if (codeOf(error) !== BUSY || tries === TRIES) throw error;
          await sleep(WAIT);
        }
      }
    },
  };
}

/** The primary result code of SQLite in an error. */
function codeOf(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined;
}

/** What Kysely's dialect asks of a database (the shape of better-sqlite3), with the statements kept prepared. */
class Connection implements SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, SqliteStatement>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  prepare(text: string): SqliteStatement {
    // A transaction that reads before it writes would fail, not wait, when another process wrote between.
    const query = text === 'begin' ? 'begin immediate' : text;
    const known = this.#prepared.get(query);
    if (known) {
      this.#prepared.delete(query);
      this.#prepared.set(query, known);
      return known;
    }
    const statement = new Statement(this.#database.prepare(query));
    this.#prepared.set(query, statement);
    const oldest = this.#prepared.keys().next().value;
    if (this.#prepared.size > STATEMENTS && oldest !== undefined) this.#prepared.delete(oldest);
    return statement;
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }
}

class Statement implements SqliteStatement {
  readonly #statement: StatementSync;
  readonly reader: boolean;

  constructor(statement: StatementSync) {
    this.#statement = statement;
    this.reader = statement.columns().length > 0;
  }

  all(parameters: readonly unknown[]): unknown[] {
    return this.#statement.all(...(parameters as SQLInputValue[]));
  }

  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return this.#statement.run(...(parameters as SQLInputValue[]));
  }

  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    return this.#statement.iterate(...(parameters as SQLInputValue[]));
  }
}
