/** Look-up by words: exact title first, then titles that begin so, then the words of tags, sections and text. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Node } from '../node/node.ts';
import { fold, hash, titleKey } from './keys.ts';
import { nodeOf, type Row } from './read.ts';

export interface Hit {
  node: Node;
  /** What matched: the id or path, the emoji, the title, or words somewhere. */
  by: 'id' | 'path' | 'emoji' | 'title' | 'words';
}

const WORD = /[\p{L}\p{N}\p{M}]+/gu;

export class Search {
  readonly #byId: StatementSync;
  readonly #byPath: StatementSync;
  readonly #byTitle: StatementSync;
  readonly #byEmoji: StatementSync;
  readonly #byWords: StatementSync;

  constructor(db: DatabaseSync) {
    this.#byId = db.prepare('select * from nodes where id = ? limit ?');
    this.#byPath = db.prepare('select * from nodes where path = ? limit ?');
    this.#byTitle = db.prepare(
      'select * from nodes where title_hash = ?1 or name_hash = ?1 order by updated desc limit ?2',
    );
    this.#byEmoji = db.prepare('select * from nodes where emoji_hash = ? order by updated desc, id limit ?');
    this.#byWords = db.prepare(
      `select n.* from words w join nodes n on n.rid = w.rowid where words match ?
       order by bm25(words, 12, 6, 3, 1), n.updated desc limit ?`,
    );
  }

  run(query: string, limit: number): Hit[] {
    const text = query.trim().toWellFormed();
    if (text === '' || limit < 1) return [];
    const hits = new Map<string, Hit>();
    const take = (by: Hit['by'], rows: unknown[]) => {
      for (const row of rows) {
        const node = nodeOf(row as Row);
        if (hits.size < limit && !hits.has(node.id)) hits.set(node.id, { node, by });
      }
    };
    take('id', this.#byId.all(text.toLowerCase(), limit));
    take('path', this.#byPath.all(text.replace(/^\.?\//, ''), limit));
    const key = titleKey(text);
    if (key === '') take('emoji', this.#byEmoji.all(hash(fold(text)), limit));
    else take('title', this.#byTitle.all(hash(key), limit));
    for (const match of matches(text)) if (hits.size < limit) take('words', this.#byWords.all(match, limit));
    return [...hits.values()];
  }
}

/** FTS5 queries, strictest first: in the title, everywhere, any of the words. The last word may be unfinished. */
function matches(text: string): string[] {
  const words = (text.match(WORD) ?? []).slice(0, 12).map((word) => `"${word}"`);
  if (words.length === 0) return [];
  words[words.length - 1] += '*';
  const all = words.join(' ');
  return [`title : (${all})`, all, ...(words.length > 1 ? [words.join(' OR ')] : [])];
}
