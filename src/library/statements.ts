/** Prepared statements of one connection, each prepared once. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

export class Statements {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #writing = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /**
   * A statement that writes. What it returns is read as bigints: SQLite's last row id may be one of the index's own,
   * which are larger than a number holds, and node:sqlite reads it after every write.
   */
  write(text: string): (...values: SQLInputValue[]) => { lastInsertRowid: number | bigint } {
    let statement = this.#writing.get(text);
    if (!statement) {
      statement = this.#db.prepare(text);
      statement.setReadBigInts(true);
      this.#writing.set(text, statement);
    }
    const prepared = statement;
    return (...values) => prepared.run(...values);
  }

  /** A statement that reads. */
  read(text: string): StatementSync {
    let statement = this.#prepared.get(text);
    if (!statement) {
      statement = this.#db.prepare(text);
      this.#prepared.set(text, statement);
    }
    return statement;
  }
}
