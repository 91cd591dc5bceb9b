/**
 * The time a fake lives in. With `scale` 60 an hour of it passes in a minute, and whoever is told to wait is told the
 * sixtieth: a client that obeys is right on time. With `now` the time is the test's own.
 */
export interface ClockOptions {
  /** Milliseconds since 1970, read whenever the fake wants to know; default: the real time. */
  now?: () => number;
  /** How many seconds of the fake pass in a real one; default 1. */
  scale?: number;
}

export class Clock {
  readonly scale: number;
  readonly #read: () => number;
  #ahead = 0;

  constructor({ now, scale = 1 }: ClockOptions = {}) {
    const start = Date.now();
    const zero = performance.now();
    this.scale = scale;
    this.#read = now ?? (() => start + (performance.now() - zero) * scale);
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#read() + this.#ahead;
  }

  /** Lets `ms` pass at once. Timers that run (deadlines, polls) are not shortened. */
  advance(ms: number): void {
    this.#ahead += ms;
  }

  /** What a client is told to wait, in its own seconds, for `ms` of the fake. */
  seconds(ms: number): number {
    return ms / this.scale / 1000;
  }

  /** Calls back when `ms` of the fake have passed. */
  after(ms: number, call: () => void): NodeJS.Timeout {
    return setTimeout(call, ms / this.scale);
  }
}
