/** The node that a reference which leads nowhere most likely means: by how many letter triples their names share. */
import { nameKey, titleKey } from '../library/keys.ts';
import type { Node } from '../node/node.ts';

/** Below this share of common triples (Dice's coefficient) a guess would mislead more than help. */
export const ALIKE = 0.5;

interface Name {
  node: Pick<Node, 'id' | 'path'>;
  triples: number;
}

export class Guesser {
  readonly #names: Name[] = [];
  readonly #byTriple = new Map<string, number[]>();

  constructor(nodes: Iterable<Pick<Node, 'id' | 'path' | 'title'>>) {
    for (const { id, path, title } of nodes) {
      for (const key of new Set([titleKey(title), nameKey(path)])) this.#add(key, { id, path });
    }
  }

  /** The nearest node by title or file name, never `except` itself; undefined when none is near. */
  nearest(words: string, except: string): Pick<Node, 'id' | 'path'> | undefined {
    const wanted = triplesOf(titleKey(words));
    const shared = new Map<number, number>();
    for (const triple of wanted)
      for (const index of this.#byTriple.get(triple) ?? []) shared.set(index, (shared.get(index) ?? 0) + 1);
    let best: { node: Name['node']; alike: number } | undefined;
    for (const [index, common] of shared) {
      const { node, triples } = this.#names[index]!;
      const alike = (2 * common) / (triples + wanted.size);
      if (alike >= ALIKE && alike > (best?.alike ?? 0) && node.id !== except) best = { node, alike };
    }
    return best?.node;
  }

  #add(key: string, node: Name['node']): void {
    const triples = triplesOf(key);
    const index = this.#names.push({ node, triples: triples.size }) - 1;
    for (const triple of triples) {
      const list = this.#byTriple.get(triple);
      if (list) list.push(index);
      else this.#byTriple.set(triple, [index]);
    }
  }
}

/** How much two folded names are alike: the share of letter triples they have in common, from 0 to 1. */
export function likeness(a: string, b: string): number {
  const [one, other] = [triplesOf(a), triplesOf(b)];
  return (2 * one.intersection(other).size) / (one.size + other.size);
}

function triplesOf(key: string): Set<string> {
  const padded = `  ${key} `;
  const triples = new Set<string>();
  for (let i = 0; i + 3 <= padded.length; i++) triples.add(padded.slice(i, i + 3));
  return triples;
}
