import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Node } from '../../../src/node/node.ts';
import { Edge } from '../../../src/web/edge/edge.ts';
import type { NodePage } from '../../../src/web/parts.ts';
import { changeOf, Garden, plant } from '../../unit/feed/garden.ts';
import { BASE, type Site, siteOf } from './site.ts';

let garden: Garden;
let site: Site;
const ebb = plant('Tides/🌊_ebb.md', {
  emoji: '🌊',
  title: 'Ebb <script>alert(1)</script> & flow',
  tagline: 'slow "water"',
  status: 'Draft — Stub',
  tags: ['<b>sea</b>'],
  language: 'he',
  statedCreated: '2024-12-14',
});
const storm = plant('Tides/storm.md', {
  contentNote: 'mentions <i>drowning</i>',
  tagline: 'Seven hours of high water',
});

beforeEach(async () => {
  garden = await Garden.open();
  garden.html.set(ebb.path, '<h2 id="moon">Moon</h2><p>Text</p>');
  await garden.pass({ put: [ebb, storm], changes: [changeOf(ebb, { difference: { words: { added: 3, cut: 1 } } })] });
  site = siteOf(garden);
});
afterEach(() => garden.close());
const ask = (path: string, headers: Record<string, string> = {}) => site.app.request(BASE + path, { headers });
const page = async (path: string) => (await ask(path)).text();
/** Whichever node is asked for, this page is its. */
const found = (shown: NodePage) => async () => ({ page: async () => shown, keep: () => undefined });

describe('pages', () => {
  test.each(['/', `/nodes/${ebb.id}`, '/none'])(
    '%s is safe: no script, nothing from elsewhere, no cookie',
    async (path) => {
      const response = await ask(path);
      const policy = response.headers.get('content-security-policy')!;
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|\*|script-src/);
      expect(response.headers.get('set-cookie')).toBeNull();
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
      const html = await response.text();
      expect(html).not.toMatch(/<script|<style|\son\w+=|style="/i);
      expect(
        [...html.matchAll(/<(?:link rel="stylesheet"|img|iframe)[^>]*(?:href|src)="([^"]*)"/g)].map(
          ([, address]) => address,
        ),
      ).toEqual(['/style.css']);
    },
  );

  test.each(['/', `/nodes/${ebb.id}`, '/none'])('%s says where the feeds are', async (path) => {
    const links = [
      ...(await page(path)).matchAll(/<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">/g),
    ];
    expect(links.slice(0, 3).map(([, type, href]) => [type, href])).toEqual([
      ['application/atom+xml', `${BASE}/feeds/all.atom`],
      ['application/rss+xml', `${BASE}/feeds/all.rss`],
      ['application/feed+json', `${BASE}/feeds/all.json`],
    ]);
    expect(links.length).toBe(path.startsWith('/nodes') ? 9 : 6);
  });

  test('the front page lists feeds and what changed, by day', async () => {
    const html = await page('/');
    expect(html).toContain('<code class="address">https://<wbr>garden.example/<wbr>feeds/<wbr>changes.atom</code>');
    expect(html).toContain('<time datetime="2025-03-01">1 March 2025</time>');
    expect(html).toContain(
      '🌊 Ebb &lt;script&gt;alert(1)&lt;/script&gt; &amp; flow</a><span class="what">revised: +3 −1 words</span>',
    );
    expect(html).toContain('<a href="/folders/Tides"><bdi>Tides</bdi></a>');
    expect(html).toContain('<a href="/tags/%3Cb%3Esea%3C/b%3E"><bdi>#&lt;b&gt;sea&lt;/b&gt;</bdi></a>');
    expect(html).toContain('Notes on &lt;tides&gt;');
  });

  test('before anything changed, the front page shows the newest nodes', async () => {
    const fresh = await Garden.open();
    await fresh.pass({ put: [plant('Bread/rye.md')] });
    expect(await (await siteOf(fresh).app.request(BASE)).text()).toContain('>rye</a>');
    await fresh.close();
  });

  test('a node is shown with everything known of it', async () => {
    const reference = { kind: 'cross' as const, line: 1 };
    const references = [
      { ...reference, title: 'Neap', label: 'Neap <tide>', id: storm.id, state: 'moved' as const, note: 'its sister' },
      { ...reference, title: 'Lost', label: 'Lost', state: 'missing' as const },
    ];
    const [near, far] = [storm, plant('Sky/moon.md', { emoji: '🌙', title: 'Moon & stars' })];
    const star = ({ id, title, emoji }: Node, away: 0 | 1) => ({ id, title, emoji, away });
    const { app } = siteOf(
      garden,
      {},
      {},
      {
        node: found({
          ...{ node: ebb, html: '<p>Text</p>', references, backlinks: [far], source: 'https://forge.example/ebb' },
          neighbourhood: {
            stars: [star(ebb, 0), star(near, 1), star(far, 1)],
            lines: [
              [0, 1],
              [0, 2],
            ],
          },
        }),
      },
    );
    const html = await (await app.request(`${BASE}/nodes/${ebb.id.toUpperCase()}`)).text();
    // Our own words are English; the author's say their language and go their way.
    expect(html).toContain('<html lang="en">');
    expect(html).toContain('<article class="node">');
    expect(html).toContain('<h1 dir="auto" lang="he">🌊 Ebb &lt;script&gt;alert(1)&lt;/script&gt; &amp; flow</h1>');
    expect(html).toContain('<time datetime="2024-12-14">14 December 2024</time>');
    expect(html).toContain('<div class="text" dir="rtl" lang="he"><p>Text</p></div>');
    expect(html).toContain(
      `<a href="/nodes/${storm.id}"><bdi>Neap &lt;tide&gt;</bdi></a> <span class="state" lang="en">moved</span> <span class="why">— <bdi>its sister</bdi></span>`,
    );
    expect(html).toContain('<li><bdi>Lost</bdi> <span class="state" lang="en">not here</span></li>');
    expect(html).toMatch(new RegExp(`<a href="/nodes/${far.id}" dir="auto">🌙 Moon &amp; stars</a>`));
    expect(html).toMatch(new RegExp(`<a class="away1" href="/nodes/${far.id}"><title>🌙 Moon &#38; stars</title>`));
    expect(html).toContain('<image href="/emoji/1f319.svg"');
    expect(html).toContain('<a href="https://forge.example/ebb">');
  });

  test('a content note is read first, the text is folded behind it', async () => {
    const html = await page(`/nodes/${storm.id}`);
    expect(html).toMatch(
      /<details class="content-note"><summary dir="auto">Content note: mentions &lt;i&gt;drowning&lt;\/i&gt;<\/summary><p class="lead" dir="auto">Seven hours of high water<\/p>\n<div class="text"/,
    );
    expect(html).not.toContain('<details class="content-note" open');
    expect(html.match(/Seven hours/g)).toHaveLength(1);
  });

  test('what its author says of its references stands behind a content note too', async () => {
    const reference = {
      kind: 'cross' as const,
      line: 1,
      title: 'Ebb',
      label: 'Ebb',
      id: ebb.id,
      state: 'here' as const,
    };
    const neighbourhood = { stars: [{ ...storm, away: 0 as const }], lines: [] };
    const node = found({
      ...{ node: storm, html: '<p>Text</p>', backlinks: [], neighbourhood },
      references: [{ ...reference, note: 'how the water came' }],
    });
    const html = await (await siteOf(garden, {}, {}, { node }).app.request(`${BASE}/nodes/${storm.id}`)).text();
    expect(html).toContain('<bdi>Ebb</bdi>');
    expect(html).not.toContain('how the water came');
  });

  test('a node that was taken back is gone, and nothing tells what it was', async () => {
    await garden.pass({ gone: [{ node: ebb, state: 'removed', at: '2025-05-02T00:00:00.000Z' }] });
    await site.store.touch([{ before: ebb }]);
    const response = await ask(`/nodes/${ebb.id}`);
    expect(response.status).toBe(410);
    expect(await response.text()).not.toMatch(/Ebb|ides|🌊|\bsea\b/u);
  });

  test('unknown pages are one and the same', async () => {
    const [here, there] = [await ask('/secret-name'), await ask('/nodes/other')];
    expect([here.status, there.status]).toEqual([404, 404]);
    expect(await here.text()).toBe(await there.text());
  });

  test('a page that did not change is not sent again', async () => {
    const etag = (await ask('/')).headers.get('etag')!;
    expect((await ask('/', { 'If-None-Match': etag })).status).toBe(304);
  });

  test('a fault within is told to the log, not to the reader', async () => {
    const { app } = siteOf(garden, {}, {}, { node: () => Promise.reject(new Error('/secret/path')) });
    const response = await app.request(`${BASE}/nodes/${ebb.id}`);
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('secret');
    expect(garden.lines.join()).toContain('/secret/path');
  });

  test('under a path of a larger site, addresses lead there, with and without a proxy that takes it off', async () => {
    const { app } = siteOf(
      garden,
      {},
      { site: { title: 'x', description: '', language: 'en', baseUrl: 'https://larger.example/garden' } },
    );
    for (const path of ['/', '/garden/']) {
      const html = await (await app.request(`https://larger.example${path}`)).text();
      expect(html).toContain('href="/garden/style.css"');
      expect(html).toContain('href="https://larger.example/garden/feeds/all.atom"');
    }
    for (const path of ['/style.css', '/garden/style.css', '/garden/feeds/all.atom', '/feeds/all.atom']) {
      expect((await app.request(`https://larger.example${path}`)).status).toBe(200);
    }
    expect((await app.request('https://larger.example/garden/none')).status).toBe(404);
  });
});

describe('health', () => {
  test('ready, and what is known of each source', async () => {
    site.health.sources.push({
      name: 'garden',
      head: 'a'.repeat(40),
      fetched: '2025-06-01T12:00:00Z',
      unreachableSince: '2025-06-01T13:00:00Z',
    });
    const response = await ask('/healthz');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ready', sources: site.health.sources, closed: [] });
  });

  test('not ready yet: come back', async () => {
    site.health.ready = false;
    const response = await ask('/healthz');
    expect([response.status, response.headers.get('retry-after'), response.headers.get('cache-control')]).toEqual([
      503,
      '5',
      'no-store',
    ]);
  });
});

describe('listening', () => {
  test('over real sockets the same bytes come, and a running request is finished before the end', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const started: string[] = [];
    const { app } = siteOf(
      garden,
      {},
      {},
      {
        node: async (id) => {
          started.push(id);
          await held;
          return undefined;
        },
      },
    );
    const server = await new Edge().listen(app, { host: '127.0.0.1', port: 0 }, BASE);
    const base = `http://127.0.0.1:${server.port}`;
    const response = await fetch(`${base}/feeds/all.json`, { headers: { 'Accept-Encoding': 'br' } });
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(await response.text()).toBe(await (await ask('/feeds/all.json')).text());
    const running = fetch(`${base}/nodes/held`);
    await expect.poll(() => started).toEqual(['held']);
    const closed = server.close(60_000);
    release();
    expect((await running).status).toBe(404);
    await closed;
    await expect(fetch(base)).rejects.toThrow();
  });

  test('a connection that never ends is cut', async () => {
    const server = await new Edge().listen(
      siteOf(garden, {}, {}, { node: () => new Promise(() => undefined) }).app,
      { host: '127.0.0.1', port: 0 },
      BASE,
    );
    const socket = connect(server.port, '127.0.0.1', () => socket.write('GET /nodes/x HTTP/1.1\r\nHost: x\r\n\r\n'));
    await new Promise((resolve) => socket.once('connect', resolve));
    const cut = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    await server.close(50);
    await cut;
  });

  test('a taken port is told', async () => {
    const server = await new Edge().listen(site.app, { host: '127.0.0.1', port: 0 }, BASE);
    await expect(new Edge().listen(site.app, { host: '127.0.0.1', port: server.port }, BASE)).rejects.toThrow(
      'is taken by another program',
    );
    await server.close();
  });
});
