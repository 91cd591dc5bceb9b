/** The web server's routes, wired to what they need. `createApp` does no I/O of its own: tests ask it through `app.request`. */
import { Hono, type MiddlewareHandler } from 'hono';
import { NotReady } from '../feed/ready.ts';
import { feedRoutes } from './feeds.ts';
import { healthRoute } from './health.ts';
import { hookRoutes } from './hooks.ts';
import { own } from './layout.ts';
import { sendUnknown } from './node-routes.ts';
import { pageRoutes, sendFeedPage } from './pages.ts';
import type { WebParts } from './parts.ts';
import { readingRule } from './reading.ts';
import { sendLost } from './send.ts';
import type { WebSite } from './site.ts';

export function createApp(parts: WebParts): Hono {
  const app = new Hono();
  // Feeds come first: they are asked for most.
  feedRoutes(app, parts, (c, encoded) => sendFeedPage(c, parts, encoded));
  healthRoute(app, parts.health);
  hookRoutes(app, parts.hooks, parts.look, parts.log);
  readingRule(app, parts);
  pageRoutes(app, parts);
  // A path of the base URL may be left on by the proxy before us, or taken off. Routes are matched decoded.
  const prefix = decodeURI(new URL(parts.site.baseUrl).pathname).replace(/\/+$/, '');
  const root = new Hono({ strict: false });
  root.use(oneAddress(root, parts.site)).route('/', app);
  if (prefix) root.route(prefix, app);
  root.notFound((c) => sendUnknown(c, parts));
  root.onError((err, c) => {
    if (!(err instanceof NotReady)) parts.log.error({ err, path: c.req.path }, 'a request failed');
    return sendLost(c, parts.site, 503);
  });
  return root;
}

/**
 * What is asked for with a slash at its end is answered as without it, and what is there leads to its one address: static
 * hosts have the pages of a build under addresses with that slash, so links come with it. Nobody guesses at the type of
 * a redirect either.
 */
function oneAddress(root: Hono, site: WebSite): MiddlewareHandler {
  const isOurs = (path: string) => path.startsWith(decodeURI(own(site, '/')));
  return async (c, next) => {
    const url = new URL(c.req.url);
    const path = withoutSlash(url.pathname);
    const isFront = path === '' || path === own(site, '');
    if (path === url.pathname || isFront || !/^(GET|HEAD)$/.test(c.req.method)) await next();
    else {
      url.pathname = path;
      const plain = await root.request(new Request(url, { method: c.req.method }));
      // Only to an address that was answered, so never to another host.
      c.res = plain.ok ? c.redirect((isOurs(c.req.path) ? path : own(site, path)) + url.search, 301) : plain;
    }
    if (c.res.status === 301 || c.res.status === 302) c.res.headers.set('X-Content-Type-Options', 'nosniff');
  };
}

function withoutSlash(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end--;
  return path.slice(0, end);
}
