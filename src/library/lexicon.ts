/** The words of titles, tags and sections, found again however they are mistyped. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { hash } from './keys.ts';

/** Letters of a word worth mending, and of one in which two mistakes are understood. */
const SHORTEST = 3;
const LONGEST = 24;
const TWICE = 5;

/** Words that an unfinished one may become, and among how many they are chosen. */
const COMPLETED = 12;
const NEAREST = 200;

/** Words that may be meant by one. */
const MEANT = 3;

/**
 * Each word is kept under every form it takes by leaving out one letter. A mistyped word with up to two letters left out
 * meets it there: letters missing, doubled, wrong or in the wrong order (the symmetric deletion of Wolf Garbe's SymSpell).
 */
export class LexiconWriter {
  readonly #word: StatementSync;
  readonly #form: StatementSync;
  readonly #known = new Set<string>();

  constructor(db: DatabaseSync) {
    this.#word = db.prepare('insert or ignore into lexicon (word) values (?)');
    this.#form = db.prepare('insert or ignore into forms (form, word) values (?, ?)');
  }

  /** `key`: words parted by spaces, as `searchKey` writes them. A word stays though its last node goes. */
  add(key: string): void {
    for (const word of key.split(' ')) {
      if (word.length < SHORTEST || word.length > LONGEST || /^\d+$/.test(word) || this.#known.has(word)) continue;
      if (this.#known.size > 50_000) this.#known.clear();
      this.#known.add(word);
      const { changes, lastInsertRowid } = this.#word.run(word);
      if (changes === 0) continue;
      for (const form of forms(word, 1)) this.#form.run(hash(form), lastInsertRowid);
    }
  }

  /** After a transaction that was taken back. */
  forget(): void {
    this.#known.clear();
  }
}

export class Lexicon {
  readonly #meant: StatementSync;
  readonly #beginning: StatementSync;

  constructor(db: DatabaseSync) {
    this.#beginning = db.prepare(
      `select word from (select word from lexicon where word > ? and word < ? order by word limit ${NEAREST})
       order by length(word), word limit ${COMPLETED}`,
    );
    this.#meant = db.prepare(
      'select distinct l.word from json_each(?) k join forms f on f.form = k.value join lexicon l on l.id = f.word',
    );
  }

  /** Words that go on as this one begins, the shortest first. */
  beginning(word: string): string[] {
    return (this.#beginning.all(word, `${word}\u{10ffff}`) as { word: string }[]).map((row) => row.word);
  }

  /** Words that one may mean, the likeliest first. Numbers mean themselves. */
  meant(word: string): string[] {
    if (word.length < SHORTEST || word.length > LONGEST || /^\d+$/.test(word)) return [];
    const most = word.length < TWICE ? 1 : 2;
    const keys = JSON.stringify([...forms(word, most)].map(hash));
    const rows = this.#meant.all(keys) as { word: string }[];
    return rows
      .map((row) => ({ word: row.word, grade: distance(word, row.word) + (row.word[0] === word[0] ? 0 : 0.5) }))
      .filter(({ grade }) => grade < most + 1)
      .sort((a, b) => a.grade - b.grade || (a.word < b.word ? -1 : 1))
      .slice(0, MEANT)
      .map((one) => one.word);
  }
}

/** A word with up to so many letters left out. */
function forms(word: string, letters: number): Set<string> {
  const found = new Set([word]);
  let last = [word];
  for (let left = letters; left > 0; left--) {
    last = last.flatMap((one) => Array.from(one, (_, at) => one.slice(0, at) + one.slice(at + 1)));
    for (const one of last) found.add(one);
  }
  return found;
}

/** Letters to put in, take out, change or swap with their neighbour (optimal string alignment). */
export function distance(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, before[j - 2]! + 1);
      row.push(best);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
