/** Whether a node is one of those a query is narrowed down to. Pure. */
import type { Node } from '../node/node.ts';
import { fold, foldersOf, titleKey } from './keys.ts';
import type { Query } from './query.ts';

export type Filters = Pick<Query, 'folder' | 'tag' | 'before' | 'after'>;

export interface Fit {
  outside(node: Outside): boolean;
  tagged(node: Pick<Node, 'tags'>): boolean;
}

/** What is known of a node without reading all of it. */
type Outside = Pick<Node, 'path' | 'updated'>;

/** Undefined where nothing narrows it down. */
export function filtered({ folder, tag, before, after }: Filters): Fit | undefined {
  if (folder === undefined && tag === undefined && before === undefined && after === undefined) return undefined;
  const isFolder = folder === undefined ? undefined : folderTest(folder);
  const key = tag === undefined ? undefined : fold(tag);
  return {
    outside: ({ path, updated }) =>
      (before === undefined || updated < before) &&
      (after === undefined || updated >= after) &&
      (!isFolder || foldersOf(path).some(isFolder)),
    tagged: ({ tags }) => key === undefined || tags.some((one) => fold(one) === key),
  };
}

/** A folder by its path, the end of it, or the words of its name. */
export function folderTest(wanted: string): (path: string) => boolean {
  const [path, name] = [fold(wanted), titleKey(wanted.replaceAll('_', ' '))];
  return (folder) => {
    const own = fold(folder);
    if (own === path || own.endsWith(`/${path}`)) return true;
    const last = folder.slice(folder.lastIndexOf('/') + 1).replaceAll('_', ' ');
    return name !== '' && titleKey(last) === name;
  };
}
