/** A whole starpost over a real repository, in this process: what story tests look at. */
import { closeSync, openSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readConfig } from '../src/config/read.ts';
import { createLog, type Log } from '../src/log.ts';
import { Service } from '../src/service.ts';
import { Repo, temporaryFolder } from './repo.ts';

/** Fields of the config's one source, and of the config. */
export interface Wishes {
  source?: Record<string, unknown>;
  config?: Record<string, unknown>;
  env?: Record<string, string>;
}

export interface JsonFeed {
  title: string;
  items: {
    id: string;
    title: string;
    url: string;
    content_html: string;
    date_published: string;
    date_modified: string;
  }[];
}

export class Garden {
  readonly repo: Repo;
  readonly folder: string;
  /** Sources behind the first one, from the next start on. */
  others: Record<string, unknown>[] = [];
  readonly #wishes: Wishes;
  readonly #logged: string[] = [];
  #service: Service | undefined;
  #fd: number | undefined;
  #ahead = 0;

  private constructor(repo: Repo, folder: string, wishes: Wishes) {
    this.repo = repo;
    this.folder = folder;
    this.#wishes = wishes;
  }

  static async create(wishes: Wishes = {}): Promise<Garden> {
    return new Garden(await Repo.create(), await temporaryFolder(), wishes);
  }

  get configFile(): string {
    return join(this.folder, 'starpost.yaml');
  }

  async writeConfig(): Promise<void> {
    const source = { name: 'garden', url: this.repo.dir, settle: '0s', ...this.#wishes.source };
    const config = {
      ...{ title: 'A garden', data: 'data', listen: { port: 0 }, poll: '0 0 1 1 *' },
      ...{ channels: [{ name: 'terminal', platform: 'terminal' }], subscriptions: [{ channel: 'terminal' }] },
      ...this.#wishes.config,
      sources: [source, ...this.others],
    };
    await writeFile(this.configFile, stringify(config));
  }

  /** Starts, or starts again. */
  async start(): Promise<void> {
    await this.writeConfig();
    this.#fd = openSync(join(this.folder, 'terminal.txt'), 'a+');
    const settings = readConfig(this.configFile, {}, this.#wishes.env ?? {});
    this.#service = await Service.open(settings, this.log(), {
      terminal: { fd: this.#fd },
      now: () => this.now(),
    });
    await this.#service.start();
    await this.#service.look();
  }

  log(): Log {
    return createLog({ level: 'debug', write: (line) => void this.#logged.push(line) });
  }

  get logged(): string {
    return this.#logged.join('');
  }

  async look(): Promise<void> {
    await this.#service?.look();
  }

  /** What its clock shows. */
  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  /** Lets time pass, and looks again. */
  async later(minutes: number): Promise<void> {
    this.#ahead += minutes * 60_000;
    await this.look();
  }

  async stop(): Promise<void> {
    await this.#service?.stop();
    this.#service = undefined;
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  /** Deletes ledger, library, mirrors and dates. */
  async forget(): Promise<void> {
    await rm(join(this.folder, 'data'), { recursive: true, force: true });
  }

  /** What the terminal channel has shown so far. */
  get posts(): string {
    return readFileSync(join(this.folder, 'terminal.txt'), 'utf8');
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.#service?.port}${path}`, init);
  }

  async feed(name: string): Promise<JsonFeed> {
    const response = await this.fetch(`/feeds/${name}.json`);
    if (!response.ok) throw new Error(`/feeds/${name}.json: ${response.status}`);
    return (await response.json()) as JsonFeed;
  }

  /** Title -> id, of everything that is public. */
  async ids(): Promise<Record<string, string>> {
    const { items } = await this.feed('all');
    return Object.fromEntries(items.map(({ title, id }) => [title, id]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.repo.cleanup();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A node in the house style. */
export function nodeText(title: string, body: string, references: string[] = [], tags = 'sea, sky'): string {
  const list = references.map((reference) => `> - ${reference}`).join('\n');
  return `# ${title}
**First created:** 2026-01-01 | **Last updated:** 2026-01-02
*A line about ${title}.*

---

## 🛰️ Orientation

${body}

## ✨ Stardust

${tags}

## 🏮 Footer

> 📡 Cross-references:
>
${list}

_Last updated: 2026-01-02_
`;
}
