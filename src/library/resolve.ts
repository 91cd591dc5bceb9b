/**
 * From a reference as its author wrote it to what it means. In order: the path from the node's folder, percent-decoded,
 * from the repository's root, with or without `.md`, a folder's README, all without regard to case, Unicode form and
 * U+FE0F; a path some node once had; a title or file name that only one node has.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Reference } from '../node/node.ts';
import { decodePath, folderOf, hash, join, nameKey, pathKey, titleKey } from './keys.ts';

export type Resolved =
  | { to: 'node'; rid: number; id: string; path: string; moved?: true }
  | { to: 'folder'; path: string }
  /** A file that is no node; whether it exists is not known here. */
  | { to: 'file'; path: string };

type Found = { rid: number; id: string; path: string; data: string };

export class Resolver {
  readonly #byPath: StatementSync;
  readonly #byFormerPath: StatementSync;
  readonly #byTitle: StatementSync;
  readonly #byName: StatementSync;
  readonly #folder: StatementSync;

  constructor(db: DatabaseSync) {
    this.#byPath = db.prepare('select rid, id, path from nodes where path_hash = ? and source = ? order by path');
    this.#byFormerPath = db.prepare(
      `select n.rid, n.id, n.path, f.path as data from former_paths f join nodes n on n.id = f.id
       where f.path_hash = ? and f.source = ? order by n.updated desc`,
    );
    this.#byTitle = db.prepare(
      `select rid, id, path, data ->> 'title' as data from nodes where title_hash = ? and source = ? limit 9`,
    );
    this.#byName = db.prepare(
      'select rid, id, path, path as data from nodes where name_hash = ? and source = ? limit 9',
    );
    this.#folder = db.prepare(
      `select key as path from groups where kind = 'folder' and source = ? and key = ? and count > 0`,
    );
  }

  resolve(source: string, from: string, reference: Pick<Reference, 'target' | 'title'>): Resolved | undefined {
    const { target, title } = reference;
    if (target === undefined) return this.#unique(source, [titleKey(title)]);
    for (const path of candidates(from, target)) {
      const found = this.#node(source, path) ?? this.#node(source, path === '' ? 'README' : `${path}/README`);
      if (found) return found;
    }
    for (const path of candidates(from, target)) {
      const found = this.#former(source, path) ?? this.#asFolder(source, path);
      if (found) return found;
    }
    const path = candidates(from, target)[0];
    if (path !== undefined && /\.(?!md$|markdown$)[a-z0-9]{1,5}$/i.test(path)) return { to: 'file', path };
    return this.#unique(source, [titleKey(title), nameKey(decodePath(target))]);
  }

  #node(source: string, path: string): Resolved | undefined {
    const key = pathKey(path);
    const rows = (this.#byPath.all(hash(key), source) as Found[]).filter((row) => pathKey(row.path) === key);
    const row = rows.find((r) => r.path === path || r.path === `${path}.md`) ?? rows[0];
    return row && { to: 'node', rid: row.rid, id: row.id, path: row.path };
  }

  #former(source: string, path: string): Resolved | undefined {
    const key = pathKey(path);
    const row = (this.#byFormerPath.all(hash(key), source) as Found[]).find((r) => pathKey(r.data) === key);
    return row && { to: 'node', rid: row.rid, id: row.id, path: row.path, moved: true };
  }

  #asFolder(source: string, path: string): Resolved | undefined {
    return path !== '' && this.#folder.get(source, path) ? { to: 'folder', path } : undefined;
  }

  /** By a title, or a file name read as words, that one node alone has. */
  #unique(source: string, keys: string[]): Resolved | undefined {
    for (const key of keys) {
      if (key === '') continue;
      const titled = (this.#byTitle.all(hash(key), source) as Found[]).filter((row) => titleKey(row.data) === key);
      const named = (this.#byName.all(hash(key), source) as Found[]).filter((row) => nameKey(row.data) === key);
      const rows = titled.length > 0 ? titled : named;
      if (rows.length === 1) return { to: 'node', rid: rows[0]!.rid, id: rows[0]!.id, path: rows[0]!.path };
    }
    return undefined;
  }
}

/** Paths a target may mean, from the node's folder first, then from the root; as written first, then decoded. */
function candidates(from: string, target: string): string[] {
  const folder = folderOf(from);
  const spelled = target.includes('%') ? [target, decodePath(target)] : [target];
  const paths = [...spelled.map((t) => join(folder, t)), ...spelled.map((t) => join('', t.replace(/^(\.\.?\/)+/, '')))];
  return [...new Set(paths.filter((path) => path !== undefined))];
}
