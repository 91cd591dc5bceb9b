/** Makes pages while nobody asks: first those that a post or a feed has just led readers to, then, once, all the others. */
import type { Log } from '../log.ts';
import { READERS_FIRST, rest } from './rest.ts';

export interface AheadParts {
  /** Another whenever a page may have become another. */
  version(): string;
  /** Paths of pages, the likeliest first. */
  likely(): string[];
  /** Of all pages that are made ahead. */
  every(): string[];
  /** Resolves when nothing is being done that anybody waits for. */
  idle(): Promise<unknown>;
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
  readonly #end = new AbortController();
  readonly #ended = new Promise((resolve) => this.#end.signal.addEventListener('abort', resolve, { once: true }));

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
    this.#end.abort();
    await this.#running;
  }

  async #loop(): Promise<void> {
    const { version, likely, every, done, log } = this.#parts;
    try {
      for (;;) {
        await this.#pause(READERS_FIRST);
        if (this.#end.signal.aborted || this.#done === version()) return;
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
      await this.#pause(Math.max(BREATH, REST * (performance.now() - began)));
      if (this.#end.signal.aborted || version() !== now) return false;
    }
    return true;
  }

  async #pause(milliseconds: number): Promise<void> {
    await rest(milliseconds, this.#end.signal);
    // A look may wait for a remote that is away.
    await Promise.race([this.#parts.idle(), this.#ended]);
  }
}
