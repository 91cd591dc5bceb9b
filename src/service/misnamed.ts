/** Options of single feeds that are called otherwise now: a folder or tag was renamed, or a source came or went. */
import { placeName } from '../config/faults.ts';
import type { Settings } from '../config/read.ts';
import type { FeedStore } from '../feed/store.ts';

export interface Misnamed {
  /** `feeds.own[0].feed`, and where that stands in the file. */
  at: string;
  message: string;
  line?: number;
  column?: number;
}

/** What they say is said of nothing until the config has the present name, to which readers are led meanwhile. */
export async function misnamed(
  { config, place }: Pick<Settings, 'config' | 'place'>,
  feeds: Pick<FeedStore, 'get'>,
): Promise<Misnamed[]> {
  const found = config.feeds.own.map(async ({ feed }, index): Promise<Misnamed[]> => {
    // What cannot be built now was logged, or is waited for.
    const there = /^(folders|tags)\//.test(feed) ? await feeds.get(feed, 'json').catch(() => undefined) : undefined;
    if (typeof there !== 'object' || !('moved' in there)) return [];
    const path = ['feeds', 'own', index, 'feed'];
    const message = `expected the present name of a feed, found ${JSON.stringify(feed)}. Write feed: ${JSON.stringify(there.moved)}.`;
    return [{ at: placeName(path), message, ...place(path) }];
  });
  return (await Promise.all(found)).flat();
}
