/**
 * What is done behind passes, while nobody waits for it: words and links are indexed, the past is told, feeds that nobody
 * asked for are built, and pages made ahead.
 */
import type { Library } from '../library/library.ts';
import type { Log } from '../log.ts';
import { Filling } from './filling.ts';
import { Indexer } from './indexer.ts';
import type { Pasts } from './pasts.ts';
import type { Publisher } from './publisher.ts';

export interface BehindParts {
  library: Library;
  publisher: Publisher;
  pasts: Pasts;
  log: Log;
  /** What is there may be sent. */
  wake(): void;
  /** Pages may be others than they were. */
  makeAhead(): void;
}

export class Behind {
  readonly #parts: BehindParts;
  readonly #indexer: Indexer;
  readonly #filling: Filling;

  constructor(parts: BehindParts) {
    const { library, publisher, log } = parts;
    this.#parts = parts;
    this.#indexer = new Indexer({ library, text: (node) => publisher.text(node), log });
    this.#filling = new Filling({ step: () => this.#fill(), log });
  }

  /** Nothing but what is under way is done until the pass is over. */
  during<Result>(pass: () => Promise<Result>): Promise<Result> {
    return this.#filling.during(pass);
  }

  /** For a pass that is about to publish: resolves when nothing is under way that it could meet. */
  paused(): Promise<void> {
    return this.#filling.paused();
  }

  /** Resolves when everything can be found; the rest goes on. `isNews`: something came. */
  async run(isNews = true): Promise<void> {
    const { library, publisher, pasts, wake, makeAhead } = this.#parts;
    const before = library.unindexed();
    if (isNews || before > 0) {
      await this.#indexer.run();
      if (before > 0) await publisher.indexed();
      wake();
      makeAhead();
    }
    // What is told of the past is in many feeds: they are built once, after it.
    void pasts.run().then(() => this.#filling.run());
  }

  /** The same, and the past is told when it resolves. */
  async settled(): Promise<void> {
    await this.run();
    await this.#parts.pasts.run();
  }

  /** Feeds of nodes are longer now, and renamed tags lead on; pages may show more of what happened. */
  async pastTold(): Promise<void> {
    const { library, publisher, wake, makeAhead } = this.#parts;
    await library.change(() => true);
    await publisher.publish({ outcome: 'current', touched: [] });
    wake();
    makeAhead();
  }

  async stop(): Promise<void> {
    await this.#filling.stop();
    await this.#indexer.stop();
    await this.#parts.pasts.stop();
  }

  async #fill(): Promise<boolean> {
    const came = await this.#parts.publisher.fill();
    if (came === 'told') this.#parts.wake();
    return came !== 'done';
  }
}
