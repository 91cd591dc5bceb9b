/** Builds feeds that nobody has asked for, and what is out of date on disk, while nothing else is to be done. */
import type { Log } from '../log.ts';
import { READERS_FIRST, rest } from './rest.ts';

export interface FillingParts {
  /** One step; false where nothing is left to do. */
  step(): Promise<boolean>;
  log: Log;
}

/** Milliseconds after a step, at least; after a longer one as long as it took, so that half of the machine is left. */
const BREATH = 20;

export class Filling {
  readonly #parts: FillingParts;
  /** Passes that are under way: it waits for them. */
  #passes = 0;
  #again = false;
  #running: Promise<void> | undefined;
  #step: Promise<boolean> | undefined;
  readonly #end = new AbortController();

  constructor(parts: FillingParts) {
    this.#parts = parts;
  }

  /** Looks for what is missing. */
  run(): void {
    this.#again = true;
    if (this.#passes > 0 || this.#isOver) return;
    this.#running ??= this.#loop().finally(() => {
      this.#running = undefined;
      if (this.#again) this.run();
    });
  }

  /** Nothing new is begun until the pass is over, and published. */
  async during<Result>(pass: () => Promise<Result>): Promise<Result> {
    this.#passes++;
    try {
      return await pass();
    } finally {
      this.#passes--;
      if (this.#again) this.run();
    }
  }

  /** For a pass: resolves when the step that was under way before it is done. Never rejects. */
  async paused(): Promise<void> {
    await this.#step?.catch(() => undefined);
  }

  /** Resolves when the step that is under way is done. */
  async stop(): Promise<void> {
    this.#end.abort();
    await this.#running;
  }

  /** Never rejects. What a pass or an error cut short goes on with the next `run`. */
  async #loop(): Promise<void> {
    const { step, log } = this.#parts;
    this.#again = false;
    try {
      for (let pause = READERS_FIRST, steps = 0; ; steps++) {
        await rest(pause, this.#end.signal);
        if (this.#isHeld) break;
        const began = performance.now();
        this.#step = step();
        if (!(await this.#step)) return log.debug({ steps }, 'every listed feed is kept');
        pause = Math.max(BREATH, performance.now() - began);
      }
      this.#again = !this.#isOver;
    } catch (err) {
      log.error({ err }, 'feeds could not be built ahead; each is built when it is asked for');
    }
  }

  get #isOver(): boolean {
    return this.#end.signal.aborted;
  }

  get #isHeld(): boolean {
    return this.#passes > 0 || this.#isOver;
  }
}
