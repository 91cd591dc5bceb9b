import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileStamps } from '../../../src/feed/stamps.ts';
import { Garden, plant } from '../../unit/feed/garden.ts';
import { BASE, type Site, siteOf } from './site.ts';

let garden: Garden;
let site: Site;
let stamps: FileStamps;
const ebb = plant('Tides & Moons/ebb.md', { tags: ['Slow Water', 'c/d'] });
const bulk = Array.from({ length: 20 }, (_, i) => plant(`Bulk/${i}.md`));

beforeEach(async () => {
  garden = await Garden.open();
  await garden.pass({ put: [ebb, ...bulk] });
  stamps = await FileStamps.open(`${garden.folder}/stamps`, garden.log);
  site = siteOf(garden, { stamps });
});
afterEach(async () => {
  await stamps.close();
  await garden.close();
});

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  site.app.request(BASE + path, { headers, method });
const bytes = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe('a feed', () => {
  test.each([
    ['/feeds/all.rss', 'application/rss+xml; charset=utf-8'],
    ['/feeds/all.atom', 'application/atom+xml; charset=utf-8'],
    ['/feeds/all.json', 'application/feed+json; charset=utf-8'],
    ['/feeds.opml', 'text/x-opml; charset=utf-8'],
  ])('%s is served as %s with everything a reader needs', async (path, type) => {
    const response = await ask(path);
    expect(response.status).toBe(200);
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      'content-type': type,
      'cache-control': 'public, max-age=60',
      vary: 'Accept-Encoding',
      link: `<${BASE}${path}>; rel="self"`,
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      'last-modified': 'Sun, 01 Jun 2025 12:00:00 GMT',
    });
    expect(headers['etag']).toMatch(/^"[\w-]{27}"$/);
    expect(headers).not.toHaveProperty('set-cookie');
    expect(Number(headers['content-length'])).toBe((await bytes(response)).length);
  });

  test.each([
    '/feeds/changes.atom',
    '/feeds/folders/Tides%20%26%20Moons.rss',
    '/feeds/tags/slow%20water.json',
    '/feeds/tags/c/d.json',
    `/feeds/nodes/${ebb.id}.atom`,
  ])('%s is there', async (path) => expect((await ask(path)).status).toBe(200));

  test('HEAD says the same without the body', async () => {
    const [get, head] = [await ask('/feeds/all.atom'), await ask('/feeds/all.atom', {}, 'HEAD')];
    expect(head.status).toBe(200);
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers));
    expect(await head.text()).toBe('');
  });

  test('a query nobody asked for changes nothing', async () => {
    expect((await ask('/feeds/all.atom?utm_source=x&%ZZ')).headers.get('etag')).toBe(
      (await ask('/feeds/all.atom')).headers.get('etag'),
    );
  });

  test('another spelling of a tag leads to its one address', async () => {
    const response = await ask('/feeds/tags/SLOW%20water.rss');
    expect(response.status).toBe(301);
    expect(response.headers.get('location')).toBe(`${BASE}/feeds/tags/slow%20water.rss`);
  });

  test.each([
    '/feeds/none.atom',
    '/feeds/all.xml',
    '/feeds/',
    '/feeds/tags/%ZZ.rss',
    '/feeds/tags/none.rss',
    '/feeds/folders/Tides.rss',
    '/feeds/tags/..%2Fall.rss',
  ])('%s is nowhere, and the answer repeats nothing of it', async (path) => {
    const response = await ask(path);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('There is no such feed.\n');
  });

  test.each([
    ['/feeds/all', 'The tide garden'],
    ['/feeds/folders/Tides%20%26%20Moons', 'The tide garden: Tides &amp; Moons'],
    [`/feeds/nodes/${ebb.id}`, 'ebb: revisions'],
  ])('%s is a page for people, with the address to copy and what the feed holds', async (path, title) => {
    const response = await ask(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const page = await response.text();
    expect(page).toContain(`<h1 dir="auto">${title}</h1>`);
    const address = /<code class="address">(.*?)<\/code>/.exec(page)?.[1]?.replaceAll('<wbr>', '');
    expect(address).toBe(`${BASE}${path}.atom`);
    expect(page).toContain(`<link rel="canonical" href="${BASE}${path}">`);
    expect(page).toContain('<meta name="robots" content="noindex">');
    expect(page).toContain(`href="${BASE}/nodes/`);
    expect(page).not.toMatch(/<script|\son\w+=/);
  });

  test('pages of feeds go and move as the feeds do', async () => {
    expect((await ask('/feeds/tags/none')).status).toBe(404);
    expect((await ask('/feeds/tags/SLOW%20water')).headers.get('location')).toBe(`${BASE}/feeds/tags/slow%20water`);
  });

  test('a name that ends like a format has a page and documents of its own', async () => {
    const tagged = ['readme.atom', 'package', 'package.json'].map((tag) => plant(`${tag}.md`, { tags: [tag] }));
    await garden.pass({ put: [...tagged, plant('notes.rss/a.md')] });
    const fresh = siteOf(garden).app;
    const get = async (path: string) => (await fresh.request(BASE + path)).text();
    const heading = async (path: string) => /<h1[^>]*>(.*)<\/h1>/.exec(await get(path))?.[1];
    for (const [name, title] of [
      ['tags/readme.atom', '#readme.atom'],
      ['tags/package.json', '#package.json'],
      ['folders/notes.rss', 'notes.rss'],
    ] as const) {
      const [kind, rest] = name.split('/') as [string, string];
      const [, address] = /href="([^"]*)">Follow</.exec(await get(`/${kind}/${rest}`))!;
      expect(await heading(address!)).toBe(`The tide garden: ${title}`);
      expect(await get(address!)).toContain(`<link rel="canonical" href="${BASE}${address}"`);
      expect(JSON.parse(await get(`/feeds/${name}.json`)).title).toBe(`The tide garden: ${title}`);
    }
    // As people type it: the page, unless a document has that name.
    expect(await heading('/feeds/tags/readme.atom')).toBe('The tide garden: #readme.atom');
    expect(JSON.parse(await get('/feeds/tags/package.json')).title).toBe('The tide garden: #package');
    const other = await fresh.request(`${BASE}/feeds/tags/README.atom`);
    expect(other.headers.get('location')).toBe(`${BASE}/feeds/tags/readme%2Eatom`);
  });

  test('a renamed folder leads to its new name', async () => {
    const moved = { ...ebb, path: 'Moons/ebb.md' };
    await garden.pass({ put: [moved] });
    await garden.library.change((writer) => {
      writer.formerPath(ebb.source, ebb.path, ebb.id);
      return true;
    });
    await site.store.touch([{ before: ebb, after: moved }]);
    const response = await ask('/feeds/folders/Tides%20%26%20Moons.json');
    expect([response.status, response.headers.get('location')]).toEqual([301, `${BASE}/feeds/folders/Moons.json`]);
    expect(await site.store.moved()).toEqual([{ from: 'folders/Tides & Moons', to: 'folders/Moons' }]);
  });

  test('an emoji is an icon', async () => {
    const response = await ask('/icons/%F0%9F%8C%8A.svg');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(await response.text()).toContain('>🌊</text>');
    for (const path of ['/icons/x.svg', '/icons/%3Cscript%3E.svg']) expect((await ask(path)).status).toBe(404);
  });

  test('what was taken down is gone, and the answer tells nothing of it', async () => {
    await garden.pass({ gone: [{ node: ebb, state: 'hidden', at: '2025-05-02T00:00:00.000Z' }] });
    await site.store.touch([{ before: ebb }]);
    for (const path of [`/feeds/nodes/${ebb.id}.atom`, '/feeds/folders/Tides%20%26%20Moons.json']) {
      const response = await ask(path);
      expect(response.status).toBe(410);
      expect(await response.text()).not.toMatch(/ides|ebb/);
    }
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s is not for feeds', async (method) => {
    for (const path of ['/feeds/all.atom', '/feeds.opml', '/feeds/none']) {
      const response = await ask(path, {}, method);
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    }
  });

  test('a page of another origin may ask with If-None-Match', async () => {
    const response = await ask('/feeds/all.json', { Origin: 'https://reader.example' }, 'OPTIONS');
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toBe('*');
  });

  test('a feed that was never built and cannot be is not ready, never broken', async () => {
    const ledger = {
      changes: garden.ledger.changes.bind(garden.ledger),
      removals: () => Promise.reject(new Error('secret path')),
      nodesById: garden.ledger.nodesById.bind(garden.ledger),
    };
    const response = await siteOf(garden, { ledger }).app.request(`${BASE}/feeds/all.atom`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('30');
    expect(await response.text()).toBe('This feed is not ready yet.\n');
  });
});
