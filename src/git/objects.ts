/** Reads blobs by their ids: one git process for a whole list, and one that stays for single look-ups. */
import type { Log } from '../log.ts';
import { BatchReader, type Blob } from './batch.ts';
import { type Running, start } from './process.ts';

export type { Blob, Fault, Faulty } from './batch.ts';

const OID = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** Ids written to git at once: enough to keep it busy, little enough that the input stays small. */
const WRITE_AT_ONCE = 1000;

/** So few are asked of the git that stays: starting one takes longer than they do. */
const FEW = 20;

interface Waiting {
  oid: string;
  resolve: (blob: Blob) => void;
  reject: (error: unknown) => void;
  /** Sent to an earlier git that ended without answering it. */
  tried: boolean;
}

export class Objects {
  readonly #gitDir: string;
  readonly #maxBytes: number;
  readonly #log: Log;
  #git: Running | undefined;
  #queue: Waiting[] = [];
  #closed = false;

  /** `maxBytes`: larger blobs become the fault `too-large`. */
  constructor(gitDir: string, options: { maxBytes: number; log: Log }) {
    this.#gitDir = gitDir;
    this.#maxBytes = options.maxBytes;
    this.#log = options.log;
  }

  /** One blob, by a git process that stays for the next. Calls may overlap. */
  read(oid: string): Promise<Blob> {
    if (this.#closed) return Promise.reject(new Error('The objects were closed.'));
    if (!OID.test(oid)) return Promise.reject(new Error(`An object id was expected, not ${JSON.stringify(oid)}.`));
    return new Promise((resolve, reject) => {
      this.#queue.push({ oid, resolve, reject, tried: false });
      if (this.#git) this.#git.stdin.write(`${oid}\n`);
      else this.#serve();
    });
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
      const git = this.#start(['--buffer']);
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
    this.#closed = true;
    this.#git?.kill();
    this.#git = undefined;
    for (const waiting of this.#queue.splice(0)) waiting.reject(new Error('The objects were closed.'));
  }

  #start(options: readonly string[] = []): Running {
    return start(this.#gitDir, ['cat-file', '--batch', ...options]);
  }

  /** Starts the staying git and hands it what waits: everything, or a suspect alone. */
  #serve(): void {
    const git = this.#start();
    const reader = new BatchReader(this.#maxBytes);
    this.#git = git;
    git.stdout.on('data', (chunk: Buffer) => {
      for (const blob of reader.read(chunk)) this.#queue.shift()?.resolve(blob);
    });
    git.ended.then(
      ({ stderr }) => this.#lost(git, stderr),
      (error: unknown) => {
        if (this.#git === git) this.#git = undefined;
        for (const waiting of this.#queue.splice(0)) waiting.reject(error);
      },
    );
    for (const { oid } of this.#queue) git.stdin.write(`${oid}\n`);
  }

  /** git ended. The first unanswered request is tried once more; ending git twice makes the object corrupt. */
  #lost(git: Running, stderr: string): void {
    if (this.#git !== git) return;
    this.#git = undefined;
    const suspect = this.#queue[0];
    if (!suspect) return;
    if (suspect.tried) {
      this.#log.warn({ oid: suspect.oid, git: stderr }, 'git could not read an object');
      this.#queue.shift();
      suspect.resolve({ oid: suspect.oid, fault: 'corrupt' });
    }
    suspect.tried = true;
    if (this.#queue.length) this.#serve();
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
