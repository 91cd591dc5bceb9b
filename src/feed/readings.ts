/**
 * What the name of a folder's feed means where it names none now: with one source it is `folders/<path>`, with several
 * `folders/<source>/<path>`, so a source that comes or goes gives the same feed another name.
 */
import type { Folder } from '../library/library.ts';
import { type FeedName, nameOf, type Topic, topicOf } from './feed.ts';

/** Folders that were called so, or would have been, with another number of sources; that of the first source first. */
export function formerTopics(name: FeedName, sources: readonly string[]): Topic[] {
  if (!name.startsWith('folders/')) return [];
  // Beside another source, which is called nothing, the only one stands before its folders.
  const then = sources.length > 1 ? sources.map((source) => [source]) : [[...sources, '']];
  return then.flatMap((names) => topicOf(name, names) ?? []);
}

/** What the feeds of folders of the first source were called while it was the only one; none where it is. */
export function namesWithOne(folders: readonly Folder[], sources: readonly string[]): FeedName[] {
  const [first, ...others] = sources;
  if (first === undefined || others.length === 0) return [];
  return folders
    .filter(({ source }) => source === first)
    .map(({ source, path }) => nameOf({ kind: 'folder', source, path }, [first]));
}
