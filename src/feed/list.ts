/** The list of all feeds, kept like they are: while it cannot be made anew, the last good one is served. */
import type { Catalogue } from './catalogue.ts';
import type { Document } from './document.ts';
import type { Keep } from './keep.ts';
import { NotReady } from './ready.ts';

export class FeedList {
  readonly #catalogue: Catalogue;
  readonly #keep: Keep;
  #made: Document | undefined;
  /** Whether it is as it would be if made now. */
  #isSound = false;
  /** As it is on disk, or on its way there. */
  #kept: Buffer | undefined;

  constructor(catalogue: Catalogue, keep: Keep) {
    this.#catalogue = catalogue;
    this.#keep = keep;
    this.#kept = keep.list();
  }

  /** `isReady`: whether it can be made. Throws NotReady where it never was. */
  document(isReady: boolean): Document {
    if (!isReady) {
      if (!this.#made && !this.#kept) throw new NotReady();
      this.#made ??= this.#catalogue.opml(this.#kept);
      return this.#made;
    }
    if (this.#made && this.#isSound) return this.#made;
    const made = this.#catalogue.opml();
    this.#isSound = true;
    if (this.#made?.etag === made.etag) return this.#made;
    this.#made = made;
    if (!this.#kept?.equals(made.body)) this.#keep.put({ built: [], list: made.body });
    this.#kept = made.body;
    return made;
  }

  /** Something happened to what it names. */
  touch(): void {
    this.#isSound = false;
  }

  /** It may name what was taken back: until it can be made anew there is none. */
  withhold(): void {
    this.#made = undefined;
    this.#isSound = false;
    this.#kept = undefined;
    this.#keep.put({ built: [], list: 'none' });
  }
}
