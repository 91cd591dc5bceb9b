/**
 * Which nodes may read otherwise than before a pass. The rendered text of a node follows from its own text and from what
 * its links lead to: so these are the nodes that the pass touched, and those that link to what is named otherwise now.
 */
import type { FeedLibrary, Touch } from './parts.ts';

/** Of more than that it is not asked: all are doubtful. */
const MOST = 200;

/** Ids; undefined: any of them. */
export function doubtfulAfter(
  touched: readonly Touch[] | undefined,
  library: Pick<FeedLibrary, 'backlinks' | 'unindexed'>,
): ReadonlySet<string> | undefined {
  if (!touched) return undefined;
  const ids = new Set(touched.flatMap(({ before, after }) => before?.id ?? after?.id ?? []));
  const renamed = touched.filter((touch) => !isSameName(touch));
  if (renamed.length > MOST) return undefined;
  // Those that the pass touched are indexed after it. Of others that are not, nobody knows what they link to.
  if (renamed.length > 0 && library.unindexed() > touched.length) return undefined;
  for (const { before, after } of renamed) {
    const linking = library.backlinks((after ?? before)!.id, MOST);
    if (linking.length === MOST) return undefined;
    for (const { id } of linking) ids.add(id);
  }
  return ids;
}

/** Nothing that links to it could tell the difference. */
function isSameName({ before, after }: Touch): boolean {
  return before?.path === after?.path && before?.title === after?.title && before?.emoji === after?.emoji;
}
