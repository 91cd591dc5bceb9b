/**
 * Feeds that nobody has asked for yet, in the order in which they are to be built all the same: first those that passes
 * touched, for readers are about to hear of them, then whatever else is listed. Archive pages are not among them: there
 * are many, and hardly anybody reads them.
 */
import type { FeedName } from './feed.ts';

export class Fill {
  readonly #listed: () => FeedName[];
  readonly #touched = new Set<FeedName>();
  /** The rest of a round; undefined: the next round begins with what is listed then. */
  #left: FeedName[] | undefined;

  /** `listed`: names of all feeds that are listed now. */
  constructor(listed: () => FeedName[]) {
    this.#listed = listed;
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
    this.#left ??= this.#listed().filter(isMissing).reverse();
    for (let name = this.#left.pop(); name !== undefined; name = this.#left.pop()) if (isMissing(name)) return name;
    return undefined;
  }
}
