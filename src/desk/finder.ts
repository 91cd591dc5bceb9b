/** What somebody means by a few words: a node, a folder, a tag; or else what comes nearest. */
import { fold, titleKey } from '../library/keys.ts';
import type { Folder, Library } from '../library/library.ts';
import type { Node } from '../node/node.ts';
import { likeness } from './guess.ts';
import { uuidBeginning } from './short-id.ts';

export interface FoundNode {
  node: Node;
  /** Others that may be meant as well. */
  others: Node[];
}

/** Nodes that are named beside the best one. */
const OTHERS = 2;
/** What is offered where nothing fits. */
export const NEAR = 3;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `withdrawn`: named by an id that no live node has. Undefined: nothing fits the words. */
export function findNode(library: Library, query: string): FoundNode | 'withdrawn' | undefined {
  const text = query.trim();
  const beginning = uuidBeginning(text);
  if (beginning !== undefined) {
    const [node, ...others] = library.startingWith(beginning, OTHERS + 1);
    return node ? { node, others } : 'withdrawn';
  }
  if (UUID.test(text)) {
    const node = library.get(text.toLowerCase());
    return node ? { node, others: [] } : 'withdrawn';
  }
  const [hit, ...hits] = library.search(text, OTHERS + 1);
  if (!hit) return undefined;
  const sure = hit.by === 'id' || hit.by === 'path';
  return { node: hit.node, others: sure ? [] : hits.filter(({ by }) => by === hit.by).map(({ node }) => node) };
}

/** A folder's name in chats; with several sources that of its source stands before it. */
export function folderName({ source, path }: Folder, sources: readonly string[]): string {
  return sources.length > 1 ? `${source}/${path}` : path;
}

/** By its whole path, or by a part of it that only one has; `near` where none is meant for certain. */
export function findFolder(
  library: Pick<Library, 'folders'>,
  sources: readonly string[],
  text: string,
): { folder: Folder } | { near: string[] } {
  const all = library.folders().map((folder) => ({ folder, name: folderName(folder, sources) }));
  const wanted = fold(text.trim().replace(/^\.?\/+|\/+$/g, ''));
  const exact = all.find(({ name }) => fold(name) === wanted) ?? all.find(({ folder }) => fold(folder.path) === wanted);
  if (exact) return { folder: exact.folder };
  const words = titleKey(text);
  const named = words === '' ? [] : all.filter(({ folder }) => titleKey(lastOf(folder.path)) === words);
  if (named.length === 1 && named[0]) return { folder: named[0].folder };
  const near = named.length > 1 ? named : nearest(all, ({ name }) => lastOf(name), text);
  return { near: near.slice(0, NEAR).map(({ name }) => name) };
}

export interface Tag {
  key: string;
  name: string;
  count: number;
}

export function findTag(library: Pick<Library, 'tags'>, text: string): { tag: Tag } | { near: string[] } {
  const all = library.tags();
  const wanted = fold(text.trim().replace(/^#/, ''));
  const tag = all.find(({ key }) => key === wanted);
  if (tag) return { tag };
  return { near: nearest(all, ({ name }) => name, text).map(({ name }) => name) };
}

/** Those that contain the words first, then those that are written alike. */
export function nearest<T>(all: readonly T[], nameOf: (one: T) => string, text: string, limit = NEAR): T[] {
  const words = titleKey(text) || fold(text.trim());
  const graded = all.map((one) => {
    const name = titleKey(nameOf(one)) || fold(nameOf(one));
    const at = words === '' ? -1 : name.indexOf(words);
    return { one, grade: at === 0 ? 3 : at > 0 ? 2 : likeness(name, words) };
  });
  return graded
    .filter(({ grade }) => grade > LEAST)
    .sort((a, b) => b.grade - a.grade)
    .slice(0, limit)
    .map(({ one }) => one);
}

/** Below this share of letters in common a guess would mislead. */
const LEAST = 0.25;

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
