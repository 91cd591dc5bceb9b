/** Ids of feeds: they stay when the site moves, and when sources come or go behind the first. */
import { type FeedSite, nameOf, type Topic } from './feed.ts';
import { uuidFrom } from './marks.ts';

/**
 * Made of the identity of one source, and of what the feed is called where that is the only one: of a folder's own
 * source, of a node's own (`source`), and of the first for what is made of all. No two sources have one identity, so no
 * two feeds have one id.
 */
export function feedId(topic: Topic, { identities, sources }: FeedSite, source = sources[0]!): string {
  const owner = topic.kind === 'folder' ? topic.source : source;
  return `urn:uuid:${uuidFrom(`${identities.get(owner)}\n${nameOf(topic, [owner])}`)}`;
}
