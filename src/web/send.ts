/** Answers with pages and files: with a mark each, compressed where that is worth it, and kept while nothing changes. */
import type { Context } from 'hono';
import { Document, type Packed } from '../feed/document.ts';
import { Lru } from '../feed/lru.ts';
import type { Node } from '../node/node.ts';
import { sendDocument } from './answer.ts';
import type { Html } from './layout.ts';
import { type Lost, lostPage } from './lost-page.ts';
import type { WebSite } from './site.ts';

const HTML = 'text/html; charset=utf-8';
/** For what never changes under its address. */
export const FOREVER = 'public, max-age=31536000, immutable';
/** Bytes of pages that each kind of them keeps. */
const KEPT = 8_000_000;

/** Nothing runs, nothing comes from elsewhere, nothing frames a page; forms lead to our own pages only. */
function policy(site: Pick<WebSite, 'imageOrigins'>): string {
  const images = ["'self'", ...(site.imageOrigins ?? [])].join(' ');
  return `default-src 'none'; style-src 'self'; img-src ${images}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;
}

function secure(site: WebSite): Record<string, string> {
  return {
    'Content-Security-Policy': policy(site),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}

/** Pages by their addresses, kept as long as they are good. */
export class Pages {
  readonly #site: WebSite;
  #kept = fresh();
  #version = '';

  constructor(site: WebSite) {
    this.#site = site;
  }

  /** `version`: another one makes all pages anew. `make` may find that there is nothing to show. */
  async send(c: Context, version: string, make: () => Promise<Document | Html | Lost>): Promise<Response> {
    if (version !== this.#version) this.#kept = fresh();
    this.#version = version;
    const known = this.#kept.get(c.req.path);
    if (known) return sendDocument(c, known, secure(this.#site));
    const kept = this.#kept;
    const made = await make();
    if (typeof made === 'number') return sendLost(c, this.#site, made);
    const document = made instanceof Document ? made : documentOf(await made);
    kept.set(c.req.path, document);
    return sendDocument(c, document, secure(this.#site));
  }
}

const fresh = () => new Lru<Document>(KEPT, ({ size }) => size);

/** A page that is not kept. */
export async function sendPage(c: Context, site: WebSite, page: Html): Promise<Response> {
  return sendDocument(c, documentOf(await page), secure(site));
}

/** A page as a document. Somebody waits for it. */
export function documentOf(page: Awaited<Html> | Packed): Document {
  const body = page instanceof String || typeof page === 'string' ? Buffer.from(String(page)) : page;
  return new Document({ body, type: HTML, self: '', updated: '', hasty: true });
}

export function sendFile(
  c: Context,
  body: string | Buffer,
  type: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return sendDocument(c, new Document({ body: Buffer.from(body), type, self: '', updated: '' }), headers);
}

/** The page that stands where nothing is. */
export async function sendLost(c: Context, site: WebSite, status: Lost, near: Node[] = []): Promise<Response> {
  const headers: Record<string, string> = { ...secure(site), 'Content-Type': HTML, 'Cache-Control': 'no-cache' };
  if (status === 503) headers['Retry-After'] = '30';
  return c.body(String(await lostPage(site, status, near)), status, headers);
}
