/** Reads the answers of `git cat-file --batch` ("Batch output" in `git help cat-file`). */

/**
 * - `missing`: not in the mirror (left out of a filtered clone, for one), or damaged from its first bytes on
 * - `too-large`: more bytes than asked for, given in `size`
 * - `not-a-blob`: a tree or commit
 * - `corrupt`: git failed while reading it
 */
export type Fault = 'missing' | 'too-large' | 'not-a-blob' | 'corrupt';

export interface Faulty {
  oid: string;
  fault: Fault;
  /** Bytes, where known. */
  size?: number;
}

/** A file's content as git holds it. `bytes` may share memory with its neighbours: copy what is to be kept. */
export type Blob = { oid: string; bytes: Buffer } | Faulty;

const LINE_BREAK = 10;

/**
 * Turns chunks into blobs. An answer is `OID TYPE SIZE\n` and SIZE bytes and `\n`, or `OID missing\n`.
 * A blob that lies within one chunk is not copied; one that is too large is counted, never held.
 */
export class BatchReader {
  readonly #maxBytes: number;
  readonly #type: string;
  /** A header line not yet complete. */
  #line: Buffer = Buffer.alloc(0);
  /** The answer whose bytes are being read, and how many are still to come, with the line break after them. */
  #current: { oid: string; size: number; fault?: Fault } | undefined;
  #left = 0;
  #parts: Buffer[] = [];

  /** `type`: what is asked for; anything else is `not-a-blob`. */
  constructor(maxBytes: number, type: 'blob' | 'commit' = 'blob') {
    this.#maxBytes = maxBytes;
    this.#type = type;
  }

  /** The blobs completed by this chunk, in order. */
  read(chunk: Buffer): Blob[] {
    const blobs: Blob[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (!this.#current) {
        const end = chunk.indexOf(LINE_BREAK, at);
        const line = chunk.subarray(at, end === -1 ? chunk.length : end);
        this.#line = this.#line.length ? Buffer.concat([this.#line, line]) : line;
        if (end === -1) break;
        at = end + 1;
        const absent = this.#begin(this.#line.toString('latin1'));
        this.#line = Buffer.alloc(0);
        if (absent) blobs.push(absent);
        continue;
      }
      const part = chunk.subarray(at, at + this.#left);
      at += part.length;
      this.#left -= part.length;
      if (!this.#current.fault) this.#parts.push(part);
      if (this.#left === 0) blobs.push(this.#finish(this.#current));
    }
    return blobs;
  }

  /** Begins an answer that has bytes; or returns the one that has none. */
  #begin(header: string): Faulty | undefined {
    const [oid = '', type = '', length] = header.split(' ');
    if (length === undefined) return { oid, fault: 'missing' };
    const size = Number(length);
    const fault = type !== this.#type ? 'not-a-blob' : size > this.#maxBytes ? 'too-large' : undefined;
    this.#current = { oid, size, fault };
    this.#left = size + 1;
    return undefined;
  }

  #finish({ oid, size, fault }: { oid: string; size: number; fault?: Fault }): Blob {
    const parts = this.#parts;
    this.#current = undefined;
    this.#parts = [];
    if (fault) return { oid, fault, size };
    const whole = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    return { oid, bytes: whole.subarray(0, size) };
  }
}
