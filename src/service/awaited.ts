/**
 * What feeds wait for after a start. Readers know the nodes of a source that the ledger knows: while the library does not
 * hold it (deleted, or of another version), feeds made without it would take all of that from them. So such a source is
 * waited for, as long as it takes. A new one has no readers yet: where some are known it is not waited for at all; where
 * all are new, until the first look at each is over, whether it worked or not, and until one of them is there.
 */
import type { Library } from '../library/library.ts';

export class Awaited {
  readonly #library: Pick<Library, 'head'>;
  readonly #known: ReadonlySet<string>;
  readonly #sources: readonly string[];
  /** By source: whether one of the looks at it worked. */
  readonly #looks = new Map<string, boolean>();
  #isOver = false;

  /** `sources`: all that are configured. `known`: those that the ledger knew at the start. */
  constructor(library: Pick<Library, 'head'>, sources: readonly string[], known: readonly string[]) {
    this.#library = library;
    this.#known = new Set(known);
    this.#sources = known.length > 0 ? known : sources;
  }

  /** To be called after every look. */
  looked(source: string, worked: boolean): void {
    if (this.#looks.get(source) !== true) this.#looks.set(source, worked);
  }

  /** Whether nothing is waited for any more: from then on nothing will be. */
  get isOver(): boolean {
    this.#isOver ||= this.missing.length === 0;
    return this.#isOver;
  }

  /** Sources that are not there yet. */
  get missing(): string[] {
    const missing = this.#sources.filter((source) => !this.#isThere(source));
    if (missing.length === this.#sources.length) return missing;
    return missing.filter((source) => this.#known.has(source) || !this.#looks.has(source));
  }

  /** What a look that worked did not bring is not to be had. */
  #isThere(source: string): boolean {
    return this.#looks.get(source) === true || this.#library.head(source) !== undefined;
  }
}
