/** Indexes words and links of new texts behind the scenes, a few nodes at a time, so that nobody waits for it. */
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { Library } from '../library/library.ts';
import type { Log } from '../log.ts';
import type { Node } from '../node/node.ts';

const AT_ONCE = 25;
/** Milliseconds between two of those steps: requests hardly ever meet one. */
const BREATH = 60;
/** Steps in which the index is put in order after each run; the rest waits for the next one. */
const STEPS = 400;
/** Requests are let in after so many milliseconds. */
const STINT = 8;

export class Indexer {
  readonly #library: Library;
  readonly #text: (node: Node) => Promise<string | undefined>;
  readonly #log: Log;
  #running: Promise<void> | undefined;
  #tidying: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(parts: { library: Library; text(node: Node): Promise<string | undefined>; log: Log }) {
    this.#library = parts.library;
    this.#text = parts.text;
    this.#log = parts.log;
  }

  /** Resolves when nothing is left to do. */
  run(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#loop().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    await this.#tidying;
  }

  async #loop(): Promise<void> {
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        while (!this.#stopped && (await this.#some())) await setImmediate();
      }
      this.#tidying ??= this.#tidy().finally(() => {
        this.#tidying = undefined;
      });
    } catch (err) {
      this.#log.error(
        { err },
        'the search index could not be brought up to date; it will be tried after the next change',
      );
    }
  }

  /** Nobody waits for it. */
  async #tidy(): Promise<void> {
    try {
      for (let step = 0; step < STEPS && !this.#stopped; step++) {
        await sleep(BREATH, undefined, { ref: false });
        if (this.#stopped || !(await this.#library.tidy())) return;
      }
    } catch (err) {
      this.#log.error({ err }, 'the search index could not be put in order; look-ups may take a little longer');
    }
  }

  async #some(): Promise<boolean> {
    let left = false;
    await this.#library.change(async (writer) => {
      const nodes = writer.todo(AT_ONCE);
      left = nodes.length === AT_ONCE;
      const texts = await Promise.all(nodes.map(this.#text));
      let began = performance.now();
      for (const [at, node] of nodes.entries()) {
        writer.index(node, texts[at] ?? '');
        if (performance.now() - began < STINT) continue;
        await setImmediate();
        began = performance.now();
      }
      return nodes.length > 0;
    });
    return left;
  }
}
