/** What a query is narrowed down to. Pure. */
import type { Node } from '../node/node.ts';
import { fold, titleKey } from './keys.ts';
import type { Query } from './query.ts';

export type Filters = Pick<Query, 'folder' | 'tag' | 'before' | 'after'>;

interface Place {
  source: string;
  path: string;
}

/** Whether a node fits by when it changed and where it lies. Undefined where neither narrows it down. */
export function filtered(
  { before, after }: Filters,
  folders: readonly Place[] | undefined,
): ((node: Pick<Node, 'path' | 'updated'>) => boolean) | undefined {
  if (!folders && before === undefined && after === undefined) return undefined;
  return ({ path, updated }) =>
    (before === undefined || updated < before) &&
    (after === undefined || updated >= after) &&
    (!folders || folders.some((folder) => path.startsWith(`${folder.path}/`)));
}

/** Folders by what people call them. */
export class FolderNames {
  readonly #all: { folder: Place; path: string; name: string }[];

  constructor(folders: readonly Place[]) {
    this.#all = folders.map((folder) => {
      const last = folder.path.slice(folder.path.lastIndexOf('/') + 1);
      return { folder, path: fold(folder.path), name: titleKey(last.replaceAll('_', ' ')) };
    });
  }

  /** Those of this path, of a path that ends so, or of this name; none that lies in another of them. */
  named(wanted: string): Place[] {
    const [path, name] = [fold(wanted), titleKey(wanted.replaceAll('_', ' '))];
    const found = this.#all.filter(
      (one) => one.path === path || one.path.endsWith(`/${path}`) || (name !== '' && one.name === name),
    );
    const folders = found.map(({ folder }) => folder);
    const isInside = (one: Place) =>
      folders.some((other) => other.source === one.source && one.path.startsWith(`${other.path}/`));
    return folders.filter((folder) => !isInside(folder));
  }
}
