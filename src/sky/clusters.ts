/** An archive as a sky: each folder a cluster of stars. Positions are the same for the same nodes and links. */
import type { Placed } from '../library/stars.ts';

export interface MapStar extends Placed {
  /** Nodes that refer to it. */
  links: number;
}

export interface Cluster {
  /** Name of the source, or of what is shown together. */
  source: string;
  /** Folder; empty: the nodes at the root, or in many folders. */
  path: string;
  /** The most referred to first. */
  stars: MapStar[];
}

/** So many clusters can be told apart on one page. */
const CLUSTERS = 40;
/** Of more folders than this side by side, the smallest are shown as one cluster. */
const MOST = 80;
/** A cluster with a larger share of all nodes is split into its folders, if it has any. */
const SHARE = 0.07;

/**
 * Folders, each as one cluster: the uppermost ones, the large ones split into theirs as long as all can still be told
 * apart. What lies in a split folder itself stays its own cluster.
 */
export function clustersOf(stars: readonly MapStar[]): Cluster[] {
  let clusters = split('', stars);
  const whole = new Set<string>();
  while (clusters.length < CLUSTERS) {
    const largest = clusters
      .filter((cluster) => !whole.has(key(cluster)) && cluster.stars.length > stars.length * SHARE)
      .sort((a, b) => b.stars.length - a.stars.length || (key(a) < key(b) ? -1 : 1))[0];
    if (!largest) break;
    const parts = split(largest.path, largest.stars);
    const room = CLUSTERS - clusters.length + 1;
    if (parts.length === 1 && parts[0]!.path !== largest.path) {
      // A folder of nothing but one folder: the inner one says more.
      clusters = clusters.map((cluster) => (cluster === largest ? parts[0]! : cluster));
    } else if (parts.length < 2 || parts.length > room) whole.add(key(largest));
    else {
      whole.add(key(parts.find(({ path }) => path === largest.path) ?? largest));
      clusters = clusters.flatMap((cluster) => (cluster === largest ? parts : [cluster]));
    }
  }
  const ranked = together(clusters.sort((a, b) => b.stars.length - a.stars.length || (key(a) < key(b) ? -1 : 1)));
  for (const { stars: own } of ranked) own.sort((a, b) => b.links - a.links || (a.id < b.id ? -1 : 1));
  return ranked;
}

/** `ranked`: the largest first. */
function together(ranked: Cluster[]): Cluster[] {
  if (ranked.length <= MOST) return ranked;
  const rest = ranked.splice(MOST - 1);
  return [...ranked, { source: `${rest.length} smaller folders`, path: '', stars: rest.flatMap(({ stars }) => stars) }];
}

/** Source and path. */
export function key({ source, path }: Pick<Cluster, 'source' | 'path'>): string {
  return `${source}/${path}`;
}

/** One level further down; nodes directly in the folder stay under its path. */
function split(path: string, stars: readonly MapStar[]): Cluster[] {
  const groups = new Map<string, Cluster>();
  for (const star of stars) {
    const slash = star.path.indexOf('/', path === '' ? 0 : path.length + 1);
    const cluster = { source: star.source, path: slash < 0 ? path : star.path.slice(0, slash), stars: [star] };
    const known = groups.get(key(cluster));
    if (known) known.stars.push(star);
    else groups.set(key(cluster), cluster);
  }
  return [...groups.values()];
}
