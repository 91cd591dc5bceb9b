/** One address for everything: what is asked for with a slash at its end leads there, and never anywhere else. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Edge } from '../../../src/web/edge/edge.ts';
import { Garden, plant } from '../../unit/feed/garden.ts';
import { BASE, siteOf } from './site.ts';

let garden: Garden;
const ebb = plant('Tides & Moons/ebb.md', { title: 'Ebb', tags: ['slow water'] });
const FOLDER = '/folders/Tides%20%26%20Moons';
const PAGES = [
  `/nodes/${ebb.id}`,
  `/nodes/${ebb.id}/history`,
  ...['/folders', FOLDER, '/tags', '/tags/slow%20water', '/sky', '/search', '/search?q=ebb', '/search?q=a%20b&c=%2F/'],
  ...['/feeds/all', '/feeds/tags/slow%20water', `/feeds/nodes/${ebb.id}`, '/healthz'],
];
const slashed = (address: string) => address.replace(/(?=\?|$)/, '/');

beforeEach(async () => {
  garden = await Garden.open();
  await garden.pass({ put: [ebb] });
});
afterEach(() => garden.close());

/** Asks a site at a base URL; `/path` is where the proxy before it leaves it. */
function asking(baseUrl: string) {
  const { app } = siteOf(garden, {}, { site: { title: 'x', description: '', language: 'en', baseUrl } });
  return async (path: string, method = 'GET') => {
    const answer = await app.request(new URL(baseUrl).origin + path, { method });
    return { status: answer.status, to: answer.headers.get('location'), headers: answer.headers, answer };
  };
}

describe('a slash at the end', () => {
  test.each(PAGES)('of %s leads to it, query and all', async (address) => {
    const ask = asking(BASE);
    for (const method of ['GET', 'HEAD']) {
      expect((await ask(address, method)).status).toBe(200);
      const { status, to, headers } = await ask(slashed(address), method);
      expect([status, to, headers.get('x-content-type-options')]).toEqual([301, address, 'nosniff']);
    }
  });

  test.each(PAGES)('of %s leads to it below a path, which a proxy takes off or leaves on', async (address) => {
    const ask = asking('https://larger.example/a%20garden');
    for (const before of ['', '/a%20garden', '/%61%20garden']) {
      const { status, to } = await ask(before + slashed(address));
      expect([status, to]).toEqual([301, (before || '/a%20garden') + address]);
      expect((await ask(to!)).status).toBe(200);
    }
  });

  test('of the front page belongs there', async () => {
    for (const path of ['', '/', '/?from=x'])
      expect(await (await asking(BASE)(path)).answer.text()).toContain('<h1 dir="auto">x</h1>');
    const below = asking('https://larger.example/a%20garden');
    for (const path of ['/', '/a%20garden', '/a%20garden/', '/a%20garden/?from=x']) {
      const { status, answer } = await below(path);
      expect([path, status]).toEqual([path, 200]);
      expect(await answer.text()).toContain('<h1 dir="auto">x</h1>');
    }
  });

  test('more than one is like one', async () =>
    expect(await asking(BASE)('/sky///')).toMatchObject({ status: 301, to: '/sky' }));

  test('what has another address leads there at once', async () => {
    const ask = asking(BASE);
    for (const path of ['/Tides%20%26%20Moons/ebb.md/', '/Tides%20%26%20Moons/ebb/'])
      expect(await ask(path)).toMatchObject({ status: 301, to: `/nodes/${ebb.id}` });
    expect(await ask('/Tides%20%26%20Moons/')).toMatchObject({ status: 301, to: FOLDER });
    expect((await ask('/tags/SLOW%20water/')).to).toBe('/tags/slow%20water');
    expect(await ask(`/nodes/${ebb.id}/history/?from=a&to=b`)).toMatchObject({
      status: 302,
      to: `/nodes/${ebb.id}/history/a/b`,
    });
  });

  test('what is not there is not there with a slash either', async () => {
    const ask = asking(BASE);
    for (const path of ['/none', '/nodes/none', '/tags/none', '/feeds/none', '/feeds/none.atom', '/feeds', '/sky%2F']) {
      const [plain, other] = [await ask(path), await ask(`${path}/`)];
      expect([path, plain.status, other.status]).toEqual([path, 404, 404]);
      expect(await other.answer.text()).toBe(await plain.answer.text());
    }
  });

  test('a node that was taken back is gone', async () => {
    await garden.pass({ gone: [{ node: ebb, state: 'removed', at: '2025-05-02T00:00:00.000Z' }] });
    expect((await asking(BASE)(`/nodes/${ebb.id}/`)).status).toBe(410);
  });

  test('is for reading: what is sent is not led anywhere', async () => {
    for (const path of ['/sky/', '/feeds/all/', '/hooks/github/'])
      expect((await asking(BASE)(path, 'POST')).status).toBeGreaterThanOrEqual(400);
  });
});

describe('no redirect leaves the site', () => {
  const ELSEWHERE = ['//evil.example', '/\\evil.example', '/%5Cevil.example', '/%2F/evil.example', '///evil.example'];
  const AFTER = ['', '/', '//', '/sky/', '/../sky/', '/%2e%2e/sky/', '/folders/', '/feeds/all/', '/?x=/', '/ebb.md/'];

  test.each(ELSEWHERE)('%s', async (start) => {
    for (const base of [BASE, `${BASE}/below`]) {
      const ask = asking(base);
      for (const end of AFTER) {
        for (const path of [start + end, new URL(base).pathname + start + end]) {
          const { to } = await ask(path);
          expect(new URL(to ?? '/', base).origin).toBe(BASE);
        }
      }
    }
  });

  test('over real sockets', async () => {
    const { app } = siteOf(garden);
    const server = await new Edge().listen(app, { host: '127.0.0.1', port: 0 }, BASE);
    const ask = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { redirect: 'manual' });
      return [answer.status, answer.headers.get('location'), answer.headers.get('x-content-type-options')];
    };
    expect(await ask('/sky/?a=b')).toEqual([301, '/sky?a=b', 'nosniff']);
    expect(await ask('/feeds/all/')).toEqual([301, '/feeds/all', 'nosniff']);
    expect(await ask('/feeds/all.atom')).toEqual([200, null, 'nosniff']);
    expect((await ask('//evil.example/sky/'))[0]).toBe(404);
    await server.close();
  });
});

test('a path of the repository leads whoever asks for its head only', async () => {
  const ask = asking(BASE);
  for (const method of ['GET', 'HEAD'])
    expect(await ask('/Tides%20%26%20Moons/ebb.md', method)).toMatchObject({ status: 301, to: `/nodes/${ebb.id}` });
  expect((await ask('/Tides%20%26%20Moons/ebb.md', 'POST')).status).toBe(404);
});

test('no redirect is read as anything: nosniff', async () => {
  const ask = asking(BASE);
  const paths = ['/Tides%20%26%20Moons/ebb', '/tags/SLOW%20water', '/feeds/tags/SLOW%20water'];
  for (const path of [...paths, '/feeds/tags/SLOW%20water.rss', `/nodes/${ebb.id}/history?from=a&to=b`]) {
    const { status, headers } = await ask(path);
    expect([path, Math.floor(status / 100), headers.get('x-content-type-options')]).toEqual([path, 3, 'nosniff']);
  }
});
