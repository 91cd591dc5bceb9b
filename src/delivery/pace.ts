/** How fast deliveries may leave. No clock of its own: instants are milliseconds since the epoch. */

/** Part of a second that makes one gulp: timers are no finer than a few milliseconds. */
const GULP = 1 / 20;

/** How much faster than evenly they may leave for a moment, to make up for a timer that came late. */
const HASTE = 0.93;

/**
 * As many a second as the platform allows, spread over the second. What has left counts until a second after it landed: the
 * platform saw it somewhere between, so that in no second of its own does it see too many, however long the way was.
 */
export class Pace {
  readonly #most: number;
  readonly #span: number;
  readonly #gulp: number;
  readonly #gulpSpan: number;
  #flying = 0;
  /** When the last ones left and landed, as far back as it matters. */
  #left: number[] = [];
  #landed: number[] = [];
  #heldUntil = Number.NEGATIVE_INFINITY;

  /** `allowed`: how many a second the platform takes. */
  constructor(allowed: number) {
    this.#span = Math.max(1_000, 1_000 / allowed);
    this.#most = Math.max(1, Math.floor((allowed * this.#span) / 1_000));
    this.#gulp = Math.max(1, Math.ceil(allowed * GULP));
    this.#gulpSpan = ((this.#gulp * 1_000) / allowed) * HASTE;
  }

  /** How many may leave at `now`. */
  permits(now: number): number {
    if (now < this.#heldUntil) return 0;
    const landed = this.#landed.filter((at) => at > now - this.#span).length;
    const left = this.#left.filter((at) => at > now - this.#gulpSpan).length;
    return Math.max(0, Math.min(this.#most - this.#flying - landed, this.#gulp - left));
  }

  /** Counts what leaves, on credit where there are too few permits: what has to leave leaves, and the next ones wait for it. */
  take(now: number, count: number): void {
    this.#flying += count;
    this.#left = this.#left.filter((at) => at > now - this.#gulpSpan);
    for (let nr = 0; nr < count; nr++) this.#left.push(now);
  }

  /** What left has been answered, or never will be. */
  land(now: number, count: number): void {
    this.#flying -= count;
    this.#landed = this.#landed.filter((at) => at > now - this.#span);
    for (let nr = 0; nr < count; nr++) this.#landed.push(now);
  }

  /** Nothing leaves before `until`. */
  hold(until: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, until);
  }

  /** When there is a permit; never, where something has to land first. */
  next(now: number): number {
    const places = this.#most - this.#flying;
    if (places <= 0) return Number.POSITIVE_INFINITY;
    const landed = (this.#landed.at(-places) ?? Number.NEGATIVE_INFINITY) + this.#span;
    const left = (this.#left.at(-this.#gulp) ?? Number.NEGATIVE_INFINITY) + this.#gulpSpan;
    return Math.ceil(Math.max(now, this.#heldUntil, landed, left));
  }
}
