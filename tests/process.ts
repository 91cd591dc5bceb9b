/** starpost as a process, as its users start it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../src/main.ts');

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs one command to its end. */
export function starpost(args: string[], options: { cwd?: string; env?: Record<string, string> } = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...options.env };
    execFile(
      process.execPath,
      [MAIN, ...args],
      { cwd: options.cwd, env, maxBuffer: 256 << 20 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : Number((error as { code?: number | string }).code ?? 1);
        resolve({ code, stdout, stderr });
      },
    );
  });
}

/** A port nobody uses just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** `starpost run` with its posts and its log in files. */
export class Running {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
    this.#ended = new Promise((resolve) => child.once('exit', resolve));
  }

  static start(
    config: string,
    port: number,
    files: { posts: string; log: string },
    env: Record<string, string> = {},
  ): Running {
    const out = openSync(files.posts, 'a');
    const err = openSync(files.log, 'a');
    const child = spawn(process.execPath, [MAIN, 'run', '--config', config], {
      stdio: ['ignore', out, err],
      env: { ...process.env, STARPOST_PORT: String(port), ...env },
    });
    closeSync(out);
    closeSync(err);
    return new Running(child, port);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill(signal);
    await this.#ended;
  }

  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  /** Waits until the service answers at all. */
  async answers(): Promise<void> {
    for (let i = 0; i < 3_000; i++) {
      if (await fetch(`http://127.0.0.1:${this.port}/healthz`).catch(() => undefined)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('the service does not answer');
  }

  /** Waits until the service answers and stands at a commit (any, if none is given). */
  async at(commit?: string): Promise<void> {
    for (let i = 0; i < 3_000; i++) {
      const head = await this.#head();
      if (head !== undefined && (commit === undefined || head === commit)) return;
      if (this.#child.exitCode !== null) throw new Error(`the service ended with ${this.#child.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`the service did not reach ${commit}`);
  }

  async #head(): Promise<string | undefined> {
    const response = await fetch(`http://127.0.0.1:${this.port}/healthz`).catch(() => undefined);
    if (!response?.ok) return undefined;
    const { sources } = (await response.json()) as { sources: { head?: string }[] };
    return sources[0]?.head;
  }

  async hook(secret: string): Promise<void> {
    const init = { method: 'POST', headers: { authorization: `Bearer ${secret}` } };
    await fetch(`http://127.0.0.1:${this.port}/hooks/generic`, init).catch(() => undefined);
  }
}
