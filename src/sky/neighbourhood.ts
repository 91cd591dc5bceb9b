/** The nodes around a node, up to two links away, as plain data. */
import type { Star } from '../library/stars.ts';

export type { Star } from '../library/stars.ts';

export interface NearStar extends Star {
  /** Links between it and the node in the middle. */
  away: 0 | 1 | 2;
}

export interface Neighbourhood {
  /** The node itself first, then those one link away, then those two away. */
  stars: NearStar[];
  /** Pairs of indexes into `stars`, the smaller one first. */
  lines: [number, number][];
}

/** More would be a tangle. The first are the author's own references, then the newest that refer here. */
const ONE_AWAY = 14;
const TWO_AWAY = 20;
/** So many neighbours of a neighbour are looked at. */
const LOOKED_AT = 16;

/** The part of the library that is looked at. */
export interface Stars {
  /** For each node the ids of those one link away in either direction, in the order they count. */
  nearEach(ids: readonly string[], limit: number): string[][];
  /** Those of the ids that are nodes, in their order. */
  some(ids: readonly string[]): Star[];
}

export function neighbourhood(center: Star, stars: Stars): Neighbourhood {
  const [first = []] = stars.nearEach([center.id], ONE_AWAY);
  const known = new Set([center.id, ...first]);
  const beyond = new Map<string, string[]>();
  const pairs: [string, string][] = first.map((id) => [center.id, id]);
  for (const [at, near] of stars.nearEach(first, LOOKED_AT).entries()) {
    const id = first[at]!;
    for (const other of near) {
      if (other === center.id) continue;
      pairs.push([id, other]);
      if (!known.has(other)) beyond.set(other, [...(beyond.get(other) ?? []), id]);
    }
  }
  const away = (id: string): NearStar['away'] => (id === center.id ? 0 : known.has(id) ? 1 : 2);
  const shown = stars.some([...first, ...chosen(beyond)]);
  const all = [center, ...shown].map((star) => ({ ...star, away: away(star.id) }));
  return { stars: all, lines: linesOf(all, pairs) };
}

/** The best connected, then one of each neighbour in turn, so that no neighbour fills the sky alone. */
function chosen(beyond: ReadonlyMap<string, string[]>): string[] {
  const turns = new Map<string, number>();
  const ranked = [...beyond].map(([id, neighbours]) => {
    const parent = neighbours[0]!;
    const turn = turns.get(parent) ?? 0;
    turns.set(parent, turn + 1);
    return { id, links: neighbours.length, turn };
  });
  ranked.sort((a, b) => b.links - a.links || a.turn - b.turn || (a.id < b.id ? -1 : 1));
  return ranked.slice(0, TWO_AWAY).map(({ id }) => id);
}

function linesOf(stars: NearStar[], pairs: [string, string][]): [number, number][] {
  const index = new Map(stars.map(({ id }, at) => [id, at]));
  const lines = new Map<string, [number, number]>();
  for (const [one, other] of pairs) {
    const [a, b] = [index.get(one), index.get(other)];
    if (a === undefined || b === undefined) continue;
    lines.set(`${Math.min(a, b)}-${Math.max(a, b)}`, [Math.min(a, b), Math.max(a, b)]);
  }
  return [...lines.values()];
}
