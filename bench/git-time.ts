/** How long the git processes of this process run, seen from the side: nothing in the program knows of it. */
import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Node publishes every child process here as it is made (https://nodejs.org/api/diagnostics_channel.html#process). */
const CHANNEL = 'child_process';

interface Span {
  from: number;
  to?: number;
}

export class GitTime {
  #spans: Span[] = [];
  #began = 0;
  readonly #onSpawn = (message: unknown) => {
    const { process: child } = message as { process: ChildProcess };
    const span: Span = { from: performance.now() };
    this.#spans.push(span);
    child.once('spawn', () => {
      // What stays and reads the mirror is a part of the program's own work.
      if (child.spawnargs.includes('--batch') || child.spawnargs.includes('--stdin')) span.to = span.from;
    });
    child.once('close', () => {
      span.to ??= performance.now();
    });
  };

  constructor() {
    subscribe(CHANNEL, this.#onSpawn);
  }

  begin(): void {
    this.#spans = [];
    this.#began = performance.now();
  }

  /** Milliseconds in which at least one git ran since `begin`; to be asked once they have ended. */
  until(end: number): { began: number; took: number } {
    let took = 0;
    let until = this.#began;
    for (const { from, to = from } of this.#spans.sort((a, b) => a.from - b.from)) {
      const last = Math.min(to, end);
      took += Math.max(0, last - Math.max(from, until));
      until = Math.max(until, last);
    }
    return { began: this.#began, took };
  }

  close(): void {
    unsubscribe(CHANNEL, this.#onSpawn);
  }
}
