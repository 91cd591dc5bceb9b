/** Which feeds a pass touched. */
import { fold, foldersOf } from '../library/keys.ts';
import { type FeedName, nameOf } from './feed.ts';
import type { Touch } from './parts.ts';

/** Every feed that the nodes are or were in. */
export function touchedNames(touched: readonly Touch[], sources: readonly string[]): Set<FeedName> {
  const names = new Set<FeedName>(touched.length ? ['all', 'changes'] : []);
  for (const node of touched.flatMap(({ before, after }) => [before, after])) {
    if (!node) continue;
    names.add(nameOf({ kind: 'node', id: node.id }, sources));
    for (const path of foldersOf(node.path)) names.add(nameOf({ kind: 'folder', source: node.source, path }, sources));
    for (const tag of node.tags) names.add(nameOf({ kind: 'tag', key: fold(tag) }, sources));
  }
  return names;
}
