/**
 * Look-up by words. What is named so comes first, then what begins so, what has the words in its name, in its tags and
 * sections, in its text, and last what only resembles them; within each the newest first. Every step reads a bounded
 * number of rows, so that an archive of any size answers as fast.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { leadingEmojis } from '../node/emoji.ts';
import type { Node } from '../node/node.ts';
import { filtered } from './filter.ts';
import { fold, hash, nameKey, pathKey, searchKey, titleKey } from './keys.ts';
import { Lexicon } from './lexicon.ts';
import { parseQuery } from './query.ts';
import { nodeOf, type Row } from './read.ts';
import { allOf, anyOf, wordsOf } from './terms.ts';
import { Texts, type Wish } from './texts.ts';

export interface Hit {
  node: Node;
  /** What matched: the id or path, the emoji, the title, words somewhere, or words that are written alike. */
  by: 'id' | 'path' | 'emoji' | 'title' | 'words' | 'alike';
}

interface Name {
  rid: number;
  key: string;
  path: string;
  updated: string;
}

/** Names read for one step. */
const NAMES = 300;
/** Fewer finds than this are filled up with what only resembles the words. */
const FEW = 5;
/** Finds that filters choose from. */
const FILTERED = 300;
/** Who asks for more finds than this waits for all. */
const PATIENT = 60;

type Rids = Map<number, Hit['by']>;

export class Search {
  readonly #row: StatementSync;
  readonly #outside: StatementSync;
  readonly #byId: StatementSync;
  readonly #byPath: StatementSync;
  readonly #byHash: StatementSync;
  readonly #byEmoji: StatementSync;
  readonly #byConstellation: StatementSync;
  readonly #byBeginning: StatementSync;
  readonly #byName: StatementSync;
  readonly #tag: StatementSync;
  readonly #member: StatementSync;
  readonly #texts: Texts;
  readonly #lexicon: Lexicon;

  constructor(db: DatabaseSync) {
    const name = 'n.rid, n.key, n.path, n.updated';
    this.#row = db.prepare('select * from nodes where rid = ?');
    this.#outside = db.prepare('select path, updated from nodes where rid = ?');
    this.#byId = db.prepare('select rid from nodes where id = ?');
    this.#byPath = db.prepare('select rid from nodes where path_hash = ?');
    this.#byHash = db.prepare(
      `select ${name} from nodes n where n.title_hash = ?1 union select ${name} from nodes n where n.name_hash = ?1`,
    );
    this.#byEmoji = db.prepare(`select rid from nodes where emoji_hash = ? order by updated desc, id limit ${NAMES}`);
    this.#byConstellation = db.prepare(
      `select rid from members where gid = (select gid from groups where kind = 'emoji' and source = '' and key = ?)
       order by updated desc limit ${NAMES}`,
    );
    this.#byBeginning = db.prepare(
      `select ${name} from nodes n where n.key >= ? and n.key < ? order by n.key limit ${NAMES}`,
    );
    this.#byName = db.prepare(
      `select ${name} from names w join nodes n on n.rid = w.rowid where names match ? order by w.rowid desc limit ${NAMES}`,
    );
    this.#tag = db.prepare(`select gid from groups where kind = 'tag' and source = '' and key = ? and count > 0`);
    this.#member = db.prepare('select 1 from members where gid = ? and updated = ? and rid = ?');
    this.#texts = new Texts(db);
    this.#lexicon = new Lexicon(db);
  }

  /** `folders`: those that the query's filter means. */
  run(query: string, limit: number, offset = 0, folders?: readonly { source: string; path: string }[]): Hit[] {
    const asked = parseQuery(query, (tag) => this.#tagGroup(tag) > 0);
    if (asked.words === '' || limit < 1) return [];
    const fits = filtered(asked, folders);
    const group = asked.tag === undefined ? undefined : this.#tagGroup(asked.tag);
    const narrow = fits !== undefined || group !== undefined;
    const wanted = limit + offset;
    const hits: Hit[] = [];
    for (const [rid, by] of this.#find(asked.words, { limit: narrow ? FILTERED : wanted, patient: wanted > PATIENT })) {
      if (!this.#fits(rid, fits, group)) continue;
      const node = this.#node(rid);
      if (node) hits.push({ node, by });
      if (hits.length === wanted) break;
    }
    return hits.slice(offset);
  }

  /** Told from a few columns: to read a whole node costs more. `group`: that of the tag asked for; 0 where there is none. */
  #fits(rid: number, fits: ReturnType<typeof filtered>, group: number | undefined): boolean {
    if (!fits && group === undefined) return true;
    const node = this.#outside.get(rid) as { path: string; updated: string };
    if (fits && !fits(node)) return false;
    return group === undefined || this.#member.get(group, node.updated, rid) !== undefined;
  }

  #tagGroup(tag: string): number {
    return (this.#tag.get(fold(tag)) as { gid: number } | undefined)?.gid ?? 0;
  }

  /** Live nodes named a little like the words, where nothing else is. */
  alike(query: string, limit: number): Node[] {
    const words = wordsOf(searchKey(query));
    for (let letters = 4; letters > 0; letters--) {
      const beginnings = words.map((word) => word.slice(0, letters));
      const names = beginnings.length > 0 ? this.#named(anyOf(beginnings, true)) : [];
      if (names.length > 0) return names.slice(0, limit).flatMap(({ rid }) => this.#node(rid) ?? []);
    }
    return [];
  }

  #node(rid: number): Node | undefined {
    const row = this.#row.get(rid) as Row | undefined;
    return row && nodeOf(row);
  }

  #find(text: string, wish: Wish): Rids {
    const wanted = wish.limit;
    const found: Rids = new Map();
    const take = (by: Hit['by'], rids: Iterable<number>) => {
      for (const rid of rids) if (!found.has(rid)) found.set(rid, by);
    };
    take('id', ridsOf(this.#byId.all(text.toLowerCase())));
    take('path', ridsOf(this.#byPath.all(hash(pathKey(text.replace(/^\.?\//, ''))))));
    const key = searchKey(text);
    if (key === '') {
      take('emoji', this.#ofEmoji(text));
      return found;
    }
    take('title', this.#titled(text, key));
    const words = wordsOf(key);
    const steps: [Hit['by'], () => Iterable<number>][] = [
      ['words', () => ridsOf(graded(this.#named(allOf(words, true)), key, words))],
      ['words', () => this.#texts.keywords(this.#open(words), wish)],
      ['words', () => this.#texts.all(this.#open(words), wish)],
    ];
    for (const [by, rids] of steps) if (found.size < wanted) take(by, rids());
    if (found.size < Math.min(wanted, FEW)) this.#resembling(words, wish, take);
    return found;
  }

  /** The last word may be unfinished. */
  #open(words: string[]): (string | string[])[] {
    const last = words.at(-1) ?? '';
    return [...words.slice(0, -1), [last, ...this.#lexicon.beginning(last)]];
  }

  /** By name as a whole, then by its beginning. */
  *#titled(text: string, key: string): Generator<number> {
    for (const name of new Set([titleKey(text), nameKey(text)]))
      yield* ridsOf(newestFirst(this.#byHash.all(hash(name)) as unknown as Name[]));
    const beginning = this.#byBeginning.all(key, `${key}\u{10ffff}`) as unknown as Name[];
    const whole = beginning.filter((name) => name.key === key);
    yield* ridsOf(newestFirst(whole));
    yield* ridsOf(newestFirst(this.#numbered(key)));
    yield* ridsOf(newestFirst(beginning));
  }

  /** `20` and `eip20` mean `eip-20.md`. */
  #numbered(key: string): Name[] {
    const [, letters = '', digits] = /^(\p{L}*) ?(\d+)$/u.exec(key) ?? [];
    if (digits === undefined) return [];
    const names = this.#named(allOf([...wordsOf(letters), digits], false));
    return names.filter(({ path }) => {
      const [first, second, third] = searchKey(nameKey(path)).split(' ');
      return (
        third === undefined && (second === undefined ? first : second) === digits && (!letters || first === letters)
      );
    });
  }

  #named(match: string): Name[] {
    return this.#byName.all(`name : (${match})`) as unknown as Name[];
  }

  /** Those whose own it is, then those that name it in their constellation; with several, those that have most of them. */
  #ofEmoji(text: string): number[] {
    const whole = ridsOf(this.#byEmoji.all(hash(fold(text))));
    const marks = new Map<number, number>();
    for (const emoji of new Set(leadingEmojis(text).map(fold))) {
      for (const rid of ridsOf(this.#byEmoji.all(hash(emoji)))) marks.set(rid, (marks.get(rid) ?? 0) + 1.5);
      for (const rid of ridsOf(this.#byConstellation.all(emoji))) marks.set(rid, (marks.get(rid) ?? 0) + 1);
    }
    return [...whole, ...[...marks].sort((a, b) => b[1] - a[1]).map(([rid]) => rid)];
  }

  /** Mistyped words mended, run-together ones parted; then any of the words. */
  #resembling(words: string[], wish: Wish, take: (by: Hit['by'], rids: Iterable<number>) => void): void {
    const last = words.length - 1;
    const groups = words.map((word, at) => {
      const goesOn = at === last && this.#lexicon.beginning(word).length > 0;
      if (goesOn || this.#texts.has(word)) return [word];
      const parted = /^(\p{L}+)(\d+)$/u.exec(word);
      return [word, ...this.#lexicon.meant(word), ...(parted ? [parted.slice(1).join(' ')] : [])];
    });
    if (groups.some((group) => group.length > 1)) {
      const mended = groups.map((group) => group.at(1) ?? group[0]!);
      const key = mended.join(' ');
      take('alike', ridsOf(graded(this.#named(allOf(groups, true)), key, mended)));
      take('alike', this.#texts.all(groups, wish));
    }
    if (words.length < 2 && groups.length < 2) return;
    take('alike', ridsOf(graded(this.#named(anyOf(groups.flat(), true)), words.join(' '), groups.flat())));
    take('alike', this.#texts.any(groups.flat(), wish));
  }
}

function ridsOf(rows: readonly unknown[]): number[] {
  return rows.map((row) => (row as { rid: number }).rid);
}

function newestFirst(names: Name[]): Name[] {
  return names.sort((a, b) => (a.updated < b.updated ? 1 : a.updated > b.updated ? -1 : 0));
}

/** Those that have more of the words whole come first, then the newest. */
function graded(names: Name[], key: string, words: readonly string[]): Name[] {
  const grades = new Map(names.map((name) => [name.rid, gradeOf(name, key, words)]));
  return newestFirst(names).sort((a, b) => grades.get(b.rid)! - grades.get(a.rid)!);
}

function gradeOf({ key, path }: Name, wanted: string, words: readonly string[]): number {
  const name = searchKey(nameKey(path));
  if (key === wanted || name === wanted) return 100;
  if (key.startsWith(wanted) || name.startsWith(wanted)) return 50;
  const [title, all] = [new Set(key.split(' ')), new Set(`${key} ${name}`.split(' '))];
  const whole = words.filter((word) => all.has(word)).length;
  // In the title itself a little more than in the name of its file.
  return whole + (words.every((word) => title.has(word)) ? 0.5 : 0);
}
