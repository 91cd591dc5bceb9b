/** Which kept feeds may not be what they would be if built now, and when one that could not be built is tried again. */
import type { FeedName } from './feed.ts';
import type { FeedStoreParts } from './parts.ts';
import type { Built } from './shelf.ts';

/** After a build failed, the last good one is served for so long before the next try. Milliseconds. */
const PAUSE = 5_000;

export type IsTouched = (name: FeedName) => boolean | Promise<boolean>;

export class Stale {
  readonly #now: FeedStoreParts['now'];
  readonly #names: Set<FeedName>;
  /** Those that the end of a pass brings, together with the others. */
  readonly #refreshed = new Set<FeedName>();
  readonly #retryAt = new Map<FeedName, number>();

  /** Begins with those on disk that something may have happened to since they were built. */
  constructor({ shelf, state, now }: Pick<FeedStoreParts, 'shelf' | 'state' | 'now'>) {
    const outdated = shelf !== undefined && shelf.state !== state?.();
    const kept = (shelf?.names() ?? []).filter(({ stale }) => stale || outdated);
    this.#now = now;
    this.#names = new Set(kept.map(({ name }) => name));
  }

  get names(): FeedName[] {
    return [...this.#names];
  }

  /** Those to build now: all that are in use, and so many of the others. */
  portion(room: number, isReady: (name: FeedName) => boolean, isInUse: (name: FeedName) => boolean): FeedName[] {
    let left = room;
    return this.names.filter((name) => isInUse(name) || (isReady(name) && !this.#isPaused(name) && left-- > 0));
  }

  #isPaused(name: FeedName): boolean {
    return this.#now().getTime() < (this.#retryAt.get(name) ?? 0);
  }

  has(name: FeedName): boolean {
    return this.#names.has(name);
  }

  add(name: FeedName): void {
    this.#names.add(name);
  }

  delete(name: FeedName): void {
    this.#names.delete(name);
  }

  /** It stays as it is for a while. */
  failed(name: FeedName): void {
    this.#names.add(name);
    this.#retryAt.set(name, this.#now().getTime() + PAUSE);
  }

  made(name: FeedName): void {
    this.#retryAt.delete(name);
  }

  /** The end of a pass brings these: readers' requests build none of them. */
  refresh(names: readonly FeedName[]): void {
    for (const name of names) this.#refreshed.add(name);
  }

  refreshed(): void {
    this.#refreshed.clear();
  }

  /** Whether a reader who asks for it makes it be built. */
  isDue(name: FeedName, { staleAt }: Built): boolean {
    const now = this.#now();
    if (this.#refreshed.has(name) || this.#isPaused(name)) return false;
    return this.#names.has(name) || (staleAt !== undefined && staleAt <= now.toISOString());
  }

  /** Whether it is what it is until another is put in its place, whatever the time. */
  isLasting(name: FeedName, { staleAt }: Built): boolean {
    return staleAt === undefined && (this.#refreshed.has(name) || !this.#names.has(name));
  }
}

/** What cannot be told is taken as touched: its build will say what is wrong. */
export async function touchedAmong(names: Iterable<FeedName>, isTouched: IsTouched): Promise<FeedName[]> {
  const touched: FeedName[] = [];
  for (const name of names) {
    const answer = isTouched(name);
    // Most are told at once: a thousand feeds shall not take a thousand turns.
    if (answer === true || (answer !== false && (await answer.catch(() => true)))) touched.push(name);
  }
  return touched;
}
