/** Documents whose bytes are others than readers know, until somebody tells of them. */
import type { Document } from './document.ts';
import { type FeedName, FORMATS } from './feed.ts';
import type { Touch } from './parts.ts';
import type { Built } from './shelf.ts';

/** A pass over more nodes is no news of each of them. */
const MANY = 100;

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

/** Feeds to tell of, though nobody may have asked for them. */
export function newsOf(names: ReadonlySet<FeedName>, touched: readonly Touch[]): FeedName[] {
  return [...names].filter((name) => touched.length <= MANY || !name.startsWith('nodes/'));
}
