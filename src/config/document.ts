/** A YAML file as data that still knows at which line each value stands. */
import { type Document, isMap, isScalar, LineCounter, type Node, type ParsedNode, parseDocument, visit } from 'yaml';
import type { Fault } from './faults.ts';

export interface Place {
  line?: number;
  column?: number;
}

/** One scalar of the file, with the path it stands at. */
export interface Entry {
  path: (string | number)[];
  value: unknown;
}

export class ConfigDocument {
  readonly #document: Document.Parsed<ParsedNode>;
  readonly #lines = new LineCounter();

  constructor(text: string) {
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
  }

  /** Faults of YAML itself, the first of each line; while there are any, the data is not to be trusted. */
  syntaxFaults(): Fault[] {
    const byLine = new Map<number, Fault>();
    for (const error of this.#document.errors) {
      const { line, col } = this.#lines.linePos(error.pos[0]);
      const hint = /alias/i.test(error.message) ? '; a value that begins with * must stand in quotes' : '';
      const message = `not YAML: ${error.message.split('\n')[0]}${hint}`;
      if (!byLine.has(line)) byLine.set(line, { at: '', message, line, column: col });
    }
    return [...byLine.values()];
  }

  /** Plain data. Throws on aliases that would grow without bounds. */
  data(): unknown {
    return this.#document.toJS({ maxAliasCount: 50 });
  }

  /** Where a value stands; of a missing one, where its parent does. */
  place(path: readonly PropertyKey[]): Place {
    for (let length = path.length; length > 0; length--) {
      const node = this.#document.getIn(path.slice(0, length), true) as Node | undefined;
      if (node?.range) return this.#at(node.range[0]);
    }
    return this.#at(this.#document.contents?.range[0] ?? 0);
  }

  /** Where a key stands. */
  keyPlace(path: readonly PropertyKey[], key: string): Place {
    const parent: unknown = path.length ? this.#document.getIn(path, true) : this.#document.contents;
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
      : undefined;
    const range = isScalar(pair?.key) ? pair.key.range : undefined;
    return range ? this.#at(range[0]) : this.place(path);
  }

  /** Every scalar of the file, in its order. */
  entries(): Entry[] {
    const entries: Entry[] = [];
    visit(this.#document, {
      Scalar: (key, node, ancestors) => {
        if (key === 'key') return;
        const path: (string | number)[] = [];
        for (const [index, ancestor] of ancestors.entries()) {
          const next: unknown = ancestors[index + 1] ?? node;
          if (ancestor && 'items' in ancestor && !isMap(ancestor)) path.push(ancestor.items.indexOf(next as never));
          else if (ancestor && 'key' in ancestor && isScalar(ancestor.key)) path.push(String(ancestor.key.value));
        }
        entries.push({ path, value: node.value });
      },
    });
    return entries;
  }

  #at(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }
}
