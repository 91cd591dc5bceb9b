/**
 * Documents on disk: bytes and their compressed forms by the hash of the bytes, and which feed is made of which. One
 * SQLite file, so that a pass appears in it whole or not at all. Everything in it can be made again.
 */
import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { Document, type Encoding } from './document.ts';
import { type FeedFormat, type FeedName, FORMATS } from './feed.ts';
import { openShelfFile } from './shelf-file.ts';

/** A feed as it was built. */
export interface Built {
  name: FeedName;
  documents: Record<FeedFormat, Document>;
  /** ISO instant from which it holds more. */
  staleAt?: string;
  /** Of an archive page: what its places are made of. */
  mark?: string;
}

/** What becomes another at once. */
export interface Change<Feed> {
  built: readonly Feed[];
  gone?: readonly FeedName[];
  /** Kept ones that something happened to since they were built. */
  stale?: readonly FeedName[];
  /** What all of it is made of. */
  state?: string;
  /** The list of all feeds. */
  list?: Buffer | 'none';
}

type Made = Pick<Built, 'staleAt' | 'mark'>;
type FeedRow = { name: string; made: string; stale: number };

interface DocumentRow {
  format: FeedFormat;
  body: Uint8Array;
  gzip: Uint8Array | null;
  br: Uint8Array | null;
  hash: string;
  type: string;
  self: string;
  updated: string;
}

export class Shelf {
  readonly #db: DatabaseSync;

  /** Opens or makes the file; one that is damaged or of another version is thrown away. */
  constructor(file: string) {
    this.#db = openShelfFile(file);
  }

  /** What the documents were made of; undefined before the first `put`. */
  get state(): string | undefined {
    return (this.#db.prepare('select state from state').get() as { state: string } | undefined)?.state;
  }

  /** All feeds; `stale`: something changed since they were built. */
  names(): { name: FeedName; stale: boolean; mark?: string }[] {
    const rows = this.#db.prepare('select name, made, stale from feeds').all() as unknown as FeedRow[];
    return rows.map(({ name, made, stale }) => ({ name, stale: stale !== 0, mark: (JSON.parse(made) as Made).mark }));
  }

  /** Bytes on disk. */
  get size(): number {
    const { bytes } = this.#db
      .prepare('select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()')
      .get() as { bytes: number };
    return bytes;
  }

  /** The list of all feeds as it was last; undefined where it is not there, or damaged. */
  list(): Buffer | undefined {
    const row = this.#db.prepare('select body, hash from list').get() as { body: Uint8Array; hash: string } | undefined;
    const body = row?.body instanceof Uint8Array ? buffer(row.body) : undefined;
    return body && hashOf(body) === row?.hash ? body : undefined;
  }

  /** Undefined where it is not there, or its bytes are damaged. */
  get(name: FeedName): Built | undefined {
    const feed = this.#db.prepare('select made from feeds where name = ?').get(name) as { made: string } | undefined;
    const rows = this.#db
      .prepare('select d.*, b.body, b.gzip, b.br from documents d join bytes b on b.hash = d.hash where d.name = ?')
      .all(name) as unknown as DocumentRow[];
    const documents = Object.fromEntries(rows.map((row) => [row.format, documentOf(row)]));
    if (!feed || !FORMATS.every((format) => documents[format])) return undefined;
    const made = JSON.parse(feed.made) as Made;
    return { ...made, name, documents: documents as Record<FeedFormat, Document> };
  }

  /**
   * Everything of one pass at once. Compressed forms must be made already. `state`: what all of it is made of. Requests
   * are answered between the pieces, so what `get` finds of these feeds meanwhile may be incomplete; one call at a time.
   */
  async put(change: Change<Built & { forms: Forms }>): Promise<void> {
    this.#db.exec('begin immediate');
    try {
      for (const one of change.built) await this.#putOne(one);
      for (const name of change.gone ?? []) this.#remove(name);
      const stale = this.#db.prepare('update feeds set stale = 1 where name = ?');
      for (const name of change.stale ?? []) stale.run(name);
      if (change.list === 'none') this.#db.exec('delete from list');
      else if (change.list) this.#putList(change.list);
      if (change.state !== undefined) {
        this.#db.exec('delete from state');
        this.#db.prepare('insert into state values (?)').run(change.state);
      }
      this.#db.exec('commit');
    } catch (error) {
      this.#db.exec('rollback');
      throw error;
    }
  }

  async #putOne({ name, documents, staleAt, mark, forms }: Built & { forms: Forms }): Promise<void> {
    const before = this.#hashes(name);
    this.#db.prepare('insert or replace into feeds values (?, ?, 0)').run(name, JSON.stringify({ staleAt, mark }));
    for (const format of FORMATS) {
      const { etag, body, type, self, updated } = documents[format];
      const { gzip, br } = forms[format];
      this.#db.prepare('insert or ignore into bytes values (?, ?, ?, ?)').run(etag, body, gzip ?? null, br ?? null);
      this.#db
        .prepare('insert or replace into documents values (?, ?, ?, ?, ?, ?)')
        .run(name, format, etag, type, self, updated);
      await setImmediate();
    }
    this.#sweep(before);
  }

  #putList(body: Buffer): void {
    this.#db.prepare('insert or replace into list values (1, ?, ?)').run(body, hashOf(body));
  }

  #remove(name: FeedName): void {
    const before = this.#hashes(name);
    this.#db.prepare('delete from documents where name = ?').run(name);
    this.#db.prepare('delete from feeds where name = ?').run(name);
    this.#sweep(before);
  }

  #hashes(name: FeedName): string[] {
    const rows = this.#db.prepare('select hash from documents where name = ?').all(name) as { hash: string }[];
    return rows.map(({ hash }) => hash);
  }

  /** Bytes that no document is made of any more. */
  #sweep(hashes: readonly string[]): void {
    const sweep = this.#db.prepare(
      'delete from bytes where hash = ? and not exists (select 1 from documents where documents.hash = bytes.hash)',
    );
    for (const hash of hashes) sweep.run(hash);
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }
}

/** Compressed forms; none for documents too small to be worth it. */
export type Forms = Record<FeedFormat, Partial<Record<Encoding, Buffer>>>;

function documentOf(row: DocumentRow): Document | undefined {
  if (!(row.body instanceof Uint8Array)) return undefined;
  const { type, self, updated } = row;
  const document = new Document({ body: buffer(row.body), type, self, updated }, forms(row));
  return document.etag === row.hash ? document : undefined;
}

function forms({ gzip, br }: DocumentRow): Partial<Record<Encoding, Buffer>> {
  return { ...(gzip ? { gzip: buffer(gzip) } : {}), ...(br ? { br: buffer(br) } : {}) };
}

function hashOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('base64url');
}

/** The same memory as a Buffer. */
function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
