/** Independent checks of served feeds, where they lie beside the checkout, and readers that never stop asking. */
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const FOLDER = join(import.meta.dirname, '../../shared/checks');
const PYTHON = '/usr/bin/python3';
const run = promisify(execFile);

/** Whether the checks and the libraries they need are there. */
export const canCheck = existsSync(FOLDER) && hasLibraries();

function hasLibraries(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import lxml, html5lib'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Lines in which a check finds a fault; none when all is well. */
export async function faults(check: string, ...args: string[]): Promise<string[]> {
  try {
    await run(PYTHON, [join(FOLDER, check), ...args], { maxBuffer: 64 << 20 });
    return [];
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const lines = stdout.split('\n').filter((line) => /ERROR|FAIL/.test(line));
    return lines.length > 0 ? lines : [`${check}: ${stderr || String(error)}`];
  }
}

/** All four checks but the long one, over feeds in every format. */
export async function faultsOf(base: string, names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const urls = ['rss', 'atom', 'json'].map((format) => `${base}/feeds/${name}.${format}`);
    const checks = [faults('semantics.py', ...urls), faults('http_check.py', ...urls)];
    const walks = urls.map((url) => faults('walk.py', url));
    found.push(...(await Promise.all([...checks, ...walks])).flat());
  }
  return found;
}

/** The check of dates, again and again until it is stopped. */
export class Watch {
  #going = true;
  readonly #done: Promise<string[][]>;

  constructor(urls: readonly string[]) {
    this.#done = Promise.all(urls.map((url) => this.#watch(url)));
  }

  /** What it found. */
  async stop(): Promise<string[]> {
    this.#going = false;
    return (await this.#done).flat();
  }

  async #watch(url: string): Promise<string[]> {
    const found: string[] = [];
    while (canCheck && this.#going) found.push(...(await faults('watch_lm.py', url, '5')));
    return found;
  }
}

/** Encoded names of the feeds that the OPML lists. */
export async function listed(base: string): Promise<string[]> {
  const opml = await (await fetch(`${base}/feeds.opml`)).text();
  return [...opml.matchAll(/xmlUrl="[^"]*\/feeds\/([^"]+)\.atom"/g)].map(([, name]) => name!);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Asks for feeds again and again as readers do, and remembers all that is wrong. */
export class Readers {
  readonly faults: string[] = [];
  answers = 0;
  news = 0;
  #going = true;
  readonly #done: Promise<unknown>;

  constructor(urls: readonly string[]) {
    this.#done = Promise.all(urls.map((url, index) => this.#read(url, ['identity', 'gzip', 'br'][index % 3]!)));
  }

  async stop(): Promise<void> {
    this.#going = false;
    await this.#done;
  }

  async #read(url: string, encoding: string): Promise<void> {
    const bytesOf = new Map<string, string>();
    let etag = '';
    let modified = 0;
    while (this.#going) {
      const headers: Record<string, string> = { 'Accept-Encoding': encoding };
      if (etag) headers['If-None-Match'] = etag;
      const answer = await fetch(url, { headers, redirect: 'manual' }).catch(() => undefined);
      if (!answer) {
        this.faults.push(`${url}: no answer`);
        return;
      }
      const body = Buffer.from(await answer.arrayBuffer());
      this.answers++;
      // Two cores are shared with what is tested.
      await sleep(20);
      // A renamed folder: what follows is another feed.
      if (answer.status === 301) continue;
      if (answer.status !== 200 && answer.status !== 304) this.faults.push(`${url}: ${answer.status}`);
      if (answer.status !== 200) continue;
      const now = answer.headers.get('etag') ?? '';
      const date = Date.parse(answer.headers.get('last-modified') ?? '');
      const hash = createHash('sha1').update(body).digest('hex');
      if ((bytesOf.get(now) ?? hash) !== hash) this.faults.push(`${url}: new bytes under ${now}`);
      if (etag && now !== etag && !(date > modified)) this.faults.push(`${url}: Last-Modified did not rise`);
      if (!isWhole(body.toString())) this.faults.push(`${url}: torn`);
      if (isEmpty(body.toString())) this.faults.push(`${url}: emptied`);
      if (etag) this.news++;
      bytesOf.set(now, hash);
      etag = now;
      modified = date;
    }
  }
}

/** No feed that readers follow here is ever without entries. */
function isEmpty(text: string): boolean {
  return !/<entry>|<item>|"items":\s*\[\s*\{/.test(text);
}

function isWhole(text: string): boolean {
  return /(<\/feed>|<\/rss>|\]\})\s*$/.test(text) && /^(<\?xml|\{)/.test(text);
}
