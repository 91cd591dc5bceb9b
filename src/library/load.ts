/**
 * Filling an empty library: what lies sorted is sorted once at the end. Kept sorted all along, every node would touch
 * a dozen pages at random, and 100,000 of them many more than are held in memory.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { NODE_INDEXES } from './tables.ts';

export class Load {
  readonly #db: DatabaseSync;
  readonly #member: StatementSync;
  readonly #counts = new Map<number, number>();

  /** Within the transaction that `finish` belongs to; taking that back takes all of this back. */
  constructor(db: DatabaseSync) {
    this.#db = db;
    for (const name of Object.keys(NODE_INDEXES)) db.exec(`drop index ${name}`);
    db.exec('create temp table if not exists loading (gid integer, updated text, rid integer); delete from loading');
    this.#member = db.prepare('insert into loading values (?, ?, ?)');
  }

  join(gid: number, updated: string, rid: number): void {
    this.#member.run(gid, updated, rid);
  }

  /** One node more in a group. */
  count(gid: number): void {
    this.#counts.set(gid, (this.#counts.get(gid) ?? 0) + 1);
  }

  finish(): void {
    const add = this.#db.prepare('update groups set count = count + ? where gid = ?');
    for (const [gid, count] of this.#counts) add.run(count, gid);
    this.#db.exec('insert into members select gid, updated, rid from loading order by gid, updated, rid');
    this.#db.exec('delete from loading');
    for (const [name, on] of Object.entries(NODE_INDEXES)) this.#db.exec(`create index ${name} on ${on}`);
  }
}
