/**
 * Remembers when each feed's bytes last changed, so that Last-Modified strictly rises with every change, over restarts
 * too: readers that go by it alone never see a body whose date did not rise. A file of JSON lines, the last line of
 * a feed counts. A line lost in a crash does no harm: the date it held lies in the past, and the next one is later.
 * For one process: replicas that share an address must share their stamps, or do without.
 */
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Log } from '../log.ts';

/** When the bytes of each feed changed. */
export interface Stamps {
  /** Seconds since the epoch at which these bytes were first seen; later than for any other bytes of the feed before. */
  modified(feed: string, digest: string, now: Date): number;
}

interface Stamp {
  digest: string;
  modified: number;
}

export class FileStamps implements Stamps {
  readonly #file: string;
  readonly #log: Log;
  readonly #stamps: Map<string, Stamp>;
  #queue: string[] = [];
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string, log: Log, stamps: Map<string, Stamp>) {
    this.#file = file;
    this.#log = log;
    this.#stamps = stamps;
  }

  /** Opens or makes the file. Lines that cannot be read are skipped. */
  static async open(file: string, log: Log): Promise<FileStamps> {
    await mkdir(dirname(file), { recursive: true });
    const lines = (await readFile(file, 'utf8').catch(missing)).split('\n').filter((text) => text !== '');
    const stamps = new Map<string, Stamp>();
    for (const text of lines) {
      const read = stampOf(text);
      if (read) stamps.set(read.feed, { digest: read.digest, modified: read.modified });
    }
    if (lines.length > 100 + 2 * stamps.size) {
      await writeFile(`${file}.new`, [...stamps].map(([feed, stamp]) => lineOf(feed, stamp)).join(''));
      await rename(`${file}.new`, file);
    } else if (lines.length > 0) {
      // A torn last line must not swallow the next one.
      await appendFile(file, '\n');
    }
    return new FileStamps(file, log, stamps);
  }

  modified(feed: string, digest: string, now: Date): number {
    const known = this.#stamps.get(feed);
    if (known?.digest === digest) return known.modified;
    // Two changes in one second put this ahead of the clock, which RFC 9110 (8.8.2.1) would rather not have; but of two
    // bodies with one date libcurl drops the second for ever, and without a date readers that know only dates fetch all.
    const modified = Math.max(Math.floor(now.getTime() / 1_000), (known?.modified ?? 0) + 1);
    this.#stamps.set(feed, { digest, modified });
    this.#append(lineOf(feed, { digest, modified }));
    return modified;
  }

  /** Waits until everything is written. */
  async close(): Promise<void> {
    await this.#writing;
  }

  #append(text: string): void {
    this.#queue.push(text);
    if (this.#queue.length > 1) return;
    this.#writing = this.#writing
      .then(async () => {
        const texts = this.#queue;
        this.#queue = [];
        await appendFile(this.#file, texts.join(''));
      })
      .catch((err) =>
        this.#log.warn(
          { err },
          'when feeds changed could not be written down: Last-Modified may be newer than needed after a restart',
        ),
      );
  }
}

function lineOf(feed: string, stamp: Stamp): string {
  return `${JSON.stringify({ feed, ...stamp })}\n`;
}

function stampOf(text: string): (Stamp & { feed: string }) | undefined {
  try {
    const { feed, digest, modified } = JSON.parse(text) as Record<string, unknown>;
    const sound = typeof feed === 'string' && typeof digest === 'string' && Number.isSafeInteger(modified);
    return sound ? { feed, digest, modified: modified as number } : undefined;
  } catch {
    return undefined;
  }
}

function missing(err: NodeJS.ErrnoException): string {
  if (err.code === 'ENOENT') return '';
  throw err;
}
