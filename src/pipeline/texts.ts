/** Blobs as texts. A blob that cannot be read is a warning of its node, never an error of the pass. */

import type { NodeState } from '../change/change.ts';
import type { Read } from '../change/compare.ts';
import type { Blob, Objects } from '../git/objects.ts';
import type { ParsedNode, Warning } from '../node/node.ts';
import { standalone } from '../node/parse.ts';
import { decodeText } from '../node/text.ts';

export interface Text {
  text?: string;
  warnings: Warning[];
}

export function textOf(blob: Blob): Text {
  if (!('fault' in blob)) return decodeText(blob.bytes);
  return { warnings: [fault(blob.fault, blob.size)] };
}

function fault(code: string, size?: number): Warning {
  const faults: Record<string, Omit<Warning, 'code'>> = {
    'too-large': {
      message: `a node of at most maxNodeBytes was expected; this file has ${size ?? 'more'} bytes, so it is left out`,
      mend: 'split it, or raise maxNodeBytes of its source',
      line: 1,
    },
    missing: {
      message: 'its text is missing from the mirror (larger than the filter lets through, or lost at the remote)',
      mend: 'make the file smaller; if it is small, delete the mirror so that it is fetched anew',
      line: 1,
    },
  };
  return {
    code,
    ...(faults[code] ?? {
      message: `its text cannot be read (${code})`,
      mend: 'delete the mirror so that it is fetched anew',
      line: 1,
    }),
  };
}

/** A text with what the parser reads in it, which may be kept without it; undefined when there is none. */
export function readOf(
  source: { parse(text: string, path: string): ParsedNode },
  text: Text | undefined,
  path: string,
): Read | undefined {
  return text?.text === undefined ? undefined : { text: text.text, node: standalone(source.parse(text.text, path)) };
}

/** What the config says of files. */
interface Rules {
  includes(path: string): boolean;
  parse(text: string, path: string): ParsedNode;
  state(path: string, node: ParsedNode | undefined): NodeState;
}

/** Whether the public may see a text at a path. */
export function isLive(source: Rules, path: string, text: Text | undefined): boolean {
  if (!source.includes(path)) return false;
  return source.state(path, text?.text === undefined ? undefined : source.parse(text.text, path)) === 'live';
}

/** Reads the texts of many items in one stream, in their order, without holding more than one item's texts. */
export async function* readAll<T>(
  objects: Objects,
  items: Iterable<T>,
  oidsOf: (item: T) => string[],
): AsyncGenerator<[T, Map<string, Text>]> {
  const list = [...items].map((item) => ({ item, oids: oidsOf(item) }));
  const stream = objects.readAll(list.flatMap(({ oids }) => oids))[Symbol.asyncIterator]();
  for (const { item, oids } of list) {
    const texts = new Map<string, Text>();
    for (const oid of oids) {
      const next = await stream.next();
      if (!next.done) texts.set(oid, textOf(next.value));
    }
    yield [item, texts];
  }
}
