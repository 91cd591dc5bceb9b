/** Routes of nodes: their pages, their histories, their pictures, and the paths they have or had. */
import type { Context, Hono } from 'hono';
import { nameOf } from '../feed/feed.ts';
import type { Folder } from '../library/library.ts';
import { historyRoutes } from './history-routes.ts';
import { own } from './layout.ts';
import { nodePage } from './node-page.ts';
import type { WebParts } from './parts.ts';
import { documentOf, Pages, sendFile, sendLost } from './send.ts';
import { shelfPath } from './shelf-page.ts';

type Parts = Pick<WebParts, 'site' | 'pages'>;

/** Longer paths lead nowhere. */
const LONGEST = 500;
/** Nodes that a lost reader is offered. */
const OFFERED = 5;

export function nodeRoutes(app: Hono, { site, pages }: Parts): void {
  const kept = new Pages(site);
  const idOf = (c: Context) => (c.req.param('id') ?? '').toLowerCase();
  app.get('/nodes/:id', (c) =>
    kept.send(c, pages.version(), async () => {
      const found = await pages.node(idOf(c));
      if (found === undefined || found === 'gone') return found ? 410 : 404;
      if (found.made) return documentOf(found.made);
      const document = documentOf(await nodePage(site, await found.page(), pages.sources));
      found.keep(document);
      return document;
    }),
  );
  historyRoutes(app, { site, pages }, kept);
  app.get('/nodes/:id/constellation.png', async (c) => {
    const picture = await pages.picture(idOf(c));
    if (picture === undefined) return sendLost(c, site, 404);
    return picture === 'gone' ? sendLost(c, site, 410) : sendFile(c, picture, 'image/png');
  });
}

/**
 * What no route knows: the path of a node as it is in the repository, or once was, leads to its page; else the nodes
 * with the nearest names are offered.
 */
export function sendUnknown(c: Context, { site, pages }: Parts): Response | Promise<Response> {
  const prefix = decodeURI(own(site, '/'));
  const path = (c.req.path.startsWith(prefix) ? c.req.path.slice(prefix.length) : c.req.path).replace(/^\/+|\/+$/g, '');
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (!isRead || path === '' || path.length > LONGEST) return sendLost(c, site, 404);
  const found = pages.at(path);
  if (found) return c.redirect(own(site, addressOf(found, pages.sources)), 301);
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.(md|markdown|html?)$/i, '');
  // Who asks for `wp-login.php` is not lost.
  const near = /\.[a-z0-9]{1,5}$/i.test(name) ? [] : pages.nearest(name.replace(/[_\-+]+/g, ' '), OFFERED);
  return sendLost(c, site, 404, near);
}

function addressOf(found: { id: string } | { folder: Folder }, sources: readonly string[]): string {
  return 'id' in found ? `/nodes/${found.id}` : shelfPath(nameOf({ kind: 'folder', ...found.folder }, sources));
}
