/** Words and references of nodes in the index: what each reference leads to, and which to look at again. */
import type { DatabaseSync } from 'node:sqlite';
import type { Node, Reference } from '../node/node.ts';
import { folderOf, hash, join, nameKey, searchKey, titleKey } from './keys.ts';
import { LexiconWriter } from './lexicon.ts';
import { nodeOf, type Row } from './read.ts';
import type { Resolver } from './resolve.ts';
import type { Statements } from './statements.ts';

/** States of `indexed`: words and links never indexed, those of a former text, up to date. */
export const NEVER = 0;
export const STALE = 2;

export class References {
  readonly #statements: Statements;
  readonly #resolver: Resolver;
  readonly #lexicon: LexiconWriter;
  /** Keys of everything that appeared, moved or went: references that name them are looked at again. */
  readonly #stirred = new Set<number>();

  constructor(db: DatabaseSync, statements: Statements, resolver: Resolver) {
    this.#lexicon = new LexiconWriter(db);
    this.#statements = statements;
    this.#resolver = resolver;
  }

  /** At the begin of a transaction. */
  begin(): void {
    this.#stirred.clear();
  }

  /** After a transaction that was taken back. */
  forget(): void {
    this.#lexicon.forget();
  }

  /** Something of this title or name (hashes of keys) appeared, moved or went. */
  stir(...keys: number[]): void {
    for (const key of keys) this.#stirred.add(key);
  }

  /** Forgets words and references of a node that goes. */
  remove({ rid, indexed }: Row): void {
    this.#unlink(rid);
    if (indexed === NEVER) return;
    this.#statements.write('delete from words where rowid = ?')(rid);
    this.#statements.write('delete from names where rowid = ?')(rid);
  }

  /** Nodes whose words and links are not indexed yet. */
  todo(limit: number): Node[] {
    return (
      this.#statements
        .read('select * from nodes where indexed <> 1 order by rid limit ?')
        .all(limit) as unknown as Row[]
    ).map(nodeOf);
  }

  /** Indexes words and references of a node that is in. */
  index(node: Node, text: string): void {
    const { rid } = this.#statements.read('select rid from nodes where id = ?').get(node.id) as { rid: number };
    const name = searchKey(`${node.title} ${nameKey(node.path)}`);
    const tags = node.tags.join(' · ');
    const sections = [node.tagline ?? '', ...node.sections.map((section) => section.title)].join(' · ');
    this.#statements.write('insert or replace into words (rowid, title, tags, sections, body) values (?, ?, ?, ?, ?)')(
      rid,
      name,
      tags,
      sections,
      text,
    );
    this.#statements.write('insert or replace into names (rowid, name, keywords) values (?, ?, ?)')(
      rid,
      name,
      `${tags} · ${sections}`,
    );
    for (const words of [name, searchKey(tags), searchKey(sections)]) this.#lexicon.add(words);
    this.#unlink(rid);
    node.references.forEach((reference, position) => {
      for (const key of referenceKeys(reference, node.path))
        this.#statements.write('insert or ignore into link_keys values (?, ?, ?)')(key, rid, position);
      this.#link(rid, position, node, reference);
    });
    this.#statements.write('update nodes set indexed = 1 where rid = ?')(rid);
  }

  /**
   * Looks again at the references, of any node, that name something which appeared, moved or went. Returns the nodes
   * whose references now lead elsewhere.
   */
  relink(): Node[] {
    const seen = new Set<string>();
    const affected = new Map<number, Node>();
    for (const key of this.#stirred) {
      const rows = this.#statements.read('select rid, position from link_keys where key = ?').all(key) as {
        rid: number;
        position: number;
      }[];
      for (const { rid, position } of rows) {
        if (seen.has(`${rid}/${position}`)) continue;
        seen.add(`${rid}/${position}`);
        const row = this.#statements.read('select * from nodes where rid = ?').get(rid) as Row | undefined;
        const node = row && nodeOf(row);
        const reference = node?.references[position];
        if (node && reference && this.#link(rid, position, node, reference)) affected.set(rid, node);
      }
    }
    this.#stirred.clear();
    return [...affected.values()];
  }

  /** Returns whether the reference led elsewhere before. */
  #link(rid: number, position: number, node: Node, reference: Reference): boolean {
    const found = this.#resolver.resolve(node.source, node.path, reference);
    const target = found?.to === 'node' ? found.rid : null;
    const former = this.#statements.read('select target from links where rid = ? and position = ?').get(rid, position);
    if (former && former['target'] === target) return false;
    this.#statements.write('insert or replace into links values (?, ?, ?)')(rid, position, target);
    return true;
  }

  #unlink(rid: number): void {
    this.#statements.write('delete from links where rid = ?')(rid);
    this.#statements.write('delete from link_keys where rid = ?')(rid);
  }
}

/** Under which keys a reference hears of its target: by its title, and by the name its path ends in. */
function referenceKeys(reference: Reference, path: string): Set<number> {
  const keys = new Set([hash(titleKey(reference.title))]);
  const target =
    reference.target === undefined ? undefined : (join(folderOf(path), reference.target) ?? reference.target);
  if (target) keys.add(hash(nameKey(target)));
  return keys;
}
