/** Pages for people, and what belongs to them. */
import type { Context, Hono } from 'hono';
import { partsOf as partsOfName } from '../feed/archive.ts';
import { feedPagePath } from '../feed/feed.ts';
import { emojiSvg, isEmoji } from '../feed/icon.ts';
import { pictureFile } from '../sky/emoji.ts';
import { feedPage } from './feed-page.ts';
import { frontPage } from './front-page.ts';
import { nodeRoutes } from './node-routes.ts';
import type { WebParts } from './parts.ts';
import { decoded } from './route.ts';
import { searchPage } from './search-page.ts';
import { FOREVER, Pages, sendFile, sendLost, sendPage } from './send.ts';
import { shelfPath } from './shelf-page.ts';
import { shelfRoutes } from './shelf-routes.ts';
import { partsOf, robots, sitemapIndex, sitemapOfNodes, sitemapOfPages } from './sitemap.ts';
import { ICON, STYLE } from './style.ts';

/** Changes on the front page. */
const LATEST = 40;
/** Results of a search. */
const FOUND = 40;
/** Offered where nothing is found. */
const NEAR = 3;
const SVG = 'image/svg+xml';
const XML = 'application/xml; charset=utf-8';

type Parts = Pick<WebParts, 'site' | 'feeds' | 'pages'>;

export function pageRoutes(app: Hono, parts: Parts): void {
  const { site, feeds, pages } = parts;
  const front = new Pages(site);
  app.get('/', async (c) => {
    const news = await pages.news(LATEST);
    const newest = news.length > 0 ? [] : pages.newest(LATEST);
    // A change settles by time alone.
    const version = `${pages.version()} ${news[0]?.id}`;
    return front.send(c, version, async () => frontPage(site, feeds.listing(), news, newest));
  });
  app.get('/search', (c) => {
    const query = (c.req.query('q') ?? '').trim().slice(0, 200);
    const found = query === '' ? [] : pages.search(query, FOUND + 1);
    const near = query === '' || found.length > 0 ? [] : pages.nearest(query, NEAR);
    return sendPage(
      c,
      site,
      searchPage(site, query, { found: found.slice(0, FOUND), more: found.length > FOUND, near }),
    );
  });
  nodeRoutes(app, parts);
  shelfRoutes(app, parts);
  fileRoutes(app, parts);
}

function fileRoutes(app: Hono, { site, feeds, pages }: Parts): void {
  app.get('/style.css', (c) => sendFile(c, STYLE, 'text/css; charset=utf-8'));
  app.get('/icon.svg', (c) => sendFile(c, ICON, SVG));
  app.get('/icons/:name', (c) => {
    const emoji = c.req.param('name').replace(/\.svg$/, '');
    return isEmoji(emoji) ? sendFile(c, emojiSvg(emoji), SVG) : sendLost(c, site, 404);
  });
  app.get('/emoji/:name', (c) => {
    const file = pictureFile(c.req.param('name').replace(/\.svg$/, ''));
    return file === undefined ? sendLost(c, site, 404) : sendFile(c, file, SVG, { 'Cache-Control': FOREVER });
  });
  app.get('/robots.txt', (c) => sendFile(c, robots(site), 'text/plain; charset=utf-8'));
  app.get('/sitemap.xml', (c) => sendFile(c, sitemapIndex(site, pages.count()), XML));
  app.get('/:name{sitemap-[0-9]+\\.xml}', async (c) => {
    const part = Number(c.req.param('name').slice('sitemap-'.length, -'.xml'.length));
    if (part > partsOf(pages.count())) return sendLost(c, site, 404);
    const { folders, tags } = feeds.listing();
    const shelves = [...folders, ...tags].map(({ name }) => shelfPath(name));
    const text =
      part === 0
        ? sitemapOfPages(site, ['/', '/folders', '/tags', '/sky', ...shelves])
        : await sitemapOfNodes(site, part, pages.everyNode());
    return sendFile(c, text, XML);
  });
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
  if (about === 'gone') return sendLost(c, site, 410);
  const moved = 'moved' in about ? about.moved : about.name === name ? undefined : about.name;
  // An archive page has none of its own for people.
  if (moved !== undefined) return c.redirect(site.baseUrl + feedPagePath(partsOfName(moved).name), 301);
  if (!('title' in about)) return undefined;
  return sendPage(
    c,
    site,
    feedPage(site, about, (feed, format) => feeds.address(feed, format)),
  );
}
