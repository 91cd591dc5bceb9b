/** How fast deliveries may leave: a bucket of permits that fills evenly (https://en.wikipedia.org/wiki/Token_bucket). No clock of its own. */
export class Pace {
  readonly #perMillisecond: number;
  readonly #burst: number;
  #permits: number;
  #at = Number.NEGATIVE_INFINITY;

  /** `perSecond` permits a second; at most `burst` of them are saved up. */
  constructor(perSecond: number, burst: number) {
    this.#perMillisecond = perSecond / 1_000;
    this.#burst = burst;
    this.#permits = burst;
  }

  /** Whole permits there are at `now`, milliseconds since the epoch. */
  permits(now: number): number {
    this.#fill(now);
    return Math.max(0, Math.floor(this.#permits));
  }

  /** Takes permits, on credit where there are too few: what has to leave leaves, and the next ones wait for it. */
  take(now: number, count: number): void {
    this.#fill(now);
    this.#permits -= count;
  }

  /** Nothing leaves before `until`. */
  hold(until: number): void {
    this.#permits = 0;
    this.#at = Math.max(this.#at, until);
  }

  /** When there is a permit, milliseconds since the epoch. */
  next(now: number): number {
    this.#fill(now);
    const missing = 1 - this.#permits;
    return missing <= 0 ? Math.max(now, this.#at) : Math.ceil(Math.max(now, this.#at) + missing / this.#perMillisecond);
  }

  #fill(now: number): void {
    if (now <= this.#at) return;
    const gained = Number.isFinite(this.#at) ? (now - this.#at) * this.#perMillisecond : this.#burst;
    this.#permits = Math.min(this.#burst, this.#permits + gained);
    this.#at = now;
  }
}
