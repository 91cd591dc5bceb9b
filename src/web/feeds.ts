/** Feeds and their list. */
import type { Context, Hono } from 'hono';
import type { Document } from '../feed/document.ts';
import { type Absent, feedPath, parseFeedPath } from '../feed/feed.ts';
import { NotReady } from '../feed/ready.ts';
import { type Answered, type Fields, sendDocument } from './answer.ts';
import type { WebParts } from './parts.ts';
import { sendLost } from './send.ts';

const ALLOW = 'GET, HEAD, OPTIONS';
const CACHE = 'public, max-age=60';

/** On every answer of a feed address: anybody's page may read feeds, nobody guesses at types. */
const OPEN = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'ETag, Last-Modified, Link',
  'X-Content-Type-Options': 'nosniff',
};

type Parts = Pick<WebParts, 'feeds' | 'copies' | 'site' | 'log'>;
type SendPage = (c: Context, encoded: string) => Promise<Response | undefined>;

/** `page`: answers what names no format. */
export function feedRoutes(app: Hono, parts: Parts, page: SendPage): void {
  const { feeds } = parts;
  app.get('/feeds.opml', (c) => {
    try {
      const document = feeds.opml();
      // No hub: it is told of feeds only.
      return sendDocument(c, document, fieldsOf(document, undefined));
    } catch (err) {
      if (err instanceof NotReady) return later();
      throw err;
    }
  });
  app.get('/feeds/*', (c) => sendFeed(c, parts, page));
  for (const path of ['/feeds.opml', '/feeds/*']) {
    app.options(path, () =>
      plain(204, '', { Allow: ALLOW, 'Access-Control-Allow-Methods': ALLOW, 'Access-Control-Allow-Headers': '*' }),
    );
    app.all(path, () => plain(405, 'Feeds can only be read.', { Allow: ALLOW }));
  }
}

async function sendFeed(c: Context, parts: Parts, page: SendPage): Promise<Response> {
  const { feeds, copies, site, log } = parts;
  const raw = rawPath(c.req.url);
  const asked = parseFeedPath(raw);
  if (!asked) return sendFeedPage(c, parts, page, raw);
  let document: Document | Absent;
  try {
    document = await feeds.get(asked.name, asked.format);
  } catch (err) {
    if (!(err instanceof NotReady)) log.warn({ err, feed: asked.name }, 'a feed could not be served');
    return later();
  }
  // A name may end like a format.
  if (document === undefined) return sendFeedPage(c, parts, page, raw);
  if (document === 'gone') return plain(410, 'This feed was taken down, and will not come back here.');
  if ('moved' in document) {
    return plain(301, 'It is at another address.', { Location: feeds.address(document.moved, asked.format) });
  }
  const path = feedPath(asked.name, asked.format);
  // Another spelling of a tag, say: one address for each feed.
  if (!document.self.endsWith(path)) return plain(301, 'It is at another address.', { Location: document.self });
  const { etag, lastModified, body } = document;
  const copy = (answered: Answered): void => {
    // It may have been replaced while it was compressed.
    if (feeds.isLasting(asked.name, asked.format, document))
      copies?.put({ path, etag, lastModified, length: body.length, ...answered });
  };
  return sendDocument(c, document, fieldsOf(document, site.hub), copy);
}

async function sendFeedPage(c: Context, { site }: Parts, page: SendPage, raw: string): Promise<Response> {
  try {
    return (await page(c, raw)) ?? plain(404, 'There is no such feed.');
  } catch (err) {
    if (err instanceof NotReady) return sendLost(c, site, 503);
    throw err;
  }
}

/** The path after `/feeds/` as it came, percent-encoded, without query. The router's own decoding loses `%2F`. */
function rawPath(url: string): string {
  const start = url.indexOf('/feeds/', url.indexOf('://') + 3) + '/feeds/'.length;
  const end = url.slice(start).search(/[?#]/);
  return end < 0 ? url.slice(start) : url.slice(start, start + end);
}

function fieldsOf({ self }: Document, hub: string | undefined): Fields {
  return { Link: `<${self}>; rel="self"${hub ? `, <${hub}>; rel="hub"` : ''}`, ...OPEN };
}

function later(): Response {
  return plain(503, 'This feed is not ready yet.', { 'Retry-After': '30', 'Cache-Control': 'no-store' });
}

/** One line, which never says what was there. */
function plain(status: number, text: string, more: Record<string, string> = {}): Response {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': CACHE, ...OPEN, ...more };
  return new Response(status === 204 ? null : `${text}\n`, { status, headers });
}
