/** One `git cat-file --batch` that stays, asked for one object at a time: starting a git takes longer than its answer. */
import type { BatchReader, Blob } from './batch.ts';
import { type Running, start } from './process.ts';

/** git ended twice at this object. `said`: its last words. */
export interface Lost {
  lost: string;
}

interface Waiting {
  name: string;
  resolve: (answer: Blob | Lost) => void;
  reject: (error: unknown) => void;
  /** Sent to an earlier git that ended without answering it. */
  tried: boolean;
}

export class Staying {
  readonly #gitDir: string;
  readonly #reader: () => BatchReader;
  #git: Running | undefined;
  #queue: Waiting[] = [];
  #closed = false;

  /** `reader`: makes the reader of a git's answers. */
  constructor(gitDir: string, reader: () => BatchReader) {
    this.#gitDir = gitDir;
    this.#reader = reader;
  }

  /** `name`: an object id, or another name without spaces and line breaks. Calls may overlap. */
  ask(name: string): Promise<Blob | Lost> {
    if (this.#closed) return Promise.reject(new Error('The objects were closed.'));
    return new Promise((resolve, reject) => {
      this.#queue.push({ name, resolve, reject, tried: false });
      if (this.#git) this.#git.stdin.write(`${name}\n`);
      else this.#serve();
    });
  }

  /** Ends git; the next question starts another. To be called where git's files were exchanged. */
  renew(): void {
    const git = this.#git;
    this.#git = undefined;
    git?.kill();
    if (this.#queue.length) this.#serve();
  }

  /** Ends git; questions still waiting are rejected. */
  close(): void {
    this.#closed = true;
    this.#git?.kill();
    this.#git = undefined;
    for (const waiting of this.#queue.splice(0)) waiting.reject(new Error('The objects were closed.'));
  }

  /** Starts git and hands it what waits. */
  #serve(): void {
    const git = start(this.#gitDir, ['cat-file', '--batch']);
    const reader = this.#reader();
    this.#git = git;
    git.stdout.on('data', (chunk: Buffer) => {
      if (this.#git !== git) return;
      for (const answer of reader.read(chunk)) this.#queue.shift()?.resolve(answer);
    });
    git.ended.then(
      ({ stderr }) => this.#lost(git, stderr),
      (error: unknown) => {
        if (this.#git !== git) return;
        this.#git = undefined;
        for (const waiting of this.#queue.splice(0)) waiting.reject(error);
      },
    );
    for (const { name } of this.#queue) git.stdin.write(`${name}\n`);
  }

  /** git ended. The first unanswered question is tried once more; ending git twice, it is answered by git's last words. */
  #lost(git: Running, stderr: string): void {
    if (this.#git !== git) return;
    this.#git = undefined;
    const suspect = this.#queue[0];
    if (!suspect) return;
    if (suspect.tried) {
      this.#queue.shift();
      suspect.resolve({ lost: stderr });
    }
    suspect.tried = true;
    if (this.#queue.length) this.#serve();
  }
}
