/** Tells the ledger what was before the first run, behind the scenes: source by source, a few milliseconds at a time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type PastParts, tellPast } from '../pipeline/past.ts';
import type { Source } from '../pipeline/source.ts';

export interface PastsParts extends Omit<PastParts, 'rest'> {
  sources: readonly Source[];
  /** Those whose past was told before. */
  told: readonly string[];
  /** Resolves when nothing is being done that anybody waits for. */
  idle(): Promise<unknown>;
  /** More is known: what is made of it is to be made again. */
  done(): Promise<void>;
}

/** Milliseconds of work, and of the rest after it: whoever asks for something hardly notices. */
const STINT = 8;
const BREATH = 8;

class Stopped extends Error {
  override name = 'Stopped';
}

export class Pasts {
  readonly #parts: PastsParts;
  readonly #told: Set<string>;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  readonly #end = Promise.withResolvers<void>();
  #woke = 0;

  constructor(parts: PastsParts) {
    this.#parts = parts;
    this.#told = new Set(parts.told);
  }

  /** Names of sources whose past is told wholly. */
  get told(): string[] {
    return [...this.#told].sort();
  }

  /** To be called when a source may have become known. Resolves when all that can be told is told. Never rejects. */
  run(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#loop().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#end.resolve();
    await this.#running;
  }

  async #loop(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      const before = this.#told.size;
      for (const source of this.#parts.sources) if (!this.#told.has(source.name)) await this.#tell(source);
      if (this.#told.size > before) await this.#parts.done();
    }
  }

  async #tell(source: Source): Promise<void> {
    const { ledger, log, now } = this.#parts;
    try {
      if (await tellPast(source, { ledger, log, now, rest: () => this.#rest() })) this.#told.add(source.name);
    } catch (err) {
      if (err instanceof Stopped || this.#stopped) return;
      const fields = { source: source.name, err };
      log.warn(fields, 'what was before the first run could not be told; it goes on after the next look');
    }
  }

  async #rest(): Promise<void> {
    if (!this.#stopped && performance.now() - this.#woke < STINT) return;
    await sleep(BREATH, undefined, { ref: false });
    // A look may wait for a remote that is away.
    await Promise.race([this.#parts.idle(), this.#end.promise]);
    if (this.#stopped) throw new Stopped();
    this.#woke = performance.now();
  }
}
