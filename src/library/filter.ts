/** Whether a node is one of those a query is narrowed down to. Pure. */
import type { Node } from '../node/node.ts';
import { fold, foldersOf, titleKey } from './keys.ts';
import type { Query } from './query.ts';

export type Filters = Pick<Query, 'folder' | 'tag' | 'before' | 'after'>;

/** Undefined where nothing narrows it down. */
export function filtered({ folder, tag, before, after }: Filters): ((node: Node) => boolean) | undefined {
  if (folder === undefined && tag === undefined && before === undefined && after === undefined) return undefined;
  const isFolder = folder === undefined ? undefined : folderTest(folder);
  const key = tag === undefined ? undefined : fold(tag);
  return (node) =>
    (!isFolder || foldersOf(node.path).some(isFolder)) &&
    (key === undefined || node.tags.some((one) => fold(one) === key)) &&
    (before === undefined || node.updated < before) &&
    (after === undefined || node.updated >= after);
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
