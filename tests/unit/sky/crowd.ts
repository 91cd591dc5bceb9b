/** Neighbourhoods with as many stars as are ever shown, and names of all lengths; the same ones each time. */
import { type Neighbourhood, neighbourhood } from '../../../src/sky/neighbourhood.ts';

const WORDS = 'tide bread lantern 潮の満ち引き sparrow of kettle observatory 🔥 גן moss a shelf'.split(' ');
const NODES = 400;

export function crowd(count: number): Neighbourhood[] {
  let state = 7;
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const title = () => Array.from({ length: 1 + next(6) }, () => WORDS[next(WORDS.length)]).join(' ');
  const nodes = Array.from({ length: NODES }, (_, at) => ({
    id: `n${at}`,
    title: title(),
    emoji: at % 4 ? '🌊' : undefined,
  }));
  const links = new Map(nodes.map(({ id }) => [id, Array.from({ length: 2 + next(18) }, () => `n${next(NODES)}`)]));
  const stars = {
    nearEach: (ids: readonly string[], limit: number) =>
      ids.map((id) => [...new Set(links.get(id))].filter((other) => other !== id).slice(0, limit)),
    some: (ids: readonly string[]) => ids.map((id) => nodes[Number(id.slice(1))]!),
  };
  return nodes.slice(0, count).map((center) => neighbourhood(center, stars));
}
