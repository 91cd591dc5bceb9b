/** A document as it is served: its bytes, their mark, and their compressed forms, each made once. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import {
  type BrotliOptions,
  brotliCompress,
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  gzip,
} from 'node:zlib';

export const ENCODINGS = ['gzip', 'br'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Smaller documents are not worth compressing. Bytes. */
export const WORTH_IT = 1_000;

const zip = { gzip: promisify(gzip), br: promisify(brotliCompress) };

/** Of documents that somebody waits for: so small ones are compressed in a few hundred microseconds, less than another thread is away. Bytes. */
const AT_ONCE = 64_000;

/** A document of which only a compressed form is at hand: most readers want no other. */
export interface Packed {
  etag: string;
  /** Bytes before compression. */
  length: number;
  br: Buffer;
}

export class Document {
  /** Bytes before compression. */
  readonly length: number;
  /** Strong, in quotes: the same bytes have the same one everywhere. */
  readonly etag: string;
  /** Media type with charset. */
  readonly type: string;
  /** Canonical absolute address. */
  readonly self: string;
  /** ISO instant of the newest thing in it. */
  readonly updated: string;
  /** HTTP date; absent where it cannot be known to rise with every change. */
  lastModified: string | undefined;
  #held: Buffer | Packed;
  readonly #hasty: boolean;
  readonly #encoded = new Map<Encoding, Promise<Buffer>>();

  /** `forms`: what is compressed already. `hasty`: made while somebody waits, so a little larger for being quicker. */
  constructor(
    parts: { body: Buffer | Packed; type: string; self: string; updated: string; hasty?: boolean },
    forms: Partial<Record<Encoding, Buffer>> = {},
  ) {
    const { body } = parts;
    this.#held = body;
    this.length = body.length;
    this.type = parts.type;
    this.self = parts.self;
    this.updated = parts.updated;
    this.#hasty = parts.hasty ?? false;
    this.etag = Buffer.isBuffer(body) ? etagOf(body) : body.etag;
    const ready = Buffer.isBuffer(body) ? forms : { br: body.br };
    for (const encoding of ENCODINGS) {
      const form = ready[encoding];
      if (form) this.#encoded.set(encoding, Promise.resolve(form));
    }
  }

  get body(): Buffer {
    if (!Buffer.isBuffer(this.#held)) this.#held = brotliDecompressSync(this.#held.br);
    return this.#held;
  }

  /** Every form that is worth the work, made now if need be. */
  async forms(): Promise<Partial<Record<Encoding, Buffer>>> {
    if (this.length < WORTH_IT) return {};
    // One at a time: whoever waits for a form that is not made yet comes in between.
    return { gzip: await this.encoded('gzip'), br: await this.encoded('br') };
  }

  /** Compressed on first demand. */
  encoded(encoding: Encoding): Promise<Buffer> {
    let made = this.#encoded.get(encoding);
    if (!made) {
      made = encoding === 'gzip' ? zip.gzip(this.body) : this.#brotli();
      this.#encoded.set(encoding, made);
    }
    return made;
  }

  #brotli(): Promise<Buffer> {
    const { length } = this;
    const options = (quality: number): BrotliOptions => ({
      params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: length },
    });
    if (this.#hasty && length <= AT_ONCE) return Promise.resolve(brotliCompressSync(this.body, options(1)));
    return zip.br(this.body, options(this.#hasty ? 3 : 4));
  }

  /** The mark of a compressed form (RFC 9110, 8.8.3: another representation, another strong mark). */
  etagOf(encoding: Encoding | undefined): string {
    return encoding ? `${this.etag.slice(0, -1)}-${encoding}"` : this.etag;
  }

  /** Bytes it takes in memory, compressed forms guessed. */
  get size(): number {
    return 1_000 + 1.4 * this.length;
  }
}

function etagOf(body: Buffer): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
}
