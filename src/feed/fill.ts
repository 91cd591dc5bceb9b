/**
 * Feeds that are to be built though nobody asks for them, in their order: first those that passes touched, for readers
 * are about to hear of them, then whatever else is listed, or out of date. Archive pages that nobody ever asked for are
 * not among them: there are many, and hardly anybody reads them.
 */
import type { FeedName } from './feed.ts';

export class Fill {
  readonly #all: () => FeedName[];
  readonly #touched = new Set<FeedName>();
  /** The rest of a round; undefined: the next round begins with what there is then. */
  #left: FeedName[] | undefined;

  /** `all`: names of all feeds that may be missing now. */
  constructor(all: () => FeedName[]) {
    this.#all = all;
  }

  /** Something changed: what is missing is looked for once more, these first. */
  want(touched: Iterable<FeedName>): void {
    for (const name of touched) this.#touched.add(name);
    this.#left = undefined;
  }

  /** Each once in a round; undefined at its end. */
  next(isMissing: (name: FeedName) => boolean): FeedName | undefined {
    for (const name of this.#touched) {
      this.#touched.delete(name);
      if (isMissing(name)) return name;
    }
    // What comes last is taken first.
    this.#left ??= this.#all().filter(isMissing).reverse();
    for (let name = this.#left.pop(); name !== undefined; name = this.#left.pop()) if (isMissing(name)) return name;
    return undefined;
  }
}
