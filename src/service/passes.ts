/** Passes of the running service: with what each is made, and what the log says of it. */
import type { SourceAddresses } from '../library/address.ts';
import type { Log } from '../log.ts';
import type { Source } from '../pipeline/source.ts';
import type { Parts, PassResult } from '../pipeline.ts';
import type { Awaited } from './awaited.ts';
import type { Followed } from './followed.ts';
import { look } from './look.ts';
import { reporter } from './report.ts';

export interface PassesParts extends Pick<Parts, 'ledger' | 'library' | 'addresses' | 'now'> {
  /** Where sources can be seen: told as soon as it is known. */
  places: Map<string, SourceAddresses>;
  awaited: Awaited;
  followed: Pick<Followed, 'listening'>;
  log: Log;
  /** Library and ledger hold what came of it. */
  done(result: PassResult): Promise<void>;
}

export class Passes {
  readonly #parts: PassesParts;

  constructor(parts: PassesParts) {
    this.#parts = parts;
  }

  /** Rejects with what git, ledger or library say. */
  async run(source: Source, signal: AbortSignal): Promise<PassResult> {
    const { ledger, library, addresses, awaited, followed, log, now, done } = this.#parts;
    const { report, finish } = reporter(source.name, log);
    const parts: Parts = {
      ...{ ledger, library, addresses, log, report, now, signal },
      ...(await followed.listening()),
      learnt: (branch: string) => this.#learn(source, branch),
    };
    const began = performance.now();
    return look(source, parts, awaited, async (result) => {
      finish();
      this.#told(source, result, performance.now() - began);
      await done(result);
    });
  }

  /** Where the forge shows a source is known once it was looked at. */
  async #learn(source: Source, branch: string): Promise<void> {
    const url = (await source.mirror.remoteUrl()) ?? '';
    this.#parts.places.set(source.name, { link: source.config.link, url, branch });
  }

  #told(source: Source, result: PassResult, took: number): void {
    if (!isNews(result)) return;
    const { outcome, changes, deliveries } = result;
    const { library, log } = this.#parts;
    const fields = { source: source.name, nodes: library.count(source.name), milliseconds: Math.round(took) };
    if (outcome === 'empty') log.info(fields, 'the repository is empty');
    else if (outcome === 'first') log.info(fields, 'the present is the baseline');
    else log.info({ ...fields, changes: changes.length, deliveries }, 'new commits');
    if (outcome !== 'empty' && fields.nodes === 0) log.warn(fields, 'no file fits include and exclude of the source');
  }
}

/** Whether there is anything that was not there before. */
export function isNews({ outcome }: PassResult): boolean {
  return outcome !== 'current' && outcome !== 'conflict';
}
