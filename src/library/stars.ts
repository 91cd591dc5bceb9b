/** Nodes as stars: how they are linked, without their texts. Only live nodes are in the library, so only those shine. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** What is drawn of a node. */
export interface Star {
  id: string;
  title: string;
  emoji?: string;
}

/** A node's place among all. */
export interface Placed extends Star {
  /** The same for as long as the library is not made anew; grows. */
  rid: number;
  source: string;
  path: string;
}

/** A few letters of each node, without its text: twenty of them lie where one row of the table does. */
const STARS = 'nodes n indexed by nodes_star';

export class Stars {
  readonly #some: StatementSync;
  readonly #out: StatementSync;
  readonly #in: StatementSync;
  readonly #all: StatementSync;
  readonly #lines: StatementSync;

  constructor(db: DatabaseSync) {
    // Ids come as a JSON array, so that many are looked up at once; `key` is the place of each in it.
    const asked = 'from json_each(?1) j cross join nodes s on s.id = j.value';
    this.#some = db.prepare(
      `select n.id, n.title, n.emoji ${asked} cross join ${STARS} on n.rid = s.rid order by j.key`,
    );
    this.#out = db.prepare(
      `select j.key, n.id ${asked} cross join links l on l.rid = s.rid cross join ${STARS} on n.rid = l.target
       where n.rid <> s.rid order by l.position`,
    );
    this.#in = db.prepare(
      `select key, id from (
         select key, id, updated, row_number() over (partition by key order by updated desc, id) as place from (
           select distinct j.key, n.id, n.updated ${asked}
             cross join links l on l.target = s.rid cross join ${STARS} on n.rid = l.rid
           where n.rid <> s.rid))
       where place <= ?2 order by place`,
    );
    for (const rows of [this.#out, this.#in]) rows.setReturnArrays(true);
    this.#all = db.prepare(
      `select n.rid, n.source, n.path, n.id, n.title, n.emoji from nodes n where n.rid > ? order by n.rid limit ?`,
    );
    this.#lines = db.prepare(
      'select distinct rid as "from", target as "to" from links where rid > ? and target is not null and target <> rid order by rid limit ?',
    );
  }

  /** Those of the ids that are nodes, in their order. */
  some(ids: readonly string[]): Star[] {
    return (this.#some.all(JSON.stringify(ids)) as unknown as Row[]).map(starOf);
  }

  /** Ids of nodes one link away: those it refers to in its own order, then those that refer to it, the newest first. */
  near(id: string, limit: number): string[] {
    return this.nearEach([id], limit)[0] ?? [];
  }

  /** The same of several nodes, in their order. */
  nearEach(ids: readonly string[], limit: number): string[][] {
    const found = ids.map(() => new Set<string>());
    const add = (rows: unknown[], keys?: number[]) => {
      for (const [key, id] of rows as [number, string][]) found[keys?.[key] ?? key]?.add(id);
    };
    add(this.#out.all(JSON.stringify(ids)));
    const few = [...found.keys()].filter((key) => found[key]!.size < limit);
    if (few.length > 0) add(this.#in.all(JSON.stringify(few.map((key) => ids[key])), limit), few);
    return found.map((near) => [...near].slice(0, limit));
  }

  /** All nodes, `limit` at a time: those after the one of that `rid`. */
  all(after: number, limit: number): Placed[] {
    return (this.#all.all(after, limit) as unknown as (Row & Placed)[]).map((row) => {
      const { rid, source, path } = row;
      return { rid, source, path, ...starOf(row) };
    });
  }

  /** All links between different nodes, by `rid`; at most about `limit` at a time, each node's together. */
  lines(after: number, limit: number): { from: number; to: number }[] {
    const rows = this.#lines.all(after, limit) as { from: number; to: number }[];
    const last = rows.at(-1)?.from;
    // The last node's links may go on behind the limit: they come whole with the next ones.
    const whole = rows.length < limit ? rows : rows.filter(({ from }) => from !== last);
    return whole.length > 0 ? whole : rows;
  }
}

type Row = { id: string; title: string; emoji: string | null };

function starOf({ id, title, emoji }: Row): Star {
  return emoji === null ? { id, title } : { id, title, emoji };
}
