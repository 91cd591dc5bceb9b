/** Where nodes were when they left the public: in these feeds they have a tombstone and an empty place, or had until now. */
import { partsOf } from './archive.ts';
import type { FeedName } from './feed.ts';
import type { FeedParts, Touch } from './parts.ts';
import type { IsTouched } from './stale.ts';
import { touchedNames } from './touched.ts';

/** So many are read from git one by one; of more than that it is not known. */
const MOST = 100;

/** `has` of a feed that one of the nodes that came or went was last in. Throws where ledger or git cannot be read. */
export async function feedsLeft(
  { ledger, removedTags, site }: Pick<FeedParts, 'ledger' | 'removedTags' | 'site'>,
  touched: readonly Touch[],
): Promise<{ has(name: FeedName): boolean }> {
  const crossing = touched.flatMap(({ before, after }) => (before && after ? [] : (before ?? after ?? [])));
  if (crossing.length > MOST) return { has: () => true };
  const left: Touch[] = [];
  for (const [source, nodes] of Map.groupBy(crossing, (node) => node.source)) {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    for (const record of await ledger.nodesById(source, [...byId.keys()])) {
      if (!record.removedFrom) continue;
      const { path } = record.removedFrom;
      const tags = [...((await removedTags?.({ ...record, ...record.removedFrom })) ?? [])];
      left.push({ before: { ...byId.get(record.id)!, path, tags } });
    }
  }
  return touchedNames(left, site.sources);
}

/** Tells of kept feeds whether a pass touched them. `names`: feeds that the nodes are or were in. */
export async function isTouchedBy(
  parts: Pick<FeedParts, 'ledger' | 'removedTags' | 'site'>,
  touched: readonly Touch[],
  names: ReadonlySet<FeedName>,
  isPageTouched: (page: FeedName, nodes: ReadonlySet<string | undefined>) => Promise<boolean>,
): Promise<IsTouched> {
  const nodes = new Set(touched.flatMap(({ before, after }) => [before?.id, after?.id]));
  // What cannot be told is taken as touched: its build will say what is wrong.
  const left = await feedsLeft(parts, touched).catch(() => ({ has: () => true }));
  return (feed) => {
    const { page, name } = partsOf(feed);
    if (!names.has(name) && !left.has(name)) return false;
    return page === undefined || isPageTouched(feed, nodes);
  };
}
