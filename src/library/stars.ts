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
  readonly #one: StatementSync;
  readonly #out: StatementSync;
  readonly #in: StatementSync;
  readonly #all: StatementSync;
  readonly #lines: StatementSync;

  constructor(db: DatabaseSync) {
    const rid = '(select rid from nodes where id = ?1)';
    this.#one = db.prepare(`select n.id, n.title, n.emoji from ${STARS} where n.rid = ${rid}`);
    this.#out = db.prepare(
      `select n.id from links l join ${STARS} on n.rid = l.target
       where l.rid = ${rid} and n.id <> ?1 order by l.position`,
    );
    this.#in = db.prepare(
      `select distinct n.id, n.updated from links l join ${STARS} on n.rid = l.rid
       where l.target = ${rid} and n.id <> ?1 order by n.updated desc, n.id limit ?2`,
    );
    this.#all = db.prepare(
      `select n.rid, n.source, n.path, n.id, n.title, n.emoji from nodes n where n.rid > ? order by n.rid limit ?`,
    );
    this.#lines = db.prepare(
      'select distinct rid as "from", target as "to" from links where rid > ? and target is not null and target <> rid order by rid limit ?',
    );
  }

  get(id: string): Star | undefined {
    const row = this.#one.get(id) as Row | undefined;
    return row && starOf(row);
  }

  /** Ids of nodes one link away: those it refers to in its own order, then those that refer to it, the newest first. */
  near(id: string, limit: number): string[] {
    const all = this.#out.all(id) as { id: string }[];
    const out = [...new Map(all.map((row) => [row.id, row])).values()];
    const others = out.length < limit ? (this.#in.all(id, limit) as { id: string }[]) : [];
    return [...new Set([...out, ...others].map((row) => row.id))].slice(0, limit);
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
