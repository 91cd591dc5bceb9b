/** What is others than readers know it, until somebody tells of it. */
import type { Document } from './document.ts';
import { type FeedName, FORMATS } from './feed.ts';
import type { Touch } from './parts.ts';
import type { Built } from './shelf.ts';

/** A document that is another than it was, or may be: then it has no `etag`, for nobody asked for it yet. */
export interface Changed {
  /** Canonical absolute address. */
  self: string;
  etag?: string;
}

/** A pass over more nodes is no news of each of them. */
const MANY = 100;

/** Documents whose bytes are others now. */
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
