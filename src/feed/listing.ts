/** Which feeds there are. Only such as hold something: an empty one would tell of what is not public. */
import { type FeedName, type FeedSite, nameOf, type OwnFeed, type Topic, topicOf } from './feed.ts';
import type { FeedLibrary } from './parts.ts';
import { line } from './text.ts';

export interface Listed {
  name: FeedName;
  /** One line. */
  title: string;
  /** Live nodes in it. */
  count: number;
}

export interface Listing {
  folders: Listed[];
  tags: Listed[];
  /** Saved searches. */
  searches: Listed[];
}

/** Sorted by title, in the same order on every machine. */
export function listFeeds(
  site: FeedSite,
  library: Pick<FeedLibrary, 'folders' | 'tags' | 'search'>,
  own: readonly OwnFeed[] = [],
): Listing {
  const listed = (topic: Topic, title: string, count: number): Listed[] => {
    const name = nameOf(topic, site.sources);
    // A tag such as `..` has no address of its own.
    return topicOf(name, site.sources) ? [{ name, title: line(title) || name, count }] : [];
  };
  const found = (query: string) => library.search(query, 500).length;
  const several = site.sources.length > 1;
  return {
    folders: library
      .folders()
      .flatMap(({ source, path, count }) =>
        listed({ kind: 'folder', source, path }, several ? `${source}/${path}` : path, count),
      )
      .sort(byTitle),
    tags: library
      .tags()
      .flatMap(({ key, name, count }) => listed({ kind: 'tag', key }, `#${name}`, count))
      .sort(byTitle),
    searches: own
      .flatMap(({ feed, query, title }) =>
        query ? [{ name: feed, title: line(title ?? query), count: found(query) }] : [],
      )
      .sort(byTitle),
  };
}

function byTitle(a: Listed, b: Listed): number {
  const [left, right] = [a.title.toLowerCase(), b.title.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : a.name < b.name ? -1 : 1;
}
