/** How long the library takes to find nodes by what people type. */
import { join } from 'node:path';
import { Library } from '../src/library/library.ts';
import { numbers, pick } from './garden.ts';
import type { Place } from './place.ts';
import { percentile, type Row } from './report.ts';

const QUERIES = 500;

export function lookup(place: Place): Row[] {
  const library = new Library(join(place.data, 'library.db'));
  try {
    const queries = queriesOf(library);
    for (const query of queries.slice(0, 20)) library.search(query, 10);
    const took = queries.map((query) => {
      const from = performance.now();
      library.search(query, 10);
      return performance.now() - from;
    });
    const size = `${place.nodes.toLocaleString('en')} nodes`;
    return [
      { what: `look-up among ${size}, half of them within`, value: percentile(took, 0.5), unit: 'ms' },
      { what: `look-up among ${size}, 99 % of them within`, value: percentile(took, 0.99), unit: 'ms', goal: 20 },
    ];
  } finally {
    library.close();
  }
}

/** Whole titles, their beginnings as one types them, single words, emoji, words in any order, and words nobody wrote. */
function queriesOf(library: Library): string[] {
  const next = numbers(5);
  const nodes = library.latest({ limit: 2_000 });
  const kinds = [
    (title: string) => title,
    (title: string) => title.slice(0, 3 + Math.floor(next() * 8)),
    (title: string) => pick(next, title.split(' ')),
    (title: string) => title.split(' ').reverse().join(' '),
    (title: string) => `${title.split(' ')[0]} zeppelin`,
  ];
  return Array.from({ length: QUERIES }, () => {
    const node = pick(next, nodes);
    return next() < 0.1 && node.emoji ? node.emoji : pick(next, kinds)(node.title);
  });
}
