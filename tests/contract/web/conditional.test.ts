/** Conditional and compressed answers with feeds. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
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

describe('conditional requests', () => {
  const marks = async () => {
    const { headers } = await ask('/feeds/all.atom');
    return { etag: headers.get('etag')!, modified: headers.get('last-modified')! };
  };

  test('any way of naming the mark is understood', async () => {
    const { etag } = await marks();
    for (const value of [etag, `W/${etag}`, `"x", ${etag}, "y"`, `"x",W/${etag}`, '*', `${etag.slice(0, -1)}-gzip"`]) {
      const response = await ask('/feeds/all.atom', { 'If-None-Match': value });
      expect([value, response.status, await response.text()]).toEqual([value, 304, '']);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        etag,
        'cache-control': 'public, max-age=60',
        vary: 'Accept-Encoding',
      });
    }
  });

  test('another mark is another body', async () => {
    const { etag, modified } = await marks();
    for (const value of ['"x"', 'x', '', etag.slice(1, -1), '"*"']) {
      expect((await ask('/feeds/all.atom', { 'If-None-Match': value, 'If-Modified-Since': modified })).status).toBe(
        200,
      );
    }
  });

  test('dates are compared where no mark is given', async () => {
    const { modified } = await marks();
    const since = async (date: string) => (await ask('/feeds/all.atom', { 'If-Modified-Since': date })).status;
    expect(await since(modified)).toBe(304);
    expect(await since('Fri, 01 Jan 2100 00:00:00 GMT')).toBe(304);
    expect(await since('Thu, 01 Jan 1998 00:00:00 GMT')).toBe(200);
    expect(await since('Sunday, 01-Jun-25 12:00:00 GMT')).toBe(304);
    expect(await since('Sun Jun  1 12:00:00 2025')).toBe(304);
    expect(await since('Sun Jun  1 11:59:59 2025')).toBe(200);
    for (const text of ['not a date', 'garbage 2099', '2099', '2100-01-01T00:00:00Z', 'Fri, 01 Jan 2100 00:00:00 UTC'])
      expect([text, await since(text)]).toEqual([text, 200]);
  });

  test('two changes in one second have two dates, and who goes by dates alone gets the second', async () => {
    const { modified } = await marks();
    const after = { ...ebb, oid: 'e'.repeat(40), title: 'Ebb tide' };
    await garden.pass({ put: [after] });
    await site.store.touch([{ before: ebb, after }]);
    const response = await ask('/feeds/all.atom', { 'If-Modified-Since': modified });
    expect(response.status).toBe(200);
    const said = response.headers.get('last-modified')!;
    expect(Date.parse(said)).toBeGreaterThan(Date.parse(modified));
    expect((await ask('/feeds/all.atom', { 'If-Modified-Since': said })).status).toBe(304);
  });

  test('a HEAD may be conditional too', async () => {
    const { etag } = await marks();
    expect((await ask('/feeds/all.atom', { 'If-None-Match': etag }, 'HEAD')).status).toBe(304);
  });

  test('new bytes: the old mark and date no longer fit', async () => {
    const { etag, modified } = await marks();
    const after = { ...ebb, oid: 'e'.repeat(40), title: 'Ebb tide' };
    await garden.pass({ put: [after] });
    await site.store.touch([{ before: ebb, after }]);
    expect((await ask('/feeds/all.atom', { 'If-None-Match': etag })).status).toBe(200);
    expect((await ask('/feeds/all.atom', { 'If-Modified-Since': modified })).status).toBe(200);
    expect((await ask('/feeds/folders/Bulk.atom')).status).toBe(200);
  });
});

describe('compression', () => {
  test.each([
    ['gzip', 'gzip'],
    ['br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0.5, gzip;q=0.9', 'gzip'],
    ['*', 'br'],
    ['GZIP;q=1.0', 'gzip'],
    ['x-gzip', 'gzip'],
    ['gzip;q=0', null],
    ['identity', null],
    ['deflate', null],
    ['gzip;q=x', null],
    ['*;q=0, identity', null],
    ['identity, gzip;q=0.5', null],
    ['identity;q=0.8, br;q=0.5, gzip;q=0.7', null],
    ['br;q=0.5, gzip;q=0.5, *', null],
    ['identity, gzip', 'gzip'],
    ['identity;q=0.5, gzip;q=0.9', 'gzip'],
    ['gzip;q=0.5', 'gzip'],
    ['identity;q=0, gzip;q=0.1', 'gzip'],
  ])('%s is answered with %s', async (accepted, expected) => {
    const response = await ask('/feeds/all.atom', { 'Accept-Encoding': accepted });
    expect(response.headers.get('content-encoding')).toBe(expected);
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
    const plain = await bytes(await ask('/feeds/all.atom'));
    const body = await bytes(response);
    expect(Number(response.headers.get('content-length'))).toBe(body.length);
    expect(expected === 'gzip' ? gunzipSync(body) : expected === 'br' ? brotliDecompressSync(body) : body).toEqual(
      plain,
    );
  });

  test('each form has its own mark, and the one that fits is repeated in a 304', async () => {
    const etags = await Promise.all(
      ['identity', 'gzip', 'br'].map(
        async (form) => (await ask('/feeds/all.rss', { 'Accept-Encoding': form })).headers.get('etag')!,
      ),
    );
    expect(new Set(etags).size).toBe(3);
    const response = await ask('/feeds/all.rss', { 'Accept-Encoding': 'gzip', 'If-None-Match': etags[0]! });
    expect([response.status, response.headers.get('etag')]).toEqual([304, etags[1]]);
  });
});
