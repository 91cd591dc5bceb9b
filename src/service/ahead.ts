/** Makes pages while nobody asks: first those that a post or a feed has just led readers to, then, once, all the others. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';

export interface AheadParts {
  /** Another whenever a page may have become another. */
  version(): string;
  /** Paths of pages, the likeliest first. */
  likely(): string[];
  /** Of all pages that are made ahead. */
  every(): string[];
  /** Asks for a page as a browser would. */
  ask(path: string): Promise<unknown>;
  /** Every page was asked for, for the first time. */
  done(): void;
  log: Log;
}

/** So many times as long as a page took is the rest after it: requests seldom meet one that is being made. */
const REST = 3;
/** At least. Milliseconds. */
const BREATH = 2;

export class Ahead {
  readonly #parts: AheadParts;
  #running: Promise<void> | undefined;
  /** The version that all of it was last done for. */
  #done: string | undefined;
  /** Those of every page that were not asked for yet. */
  #others: IterableIterator<string> | undefined;
  #stopped = false;

  constructor(parts: AheadParts) {
    this.#parts = parts;
  }

  /** Resolves when every likely page is there as it is now, and every other was once. Never rejects. */
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
    const { version, likely, every, done, log } = this.#parts;
    try {
      for (;;) {
        await rest(0);
        if (this.#stopped || this.#done === version()) return;
        const now = version();
        if (!(await this.#ask(now, likely()))) continue;
        this.#others ??= every().values();
        if (!(await this.#ask(now, this.#others))) continue;
        if (this.#done === undefined) done();
        this.#done = now;
      }
    } catch (err) {
      log.error({ err }, 'pages could not be made ahead; each is made when it is asked for');
    }
  }

  /** False where what was made is out of date already. An iterator that is left goes on where it was. */
  async #ask(now: string, paths: Iterable<string>): Promise<boolean> {
    const { version, ask } = this.#parts;
    for (const path of paths) {
      const began = performance.now();
      await ask(path);
      await rest(performance.now() - began);
      if (this.#stopped || version() !== now) return false;
    }
    return true;
  }
}

/** `took`: milliseconds of what was done before. */
async function rest(took: number): Promise<void> {
  await sleep(Math.max(BREATH, REST * took), undefined, { ref: false });
}
