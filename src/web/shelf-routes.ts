/** Routes of folders, tags and the sky. */
import type { Context, Hono } from 'hono';
import { nameOf, type Topic, topicOf } from '../feed/feed.ts';
import type { Listed } from '../feed/listing.ts';
import { own } from './layout.ts';
import type { WebParts } from './parts.ts';
import { decoded, restOf } from './route.ts';
import { Pages, sendLost } from './send.ts';
import { aroundOf, insideOf, shelfPage, shelfPath, shelvesPage } from './shelf-page.ts';
import { skyPage } from './sky-page.ts';

type Parts = Pick<WebParts, 'site' | 'feeds' | 'pages'>;

/** Folders named below the sky. */
const FOLDERS = 40;

export function shelfRoutes(app: Hono, parts: Parts): void {
  const { site, feeds, pages } = parts;
  const kept = new Pages(site);
  app.get('/folders', (c) =>
    kept.send(c, pages.version(), async () => shelvesPage(site, 'Folders', feeds.listing().folders, pages.rootNodes())),
  );
  app.get('/tags', (c) =>
    kept.send(c, pages.version(), async () => shelvesPage(site, 'Tags', feeds.listing().tags, [])),
  );
  for (const kind of ['folders', 'tags'] as const)
    app.get(`/${kind}/*`, (c) => sendShelf(c, parts, kept, decoded(`${kind}/${restOf(c.req.url, kind)}`)));
  app.get('/sky', (c) => kept.send(c, pages.version(), () => sky(parts)));
}

async function sendShelf(c: Context, { site, feeds, pages }: Parts, kept: Pages, asked?: string): Promise<Response> {
  const called = asked?.replace(/\/$/, '');
  if (called === undefined) return sendLost(c, site, 404);
  const topic = topicOf(called, pages.sources);
  const name = topic ? nameOf(topic, pages.sources) : called;
  if (topic && name !== asked) return c.redirect(own(site, shelfPath(name)), 301);
  const { folders, tags } = feeds.listing();
  const listed = topic && (topic.kind === 'tag' ? tags : folders).find((one) => one.name === name);
  if (listed) return kept.send(c, pages.version(), async () => page({ site, pages }, listed, topic, folders));
  // Its feed knows where a folder went, and what it is called now.
  const about = await feeds.about(name);
  if (about === 'gone') return sendLost(c, site, 410);
  return about && 'moved' in about ? c.redirect(own(site, shelfPath(about.moved)), 301) : sendLost(c, site, 404);
}

function page({ site, pages }: Pick<Parts, 'site' | 'pages'>, listed: Listed, topic: Topic, folders: Listed[]) {
  const inside = insideOf(folders).get(listed.name) ?? [];
  return shelfPage(site, listed, aroundOf(folders, listed.name), inside, pages.shelf(topic));
}

async function sky({ site, feeds, pages }: Parts) {
  const map = await pages.sky({
    node: (id) => own(site, `/nodes/${id}`),
    emoji: (name) => own(site, `/emoji/${name}.svg`),
    folder: (source, path) => {
      const name = nameOf({ kind: 'folder', source, path }, pages.sources);
      return path !== '' && topicOf(name, pages.sources) ? own(site, shelfPath(name)) : undefined;
    },
  });
  const largest = feeds.listing().folders.sort((a, b) => b.count - a.count);
  return skyPage(site, map, largest.slice(0, FOLDERS));
}
