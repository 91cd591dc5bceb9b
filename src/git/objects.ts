/** Reads blobs by their ids: one git process for a whole list, and one that stays for single look-ups. */
import type { Log } from '../log.ts';
import { BatchReader, type Blob } from './batch.ts';
import { type Running, start } from './process.ts';
import { Staying } from './staying.ts';

export type { Blob, Fault, Faulty } from './batch.ts';

const OID = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** Ids written to git at once: enough to keep it busy, little enough that the input stays small. */
const WRITE_AT_ONCE = 1000;

/** So few are asked of the git that stays: starting one takes longer than they do. */
const FEW = 20;

export class Objects {
  readonly #gitDir: string;
  readonly #maxBytes: number;
  readonly #log: Log;
  readonly #staying: Staying;

  /** `maxBytes`: larger blobs become the fault `too-large`. */
  constructor(gitDir: string, options: { maxBytes: number; log: Log }) {
    this.#gitDir = gitDir;
    this.#maxBytes = options.maxBytes;
    this.#log = options.log;
    this.#staying = new Staying(gitDir, () => new BatchReader(options.maxBytes));
  }

  /** One blob, by a git process that stays for the next. Calls may overlap. */
  async read(oid: string): Promise<Blob> {
    if (!OID.test(oid)) throw new Error(`An object id was expected, not ${JSON.stringify(oid)}.`);
    const answer = await this.#staying.ask(oid);
    if (!('lost' in answer)) return answer;
    this.#log.warn({ oid, git: answer.lost }, 'git could not read an object');
    return { oid, fault: 'corrupt' };
  }

  /**
   * Many blobs, in the order asked for, by a git process of their own unless they are few. The reader's pace holds git back, so that only
   * what lies in the pipe is held; leaving the loop early ends git.
   */
  async *readAll(oids: Iterable<string>): AsyncGenerator<Blob, void, void> {
    const wanted = [...oids];
    const bad = wanted.find((oid) => !OID.test(oid));
    if (bad !== undefined) throw new Error(`An object id was expected, not ${JSON.stringify(bad)}.`);
    if (wanted.length <= FEW) {
      yield* await Promise.all(wanted.map((oid) => this.read(oid)));
      return;
    }
    let answered = 0;
    while (answered < wanted.length) {
      const git = start(this.#gitDir, ['cat-file', '--batch', '--buffer']);
      const reader = new BatchReader(this.#maxBytes);
      try {
        const written = write(git, wanted, answered);
        for await (const chunk of git.stdout) {
          const blobs = reader.read(chunk as Buffer);
          answered += blobs.length;
          yield* blobs;
        }
        await written;
        await git.ended;
      } finally {
        git.kill();
      }
      // A damaged object ends git. The first one without an answer is tried alone, so that it alone is at fault.
      const suspect = wanted[answered];
      if (suspect === undefined) return;
      yield await this.read(suspect);
      answered += 1;
    }
  }

  /** Ends git; reads still waiting are rejected. */
  close(): void {
    this.#staying.close();
  }
}

/** Writes the ids from `first` on, no faster than git takes them, and closes git's input. */
async function write(git: Running, oids: readonly string[], first: number): Promise<void> {
  for (let at = first; at < oids.length && !git.stdin.destroyed; at += WRITE_AT_ONCE) {
    const text = `${oids.slice(at, at + WRITE_AT_ONCE).join('\n')}\n`;
    if (!git.stdin.write(text)) await drained(git);
  }
  git.stdin.end();
}

function drained(git: Running): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      git.stdin.off('drain', done).off('close', done).off('error', done);
      resolve();
    };
    git.stdin.on('drain', done).on('close', done).on('error', done);
  });
}
