/** Makes the pages that are likely to be asked for next while nobody asks: what a post or a feed has just led readers to. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';

export interface AheadParts {
  /** Another whenever a page may have become another. */
  version(): string;
  /** Paths of pages, the likeliest first. */
  likely(): string[];
  /** Asks for a page as a browser would. */
  ask(path: string): Promise<unknown>;
  log: Log;
}

/** Milliseconds between two pages: requests hardly ever meet one that is being made. */
const BREATH = 20;

export class Ahead {
  readonly #parts: AheadParts;
  #running: Promise<void> | undefined;
  #done: string | undefined;
  #stopped = false;

  constructor(parts: AheadParts) {
    this.#parts = parts;
  }

  /** Resolves when every likely page is there as it is now. Never rejects. */
  run(): Promise<void> {
    this.#running ??= this.#loop().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #loop(): Promise<void> {
    const { version, log } = this.#parts;
    try {
      while (!this.#stopped && this.#done !== version()) {
        const now = version();
        if (await this.#all(now)) this.#done = now;
      }
    } catch (err) {
      log.error({ err }, 'pages could not be made ahead; each is made when it is asked for');
    }
  }

  /** False where what was made is out of date already. */
  async #all(now: string): Promise<boolean> {
    const { version, likely, ask } = this.#parts;
    for (const path of likely()) {
      await sleep(BREATH, undefined, { ref: false });
      if (this.#stopped || version() !== now) return false;
      await ask(path);
    }
    return true;
  }
}
