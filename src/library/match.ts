/** Whether a saved search finds one node, told from the node alone: before any index knows it. Pure. */
import type { Node } from '../node/node.ts';
import { FolderNames, filtered } from './filter.ts';
import { fold, foldersOf, searchKey } from './keys.ts';
import { parseQuery } from './query.ts';

/** Every word of the query is a whole word of title, tagline, tags, path or text, and every filter holds. */
export function isFound(query: string, node: Node, text: string): boolean {
  const isTag = (tag: string) => node.tags.some((one) => fold(one) === fold(tag));
  const asked = parseQuery(query);
  if (asked.tag !== undefined && !isTag(asked.tag)) return false;
  const folders = foldersOf(node.path).map((path) => ({ source: node.source, path }));
  const named = asked.folder === undefined ? undefined : new FolderNames(folders).named(asked.folder);
  if (filtered(asked, named)?.(node) === false) return false;
  const words = searchKey(asked.words).split(' ').filter(Boolean);
  const parts = [node.emoji, node.title, node.tagline, ...node.tags, node.path.replace(/[_/]/g, ' '), text];
  const there = new Set(searchKey(parts.filter(Boolean).join(' ')).split(' '));
  return words.every((word) => there.has(word));
}
