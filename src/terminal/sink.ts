/** Posts to a terminal, a pipe or a file. */
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { type Parcel, Refused, type Sink, TryLater, Unknown } from '../delivery/sink.ts';
import { keyWord, render } from './message.ts';

/** How far back a post is looked for in a file, bytes: some dozens of posts. */
const TAIL = 64 * 1_024;

/** How long a reader that does not keep up is waited for, milliseconds. The process waits with it, so not for long. */
const PATIENCE = 500;

export interface TerminalOptions {
  /** `process.stdout`, or any open file descriptor. */
  write: { readonly fd: number };
  /** Columns. */
  width: number;
  color: boolean;
  links: boolean;
}

export class TerminalSink implements Sink {
  readonly #options: TerminalOptions;

  constructor(options: TerminalOptions) {
    this.#options = options;
  }

  /** Resolves to the parcel's id. Throws TryLater when nobody reads or there is no room, Unknown when cut off in a post. */
  async send(parcel: Parcel): Promise<string[]> {
    const { announcement } = parcel;
    if (announcement.type === 'ping') throw new Refused('only posts are shown on a terminal');
    const { width, color, links } = this.#options;
    const post = render(announcement, { width, color, links, key: keyOf(parcel) });
    writeWhole(this.#options.write.fd, Buffer.from(`${post}\n`));
    return [parcel.id];
  }

  /** A file keeps what was written; a terminal or a pipe can not be asked. */
  async find(parcel: Parcel): Promise<string[] | 'absent' | 'unsure'> {
    const tail = tailOf(this.#options.write.fd);
    if (tail === undefined) return 'unsure';
    return tail.includes(keyWord(keyOf(parcel))) ? [parcel.id] : 'absent';
  }
}

/** The key stands in the last line, so a post that has it is whole. */
function keyOf(parcel: Parcel): string {
  return parcel.id.slice(0, 8);
}

/** What to do about an error of write(2) that left nothing of the post behind. */
const LATER: Record<string, string> = {
  EAGAIN: 'the terminal does not keep up',
  EPIPE: 'nobody reads the output any more',
  ENOSPC: 'there is no room to write',
  EIO: 'the terminal is gone',
};

/** The post goes out in one write; only a reader that falls behind makes it several. */
function writeWhole(fd: number, bytes: Buffer): void {
  let written = 0;
  for (let waited = 0; written < bytes.length; ) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      const reason = LATER[code];
      if (reason === undefined) throw error;
      if (code === 'EAGAIN' && waited < PATIENCE) {
        waited += nap();
        continue;
      }
      if (written > 0) throw new Unknown(`${reason}; the post was cut off`);
      throw new TryLater(reason);
    }
  }
}

const NAP = new Int32Array(new SharedArrayBuffer(4));

/** Waits 10 ms without letting another post in between. */
function nap(): number {
  Atomics.wait(NAP, 0, 0, 10);
  return 10;
}

/** The end of a regular file, or undefined where the descriptor is none or can not be read back. */
function tailOf(fd: number): string | undefined {
  if (!fstatSync(fd).isFile()) return undefined;
  let reading: number | undefined;
  try {
    // The descriptor itself may be open for writing only.
    reading = openSync(`/proc/self/fd/${fd}`, 'r');
    const { size } = fstatSync(reading);
    const bytes = Buffer.alloc(Math.min(TAIL, size));
    return bytes.toString('utf8', 0, readSync(reading, bytes, 0, bytes.length, size - bytes.length));
  } catch {
    return undefined;
  } finally {
    if (reading !== undefined) closeSync(reading);
  }
}
