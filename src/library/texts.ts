/**
 * Look-up in the words of tags, sections and texts, best first, of which a bounded number is weighed. Words are whole
 * here: all that begin so would have to be gathered first, from every text.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { allOf, anyOf } from './terms.ts';

/** Rows that are weighed: more would make the answer wait, and words in so many nodes tell little. */
const WEIGHED = 300;

/** A word in at most so many nodes is rare. Among so many of the newest nodes common ones are looked for. */
const RARE = 1_500;
const RECENT = 12_000;
/** A word in more than so many of so many nodes that came last tells nothing beside another one. */
const COMMON = 1_000;
const SAMPLE = 3_000;
/** Words of which it is remembered whether they are common. */
const REMEMBERED = 2_000;

type Groups = readonly (string | readonly string[])[];

/** `patient`: nothing is missed, however long it takes. */
export interface Wish {
  limit: number;
  patient: boolean;
}

export class Texts {
  readonly #keywords: Scale;
  readonly #texts: Scale;
  readonly #one: StatementSync;

  constructor(db: DatabaseSync) {
    this.#keywords = new Scale(db, 'names', 'bm25(names, 12, 4)');
    this.#texts = new Scale(db, 'words', 'bm25(words, 12, 6, 3, 1)');
    this.#one = db.prepare('select 1 from words where words match ? limit 1');
  }

  /** Whether any node has a word. */
  has(word: string): boolean {
    return this.#one.get(anyOf([word], false)) !== undefined;
  }

  /** Nodes that have all the words in name, tags, sections and tagline together. */
  keywords(words: Groups, wish: Wish): number[] {
    return this.#keywords.weigh(words, wish);
  }

  all(words: Groups, wish: Wish): number[] {
    return this.#texts.weigh(words, wish);
  }

  any(words: readonly string[], wish: Wish): number[] {
    return this.#texts.weigh([words], wish);
  }
}

/** One of the tables of words. */
class Scale {
  readonly #found: StatementSync;
  readonly #best: StatementSync;
  readonly #newest: StatementSync;
  readonly #count: StatementSync;
  readonly #last: StatementSync;
  readonly #common = new Map<string, boolean>();

  constructor(db: DatabaseSync, table: string, rank: string) {
    this.#found = db.prepare(
      `select rowid as rid from ${table} where ${table} match ? and rowid > ? order by rowid desc limit ?`,
    );
    this.#best = db.prepare(
      `select w.rowid as rid from ${table} w join nodes n on n.rid = w.rowid where ${table} match ? and w.rowid > ?
       order by ${rank}, n.updated desc limit ?`,
    );
    this.#newest = db.prepare(
      'select n.rid from json_each(?) k join nodes n on n.rid = k.value order by n.updated desc limit ?',
    );
    this.#count = db.prepare(`select count(*) as n from (select 1 from ${table} where ${table} match ? limit ?)`);
    this.#last = db.prepare('select max(rid) as rid from nodes');
  }

  /**
   * Where too many have the words, the newest of those that came last. Words that all are common may stand together in
   * few nodes: for a short list only the newest nodes are looked through for those.
   */
  weigh(all: Groups, { limit, patient }: Wish): number[] {
    const groups = patient ? all : this.#telling(all);
    const match = allOf(groups, false);
    const from = patient || this.#hasRare(groups) ? 0 : this.#newestRid() - RECENT;
    const rids = ridsOf(this.#found.all(match, from, WEIGHED + 1));
    if (rids.length === 0) return [];
    if (rids.length > WEIGHED) return ridsOf(this.#newest.all(JSON.stringify(rids), limit));
    return ridsOf(this.#best.all(match, from, limit));
  }

  /** Without the words that nearly every node has, as long as one is left. */
  #telling(groups: Groups): Groups {
    const telling =
      groups.length < 2 ? groups : groups.filter((group) => typeof group !== 'string' || !this.#isCommon(group));
    return telling.length > 0 ? telling : groups;
  }

  #isCommon(word: string): boolean {
    const known = this.#common.get(word);
    if (known !== undefined) return known;
    const rids = this.#found.all(anyOf([word], false), this.#newestRid() - SAMPLE, COMMON + 1);
    const common = rids.length > COMMON;
    if (this.#common.size >= REMEMBERED) this.#common.clear();
    this.#common.set(word, common);
    return common;
  }

  #hasRare(groups: Groups): boolean {
    if (groups.length < 2) return true;
    return groups.some((group) => {
      const match = anyOf(typeof group === 'string' ? [group] : group, false);
      return (this.#count.get(match, RARE + 1) as { n: number }).n <= RARE;
    });
  }

  #newestRid(): number {
    return (this.#last.get() as { rid: number | null }).rid ?? 0;
  }
}

function ridsOf(rows: readonly unknown[]): number[] {
  return rows.map((row) => (row as { rid: number }).rid);
}
