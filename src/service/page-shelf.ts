/**
 * Pages of nodes as they were made, on disk, so that each is made once and not again until something on it changes.
 * Everything in it can be made again.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { Packed } from '../feed/document.ts';
import { openDerived } from '../library/derived.ts';
import type { Log } from '../log.ts';

/** Raise it whenever the table changes. */
const VERSION = 1;

/** A row's number tells when it was put. */
const TABLE = `
  create table pages (made integer primary key, id text not null unique, mark text not null, links text not null,
    etag text not null, length integer not null, sum integer not null, br blob not null);
`;

/** Where a link or picture in a text led when its page was made. */
export interface LinkMade {
  kind: 'url' | 'wiki';
  target: string;
  /** Absent where it led nowhere. */
  address?: string;
}

export interface PageMade {
  /** Of everything on it but the links in its text. */
  mark: string;
  links: readonly LinkMade[];
  packed: Packed;
}

interface Row extends Omit<Packed, 'br'> {
  mark: string;
  links: string;
  sum: number;
  br: Uint8Array<ArrayBuffer>;
}

/** Bytes of pages: those of 40,000 nodes. */
const LIMIT = 400_000_000;

const CROWDED_OUT = `
  delete from pages where made <= (
    select max(made) from (select made, sum(length(br)) over (order by made desc) as bytes from pages) where bytes > ?)
`;

export class PageShelf {
  readonly #db: DatabaseSync;
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #log: Log;
  readonly #limit: number;

  /** Opens or makes the file; one that is damaged or of another version is thrown away. `limit`: bytes of pages. */
  constructor(file: string, log: Log, limit = LIMIT) {
    this.#db = openDerived(file, { version: VERSION, tables: TABLE });
    this.#log = log;
    this.#limit = limit;
    this.#get = this.#db.prepare('select mark, links, etag, length, sum, br from pages where id = ?');
    this.#put = this.#db.prepare(
      'insert or replace into pages (id, mark, links, etag, length, sum, br) values (?, ?, ?, ?, ?, ?, ?)',
    );
  }

  /** Undefined where it is not there, or its bytes are damaged. */
  get(id: string): PageMade | undefined {
    return this.#try(() => madeOf(this.#get.get(id) as Row | undefined));
  }

  put(id: string, { mark, links, packed: { etag, length, br } }: PageMade): void {
    this.#try(() => this.#put.run(id, mark, JSON.stringify(links), etag, length, crc32(br), br));
  }

  remove(ids: readonly string[]): void {
    this.#try(() => {
      const remove = this.#db.prepare('delete from pages where id = ?');
      for (const id of ids) remove.run(id);
    });
  }

  /** Only pages of these nodes stay, and of them those made last, as many as there is room for. */
  keep(ids: readonly string[]): void {
    this.#try(() => {
      this.#db.prepare('delete from pages where id not in (select value from json_each(?))').run(JSON.stringify(ids));
      this.#db.prepare(CROWDED_OUT).run(this.#limit);
    });
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  /** Whatever goes wrong with the file, pages can be made without it. */
  #try<T>(work: () => T): T | undefined {
    if (!this.#db.isOpen) return undefined;
    try {
      return work();
    } catch (err) {
      this.#log.warn({ err }, 'pages could not be kept on disk; they are made again when they are asked for');
      return undefined;
    }
  }
}

function madeOf(row: Row | undefined): PageMade | undefined {
  if (!row || !(row.br instanceof Uint8Array) || crc32(row.br) !== row.sum) return undefined;
  const { mark, etag, length } = row;
  const br = Buffer.from(row.br.buffer, row.br.byteOffset, row.br.byteLength);
  return { mark, links: JSON.parse(row.links) as LinkMade[], packed: { etag, length, br } };
}
