/**
 * Look-up in the words of tags, sections and texts, best first, of which a bounded number is weighed. Words are whole
 * here: all that begin so would have to be gathered first, from every text.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { allOf, anyOf } from './terms.ts';

/** Rows that are weighed: more would make the answer wait, and words in so many nodes tell little. */
const WEIGHED = 700;

type Groups = readonly (string | readonly string[])[];

export class Texts {
  readonly #count: StatementSync;
  readonly #best: StatementSync;
  readonly #newest: StatementSync;
  readonly #one: StatementSync;

  constructor(db: DatabaseSync) {
    this.#count = db.prepare('select rowid as rid from words where words match ? order by rowid desc limit ?');
    this.#best = db.prepare(
      `select w.rowid as rid from words w join nodes n on n.rid = w.rowid where words match ?
       order by bm25(words, 12, 6, 3, 1), n.updated desc limit ?`,
    );
    this.#newest = db.prepare(
      'select n.rid from json_each(?) k join nodes n on n.rid = k.value order by n.updated desc limit ?',
    );
    this.#one = db.prepare('select 1 from words where words match ? limit 1');
  }

  /** Whether any node has a word. */
  has(word: string): boolean {
    return this.#one.get(anyOf([word], false)) !== undefined;
  }

  keywords(words: Groups, limit: number): number[] {
    return this.#weighed(`{title tags sections} : (${allOf(words, false)})`, limit);
  }

  all(words: Groups, limit: number): number[] {
    return this.#weighed(allOf(words, false), limit);
  }

  any(words: readonly string[], limit: number): number[] {
    return this.#weighed(anyOf(words, false), limit);
  }

  /** Where too many have the words, the newest of those that came last. */
  #weighed(match: string, limit: number): number[] {
    const rids = ridsOf(this.#count.all(match, WEIGHED + 1));
    if (rids.length === 0) return [];
    if (rids.length > WEIGHED) return ridsOf(this.#newest.all(JSON.stringify(rids), limit));
    return ridsOf(this.#best.all(match, limit));
  }
}

function ridsOf(rows: readonly unknown[]): number[] {
  return rows.map((row) => (row as { rid: number }).rid);
}
