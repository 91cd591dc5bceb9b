/** Pages for people. */
import { createHash } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { emojiSvg, isEmoji } from '../feed/icon.ts';
import { isUnchanged } from './conditional.ts';
import { feedPage } from './feed-page.ts';
import { frontPage } from './front-page.ts';
import { type Html, layout } from './layout.ts';
import { nodePage } from './node-page.ts';
import type { WebParts } from './parts.ts';
import type { WebSite } from './site.ts';
import { ICON, STYLE } from './style.ts';

/** Changes on the front page. */
const LATEST = 30;

export function pageRoutes(app: Hono, { site, feeds, node }: WebParts): void {
  app.get('/', async (c) => {
    const changes = await feeds.recent('changes', LATEST);
    const latest = changes.length ? changes : await feeds.recent('all', LATEST);
    return sendPage(c, site, frontPage(site, feeds.listing(), latest));
  });
  app.get('/nodes/:id', async (c) => {
    const page = await node(c.req.param('id').toLowerCase());
    if (page === undefined) return sendError(c, site, 404);
    return page === 'gone' ? sendError(c, site, 410) : sendPage(c, site, nodePage(site, page));
  });
  app.get('/style.css', (c) => send(c, STYLE, 'text/css; charset=utf-8'));
  app.get('/icon.svg', (c) => send(c, ICON, 'image/svg+xml'));
  app.get('/icons/:name', (c) => {
    const emoji = c.req.param('name').replace(/\.svg$/, '');
    return isEmoji(emoji) ? send(c, emojiSvg(emoji), 'image/svg+xml') : sendError(c, site, 404);
  });
  app.get('/robots.txt', (c) => send(c, 'User-agent: *\nDisallow: /hooks/\n', 'text/plain; charset=utf-8'));
}

/** The page of a feed, under the feed's address without a format; undefined where there is no such feed. */
export async function sendFeedPage(
  c: Context,
  { site, feeds }: Pick<WebParts, 'site' | 'feeds'>,
  encoded: string,
): Promise<Response | undefined> {
  const name = decoded(encoded.replace(/\/$/, ''));
  const about = name ? await feeds.about(name) : undefined;
  if (about === undefined) return undefined;
  if (about === 'gone') return sendError(c, site, 410);
  const moved = 'moved' in about ? about.moved : about.name === name ? undefined : about.name;
  if (moved !== undefined) return c.redirect(feeds.address(moved, 'atom').replace(/\.atom$/, ''), 301);
  return 'title' in about
    ? sendPage(
        c,
        site,
        feedPage(site, about, (feed, format) => feeds.address(feed, format)),
      )
    : undefined;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

const ERRORS = {
  404: ['Nothing here', 'There is no such page. It may have another address, or never have been.'],
  410: ['Withdrawn', 'What was here was taken back by its author. It will not be shown again at this address.'],
  503: ['Not ready', 'This cannot be shown just now. Please try again in a moment.'],
} as const;

/** The same page for everything that is not there, so that it tells nothing of what was. */
export async function sendError(c: Context, site: WebSite, status: keyof typeof ERRORS): Promise<Response> {
  const [title, text] = ERRORS[status];
  const page = layout(site, {
    title: `${title} · ${site.title}`,
    hidden: true,
    body: html`<h1>${title}</h1>\n<p>${text}</p>`,
  });
  const headers = { ...secure(site), 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' };
  return c.body(String(await page), status, status === 503 ? { ...headers, 'Retry-After': '30' } : headers);
}

async function sendPage(c: Context, site: WebSite, page: Html): Promise<Response> {
  return send(c, String(await page), 'text/html; charset=utf-8', secure(site));
}

function send(c: Context, text: string, type: string, more: Record<string, string> = {}): Response {
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
  const headers = { ETag: etag, 'Cache-Control': 'public, max-age=60', 'X-Content-Type-Options': 'nosniff', ...more };
  if (isUnchanged({ etag, lastModified: undefined }, c.req.header('if-none-match'), undefined))
    return c.body(null, 304, headers);
  return c.body(text, 200, { ...headers, 'Content-Type': type });
}

/** Nothing runs, nothing is sent anywhere, nothing frames a page. */
function secure(site: WebSite): Record<string, string> {
  const images = ["'self'", ...(site.imageOrigins ?? [])].join(' ');
  return {
    'Content-Security-Policy': `default-src 'none'; style-src 'self'; img-src ${images}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}
