/** While the nodes are still being read after a start, nothing is said to be nowhere that may only not be there yet. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Garden, plant } from '../../unit/feed/garden.ts';
import { BASE, type Site, siteOf } from './site.ts';

let garden: Garden;
let site: Site;
let isRead: boolean;
const ebb = plant('Tides/ebb.md', { tags: ['sea'] });

beforeEach(async () => {
  garden = await Garden.open();
  isRead = false;
  site = siteOf(garden, { ready: () => isRead });
});
afterEach(() => garden.close());

const ask = (path: string, method = 'GET') => site.app.request(BASE + path, { method });

const FEEDS = ['/feeds/all.atom', '/feeds/tags/none.rss', `/feeds/nodes/${ebb.id}.json`, '/feeds.opml', '/feeds/all'];
const LISTS = ['/', '/folders', '/tags', '/sky', '/search?q=ebb', '/sitemap.xml', '/sitemap-0.xml'];
const OTHERS = [`/nodes/${ebb.id}`, `/nodes/${ebb.id}/history`, '/folders/Tides', '/tags/sea', '/Tides/ebb.md'];

describe.each([...FEEDS, ...LISTS, ...OTHERS])('%s', (path) => {
  test('shall be asked for again; no cache keeps that, and no log is filled with it', async () => {
    const answer = await ask(path);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('30');
    expect(answer.headers.get('cache-control')).toMatch(/^(no-store|no-cache)$/);
    for (const field of ['etag', 'last-modified', 'content-encoding']) expect(answer.headers.get(field)).toBeNull();
    const text = await answer.text();
    expect(answer.headers.get('content-type')).toMatch(text.startsWith('<!') ? /^text\/html/ : /^text\/plain/);
    expect(text.length).toBeGreaterThan(10);
    expect(await (await ask(path, 'HEAD')).text()).toBe('');
    expect(garden.lines).toEqual([]);
  });
});

test.each(['/style.css', '/icon.svg', '/robots.txt', '/healthz'])('%s has no nodes in it', async (path) =>
  expect((await ask(path)).status).toBe(200),
);

test('what was withdrawn is known to be gone', async () => {
  await garden.pass({ put: [ebb] });
  await garden.pass({ gone: [{ node: ebb, state: 'removed', at: '2025-05-02T00:00:00.000Z' }] });
  expect((await ask(`/nodes/${ebb.id}`)).status).toBe(410);
});

test('what is there of another source is shown; what is not may come', async () => {
  await garden.pass({ put: [ebb] });
  for (const path of ['/', '/folders', '/folders/Tides', `/nodes/${ebb.id}`, '/sitemap-1.xml'])
    expect([path, (await ask(path)).status]).toEqual([path, 200]);
  expect((await ask('/folders/Bread')).status).toBe(503);
});

test('once it is read, nowhere is nowhere, and pages hold all', async () => {
  expect((await ask('/')).status).toBe(503);
  await garden.pass({ put: [ebb] });
  isRead = true;
  await site.store.catchUp();
  for (const path of ['/feeds/all.atom', '/feeds.opml', '/feeds/all', '/', `/nodes/${ebb.id}`])
    expect([path, (await ask(path)).status]).toEqual([path, 200]);
  expect(await (await ask('/')).text()).toContain('ebb');
  for (const path of ['/feeds/tags/none.rss', '/feeds/tags/none', '/folders/Bread', '/nowhere'])
    expect([path, (await ask(path)).status]).toEqual([path, 404]);
});

test('so it is below the path of the base URL, and with a slash at the end', async () => {
  const { app } = siteOf(
    garden,
    { ready: () => false },
    { site: { title: 'The tide garden', description: '', language: 'en', baseUrl: `${BASE}/garden` } },
  );
  for (const path of [
    '/garden',
    '/garden/',
    '/garden/nowhere',
    '/garden/folders/Tides/',
    '/nowhere',
    '/garden/feeds.opml',
  ])
    expect([path, (await app.request(BASE + path)).status]).toEqual([path, 503]);
});
