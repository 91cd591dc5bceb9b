/** Looks at one source when told to: one look at a time, one more in wait, and patience with a remote that is away. */
import { BranchGone, GitEnded, MirrorBusy, MirrorDamaged, Unreachable } from '../git/errors.ts';
import type { Log } from '../log.ts';
import type { Source } from '../pipeline/source.ts';
import type { PassResult } from '../pipeline.ts';

/** What /healthz says of a source. */
export interface WatchStatus {
  source: string;
  /** True once the library holds the source. */
  ready: boolean;
  /** ISO instant of the last look that reached the remote. */
  lastLook?: string;
  /** ISO instant since which looks fail, and why. */
  failingSince?: string;
  reason?: string;
}

const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 15 * 60_000;
/** Passes in a row that one look may need: a change of config, then new commits, then a faster replica. */
const PASSES = 5;

export class Watcher {
  readonly source: Source;
  readonly #pass: (source: Source, signal: AbortSignal) => Promise<PassResult>;
  readonly #stopping = new AbortController();
  readonly #log: Log;
  readonly #now: () => Date;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  #failures = 0;
  #patientUntil = 0;
  #status: WatchStatus;

  constructor(
    source: Source,
    parts: { pass(source: Source, signal: AbortSignal): Promise<PassResult>; log: Log; now(): Date },
  ) {
    this.source = source;
    this.#pass = parts.pass;
    this.#log = parts.log;
    this.#now = parts.now;
    this.#status = { source: source.name, ready: false };
  }

  get status(): WatchStatus {
    return this.#status;
  }

  /** Resolves when no look is under way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Resolves when a look that began after this call is over. `patiently`: not while a failing remote is given a rest. */
  async look(patiently = false): Promise<void> {
    if (this.#stopped || (patiently && this.#now().getTime() < this.#patientUntil)) return;
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#looks().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopping.abort();
    await this.#running;
    this.source.close();
  }

  async #looks(): Promise<void> {
    do {
      this.#again = false;
      await this.#lookOnce();
    } while (this.#again && !this.#stopped);
  }

  async #lookOnce(): Promise<void> {
    try {
      for (let i = 0; i < PASSES && !this.#stopped; i++) {
        const { again } = await this.#pass(this.source, this.#stopping.signal);
        if (!again) break;
      }
      this.#reached();
    } catch (error) {
      if (!this.#stopped) await this.#failed(error as Error);
    }
  }

  #reached(): void {
    const { source, failingSince } = this.#status;
    if (failingSince) this.#log.info({ source, since: failingSince }, 'the repository answers again');
    this.#failures = 0;
    this.#patientUntil = 0;
    this.#status = { source, ready: true, lastLook: this.#now().toISOString() };
  }

  async #failed(error: Error): Promise<void> {
    const now = this.#now();
    const pause = Math.min(FIRST_PAUSE * 2 ** this.#failures++, LONGEST_PAUSE);
    this.#patientUntil = now.getTime() + pause;
    const failingSince = this.#status.failingSince ?? now.toISOString();
    this.#status = { ...this.#status, failingSince, reason: error.message };
    const fields = { source: this.#status.source, since: failingSince, nextTryInSeconds: Math.round(pause / 1000) };
    if (error instanceof MirrorDamaged) {
      this.#log.warn(fields, `the mirror is damaged and is made anew: ${error.message}`);
      await this.source
        .rebuildMirror()
        .catch((err) => this.#log.error({ ...fields, err }, 'the mirror could not be made anew'));
    } else if (
      error instanceof Unreachable ||
      error instanceof GitEnded ||
      error instanceof BranchGone ||
      error instanceof MirrorBusy
    ) {
      this.#log.warn(fields, error.message);
    } else
      this.#log.error(
        { ...fields, err: error },
        'a look at the source failed; nothing was told, it will be tried again',
      );
  }
}
