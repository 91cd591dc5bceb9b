/** The web server's routes, wired to what they need. `createApp` does no I/O of its own: tests ask it through `app.request`. */
import { Hono } from 'hono';
import { feedRoutes } from './feeds.ts';
import { healthRoute } from './health.ts';
import { hookRoutes } from './hooks.ts';
import { sendUnknown } from './node-routes.ts';
import { pageRoutes, sendFeedPage } from './pages.ts';
import type { WebParts } from './parts.ts';
import { sendLost } from './send.ts';

export function createApp(parts: WebParts): Hono {
  const app = new Hono();
  // Feeds come first: they are asked for most.
  feedRoutes(app, parts, (c, encoded) => sendFeedPage(c, parts, encoded));
  healthRoute(app, parts.health);
  hookRoutes(app, parts.hooks, parts.look, parts.log);
  pageRoutes(app, parts);
  // A path of the base URL may be left on by the proxy before us, or taken off. Routes are matched decoded.
  const prefix = decodeURI(new URL(parts.site.baseUrl).pathname).replace(/\/+$/, '');
  const root = prefix ? new Hono({ strict: false }).route('/', app).route(prefix, app) : app;
  root.notFound((c) => sendUnknown(c, parts));
  root.onError((err, c) => {
    parts.log.error({ err, path: c.req.path }, 'a request failed');
    return sendLost(c, parts.site, 503);
  });
  return root;
}
