/** What is said of pages while the nodes are still being read after a start. */
import type { Hono } from 'hono';
import type { WebParts } from './parts.ts';
import { sendLost } from './send.ts';

/** Pages, and what search engines go by. */
const OF_NODES = /^(text\/html|application\/xml)/;

/** What is not there yet is not said to be nowhere, and a list of nothing is not said to be all. */
export function readingRule(app: Hono, { site, feeds, pages }: Pick<WebParts, 'site' | 'feeds' | 'pages'>): void {
  app.use('*', async (c, next) => {
    // Asked before the answer is made: what comes meanwhile may not be in it.
    const isRead = feeds.isReady();
    const isEmpty = !isRead && pages.count() === 0;
    await next();
    const { status, headers } = c.res;
    if (isRead || !(status === 404 || (isEmpty && status === 200 && OF_NODES.test(headers.get('Content-Type') ?? ''))))
      return;
    // First forgotten, for a new answer would be given the header fields of the old one.
    c.res = undefined;
    c.res = await sendLost(c, site, 503);
  });
}
