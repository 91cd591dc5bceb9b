/** A starpost as a process of its own, looked at from outside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Place } from './place.ts';

const ROOT = resolve(import.meta.dirname, '..');
const MEGABYTE = 1_048_576;

export class Program {
  readonly #child: ChildProcess;
  readonly #place: Place;
  readonly #began = performance.now();
  #said = '';

  constructor(place: Place) {
    this.#place = place;
    this.#child = spawn(process.execPath, [...startArguments(), '--config', place.config], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
    });
  }

  /** Milliseconds since the process was started. */
  get age(): number {
    return performance.now() - this.#began;
  }

  /** Resolves with the age at which /healthz first answered `ready`. */
  async ready(): Promise<number> {
    for (;;) {
      if (this.#child.exitCode !== null) throw new Error(`starpost ended while it was measured:\n${this.#said}`);
      const address = /"address":"([^"]+)"/.exec(this.#said)?.[1];
      if (address && (await fetch(`${address}/healthz`).then((response) => response.ok))) return this.age;
      await sleep(20);
    }
  }

  request(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const address = /"address":"([^"]+)"/.exec(this.#said)?.[1];
    return fetch(address + path, { headers });
  }

  /** Once it listens. */
  get port(): number {
    return Number(/"address":"[^"]+:(\d+)"/.exec(this.#said)?.[1]);
  }

  async fetch(path: string): Promise<string> {
    const response = await this.request(path);
    if (!response.ok) throw new Error(`${path} was expected to be served; the answer was ${response.status}.`);
    return response.text();
  }

  /** Resolves once every node's words and links are indexed; with the longest that /healthz took meanwhile, milliseconds. */
  async indexed(): Promise<number> {
    const library = new DatabaseSync(join(this.#place.data, 'library.db'), { readOnly: true });
    const left = library.prepare('select 1 from nodes where indexed <> 1 limit 1');
    let longest = 0;
    while (left.get()) {
      for (let i = 0; i < 20; i++) {
        const from = performance.now();
        await this.fetch('/healthz');
        longest = Math.max(longest, performance.now() - from);
        await sleep(25);
      }
    }
    library.close();
    return longest;
  }

  /** Resolves once the page of every node was made ahead. */
  async made(): Promise<void> {
    const left = () => this.#place.nodes - this.#pages('select id from pages').length;
    while (left() > 0) await sleep(500);
  }

  /** As if no page was ever made ahead. */
  unmake(): void {
    this.#pages('delete from pages returning id');
  }

  #pages(sql: string): unknown[] {
    const db = new DatabaseSync(join(this.#place.data, 'pages.db'));
    const rows = db.prepare(sql).all();
    db.close();
    return rows;
  }

  /** Resident memory, megabytes; undefined where there is no /proc. */
  get resident(): number | undefined {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(this.#proc('status'))?.[1];
    return kilobytes === undefined ? undefined : (Number(kilobytes) * 1024) / MEGABYTE;
  }

  /** The most it ever was. */
  get peak(): number | undefined {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(this.#proc('status'))?.[1];
    return kilobytes === undefined ? undefined : (Number(kilobytes) * 1024) / MEGABYTE;
  }

  /** CPU milliseconds of the process, and of the git processes it waited for. Linux counts hundredths of a second. */
  get cpu(): { own: number; git: number } {
    // The name in brackets may hold spaces; the 14th to 17th fields are utime, stime, cutime and cstime.
    const fields = this.#proc('stat')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
    const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15);
    return { own: (utime + stime) * 10, git: (cutime + cstime) * 10 };
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }

  #proc(file: string): string {
    try {
      return readFileSync(`/proc/${this.#child.pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  }
}

/** What `npm start` gives to node. */
function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').slice(1);
}
