/** Documents whose bytes are others than readers know, until somebody tells of them. */
import type { Document } from './document.ts';
import { FORMATS } from './feed.ts';
import type { Built } from './shelf.ts';

export class News {
  /** Key: address. */
  readonly #untold = new Map<string, Document>();

  get size(): number {
    return this.#untold.size;
  }

  /** `before`: as readers know the feed; undefined where they may know anything. */
  note(before: Built | undefined, { documents }: Built): void {
    for (const format of FORMATS) {
      const now = documents[format];
      if (before?.documents[format].etag !== now.etag) this.#untold.set(now.self, now);
    }
  }

  /** Those that nobody was told of yet. */
  take(): Document[] {
    const documents = [...this.#untold.values()];
    this.#untold.clear();
    return documents;
  }
}
