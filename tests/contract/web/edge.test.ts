/** Where requests arrive: copies say what the program would, never what is old, and everything else is passed on. */
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileStamps } from '../../../src/feed/stamps.ts';
import { plainAsk } from '../../../src/web/edge/ask.ts';
import { Edge } from '../../../src/web/edge/edge.ts';
import type { Listening } from '../../../src/web/edge/listen.ts';
import { changeOf, Garden, plant } from '../../unit/feed/garden.ts';
import { BASE, type Site, siteOf } from './site.ts';

let garden: Garden;
let stamps: FileStamps;
let site: Site;
let server: Listening;
/** Paths that the program itself was asked for. */
let passedOn: string[];
/** What the program waits for before it answers for `/slow`. */
let held: Promise<unknown>;
const ebb = plant('Tides & Moons/ebb.md', { tags: ['Slow Water'] });

async function open(baseUrl = BASE): Promise<void> {
  const edge = new Edge();
  site = siteOf(garden, { stamps, copies: edge }, { copies: edge });
  const { app } = site;
  const counted = Object.assign(Object.create(app), {
    fetch: async (asked: Request, ...more: unknown[]) => {
      const { pathname } = new URL(asked.url);
      passedOn.push(`${asked.method} ${pathname}`);
      if (pathname === '/slow') await held;
      if (pathname === '/broken') throw new Error('a fault of the program');
      return (app.fetch as (...all: unknown[]) => Response)(asked, ...more);
    },
  });
  server = await edge.listen(counted, { host: '127.0.0.1', port: 0 }, baseUrl);
}

beforeEach(async () => {
  passedOn = [];
  garden = await Garden.open();
  await garden.pass({ put: [ebb, ...Array.from({ length: 20 }, (_, i) => plant(`Bulk/${i}.md`))] });
  stamps = await FileStamps.open(`${garden.folder}/stamps`, garden.log);
  await open();
});
afterEach(async () => {
  await server.close(100);
  await stamps.close();
  await garden.close();
});

interface Got {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Got> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path, method, headers, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(parts).toString('base64'),
        }),
      );
    });
    asked.on('error', reject).end(body);
  });
}

/** What came back for these bytes, until it pauses. */
function raw(...pieces: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(server.port, '127.0.0.1', async () => {
      for (const piece of pieces) {
        socket.write(piece, 'latin1');
        await new Promise((next) => setTimeout(next, 30));
      }
    });
    socket.setNoDelay(true).setTimeout(300, () => socket.destroy());
    socket.on('data', (data: Buffer) => {
      text += data.toString('latin1');
    });
    socket.on('error', reject).on('close', () => resolve(text));
  });
}

const same = ({ status, headers, body }: Got) => ({
  status,
  body,
  headers: { ...headers, date: '', connection: '', 'keep-alive': '' },
});
const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

describe('a copy', () => {
  const accepted: Record<string, string>[] = [
    {},
    { 'accept-encoding': 'gzip' },
    { 'accept-encoding': 'br, gzip;q=0.5' },
    { 'accept-encoding': '*;q=0' },
  ];
  test.each(accepted)('says what the program says: %o', async (headers: Record<string, string>) => {
    const made = await ask('/feeds/all.atom', headers);
    const copied = await ask('/feeds/all.atom', headers);
    expect(made.status).toBe(200);
    expect(same(copied)).toEqual(same(made));
    expect(passedOn).toEqual(['GET /feeds/all.atom']);
  });

  test('knows what a reader has, by mark or date', async () => {
    const { headers } = await ask('/feeds/all.rss', { 'accept-encoding': 'gzip' });
    const etag = headers.etag!;
    const marks: Record<string, string>[] = [
      { 'if-none-match': etag },
      { 'if-none-match': `"other", W/${etag}` },
      { 'if-none-match': etag.replace('-gzip', '') },
      { 'if-modified-since': headers['last-modified']! },
    ];
    for (const known of marks) {
      const copied = await ask('/feeds/all.rss', { 'accept-encoding': 'gzip', ...known });
      const made = await ask('/feeds/all.rss?fresh', { 'accept-encoding': 'gzip', ...known });
      expect(copied).toMatchObject({ status: 304, body: '' });
      expect(same(copied)).toEqual(same(made));
    }
    expect(await ask('/feeds/all.rss', { 'accept-encoding': 'gzip', 'if-none-match': '"other"' })).toMatchObject({
      status: 200,
    });
    expect(passedOn.filter((one) => one === 'GET /feeds/all.rss')).toHaveLength(5);
  });

  test('of a reader who had the feed serves those who have it; the others are passed on', async () => {
    const { etag } = (await ask('/feeds/all.json')).headers;
    await site.store.touchAll();
    passedOn.length = 0;
    const known = { 'if-none-match': etag! };
    for (let i = 0; i < 3; i++) expect((await ask('/feeds/all.json', known)).status).toBe(304);
    expect(passedOn).toHaveLength(1);
    expect((await ask('/feeds/all.json')).status).toBe(200);
    expect(passedOn).toHaveLength(2);
  });

  test('is dropped in the step in which its feed changes', async () => {
    for (const path of ['/feeds/all.atom', '/feeds/folders/Bulk.atom']) await ask(path);
    const before = await ask('/feeds/all.atom');
    for (let i = 0; i < 20; i++) {
      const later = { ...ebb, title: `Ebb ${i}`, updated: `2025-05-01T00:00:${String(i).padStart(2, '0')}Z` };
      await garden.pass({ put: [later] });
      await site.store.touch([{ before: ebb, after: later }]);
      const now = await ask('/feeds/all.atom');
      expect(Buffer.from(now.body, 'base64').toString()).toContain(`[Ebb ${i}]`);
      expect(now.headers.etag).not.toBe(before.headers.etag);
    }
    passedOn.length = 0;
    await ask('/feeds/folders/Bulk.atom');
    expect(passedOn).toEqual([]);
  });

  test('is gone with its feed', async () => {
    const path = '/feeds/tags/slow%20water.atom';
    for (let i = 0; i < 2; i++) expect((await ask(path)).status).toBe(200);
    await garden.pass({ gone: [{ node: ebb, state: 'removed', at: garden.now.toISOString() }] });
    await site.store.touch([{ before: ebb }]);
    for (let i = 0; i < 2; i++) expect((await ask(path)).status).not.toBe(200);
  });

  test('is not made of a feed that will change by itself', async () => {
    await garden.pass({ put: [ebb], changes: [changeOf(ebb, { settlesAt: '2025-06-01T12:05:00.000Z' })] });
    await site.store.touchAll();
    for (let i = 0; i < 3; i++) expect((await ask('/feeds/changes.atom')).status).toBe(200);
    expect(passedOn).toHaveLength(3);
  });

  test('stands below the path of the base URL too', async () => {
    await server.close(100);
    await open('https://garden.example/a/b/');
    await ask('/feeds/all.atom');
    passedOn.length = 0;
    expect((await ask('/a/b/feeds/all.atom')).status).toBe(200);
    expect(passedOn).toEqual([]);
  });
});

describe('what is passed on', () => {
  test('is answered in the order it was asked, and what else there is to ask waits', async () => {
    await ask('/feeds/all.json');
    const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const gate = Promise.withResolvers<void>();
    held = gate.promise;
    const all = raw(get('/slow'), get('/feeds/all.json'), get('/'));
    setTimeout(() => gate.resolve(), 150);
    expect(statuses(await all)).toEqual([404, 200, 200]);
  });

  test('is still answered while the server closes', async () => {
    const gate = Promise.withResolvers<void>();
    held = gate.promise;
    const waiting = ask('/slow');
    while (!passedOn.includes('GET /slow')) await new Promise((next) => setTimeout(next, 5));
    const closed = server.close(5_000);
    gate.resolve();
    expect((await waiting).status).toBe(404);
    await closed;
    await open();
  });

  test('but not for ever', async () => {
    held = new Promise(() => undefined);
    const waiting = ask('/slow').catch((error: NodeJS.ErrnoException) => error.code);
    while (!passedOn.includes('GET /slow')) await new Promise((next) => setTimeout(next, 5));
    await server.close(50);
    expect(await waiting).toBe('ECONNRESET');
    await open();
  });

  test('a fault of the program is an answer too', async () => {
    expect(await ask('/broken')).toMatchObject({ status: 503, headers: { 'retry-after': '30' } });
    expect((await ask('/')).status).toBe(200);
  });

  test('addresses that might be read in two ways are left to the parser', async () => {
    for (const path of ['//elsewhere.example/', '/a\\b', '/nodes/#x'])
      expect(['400', '404']).toContain(statuses(await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)).join());
    expect(statuses(await raw(`GET /tags/a%20b?q=%F0%9F%8C%8A HTTP/1.1\r\nHost: x\r\n\r\n`))).toEqual([404]);
  });

  test.each(['HEAD', 'POST', 'OPTIONS', 'DELETE'])('%s', async (method) => {
    await ask('/feeds/all.atom');
    const got = await ask('/feeds/all.atom', {}, method, method === 'POST' ? 'a body' : '');
    const own = await site.app.request('/feeds/all.atom', { method });
    expect(got.status).toBe(own.status);
    expect(got.headers.allow).toBe(own.headers.get('allow') ?? undefined);
    expect(passedOn.at(-1)).toBe(`${method} /feeds/all.atom`);
  });

  test('pages, with their own fields', async () => {
    const got = await ask('/', { 'accept-encoding': 'gzip' });
    expect(got).toMatchObject({ status: 200, headers: { 'content-encoding': 'gzip' } });
    expect(got.headers['content-security-policy']).toContain("default-src 'none'");
    expect((await ask('/', { 'if-none-match': got.headers.etag! })).status).toBe(304);
  });

  test('a body without a length, however it is sent', async () => {
    const got = await ask('/hooks/github', { 'transfer-encoding': 'chunked' }, 'POST', 'x'.repeat(100_000));
    expect(got.status).toBe(404);
    const smuggled = await raw(
      'GET /feeds/all.atom HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n20\r\nGET /smuggled HTTP/1.1\r\nA: b\r\n\r\n\r\n0\r\n\r\n',
    );
    expect(statuses(smuggled)).toEqual([200]);
    expect(passedOn.join()).not.toContain('smuggled');
  });

  test('requests in pieces, behind one another, of other versions', async () => {
    await ask('/feeds/all.json');
    const get = (more = '') => `GET /feeds/all.json HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
    expect(statuses(await raw(get(), get(), get()))).toEqual([200, 200, 200]);
    expect(statuses(await raw(get() + get()))).toEqual([200, 200]);
    expect(statuses(await raw('GET /feeds/all.json HT', 'TP/1.1\r\nHost: x\r\n\r\n', get()))).toEqual([200, 200]);
    expect(statuses(await raw(get(), `GET /nodes/none HTTP/1.1\r\nHost: x\r\n\r\n`, get()))).toEqual([200, 404, 200]);
    expect(await raw(get('Connection: close\r\n'))).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*Connection: close/);
    expect(await raw('GET /feeds/all.json HTTP/1.0\r\nHost: x\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 200 OK[\s\S]*Connection: close/,
    );
    expect(statuses(await raw('GET /feeds/all.json HTTP/1.1\r\n\r\n'))).toEqual([400]);
    expect(statuses(await raw('nonsense\r\n\r\n'))).toEqual([400]);
  });
});

test('what is read plainly is what the parser reads', async () => {
  const read: string[] = [];
  const parser = createServer((asked, answer) => {
    const { url, headers } = asked;
    const { 'accept-encoding': encoding, 'if-none-match': match, 'if-modified-since': since } = headers;
    read.push(JSON.stringify([url, encoding, match, since]));
    answer.end();
  });
  await new Promise<void>((resolve) => parser.listen(0, '127.0.0.1', resolve));
  const { port } = parser.address() as AddressInfo;
  const field = fc.oneof(
    fc.constantFrom(
      'Host: x',
      'HOST:x',
      'Accept-Encoding: gzip',
      'If-None-Match: "a" , W/"b"',
      'if-modified-since:now',
    ),
    fc.constantFrom(
      'Connection: close',
      'Connection: keep-alive',
      'Content-Length: 3',
      ' folded',
      'a : b',
      'X:\x01',
      'a:\x80é',
    ),
    fc.tuple(fc.string({ maxLength: 6 }), fc.string({ maxLength: 6 })).map(([name, value]) => `${name}: ${value}`),
  );
  const line = fc.constantFrom(
    'GET /a?b HTTP/1.1',
    'GET  /a HTTP/1.1',
    'GET /a%20"b HTTP/1.0',
    'HEAD / HTTP/1.1',
    'GET a HTTP/1.1',
  );
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(line, fc.array(field, { maxLength: 4 }), async (first, fields) => {
      const text = [first, 'Host: y', ...fields, '', ''].join('\r\n');
      const plain = plainAsk(Buffer.from(text, 'latin1'));
      if (!plain) return;
      accepted += 1;
      read.length = 0;
      await new Promise<void>((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () => socket.end(text, 'latin1'));
        socket
          .on('error', reject)
          .on('close', () => resolve())
          .resume();
      });
      expect(read).toEqual([
        JSON.stringify([plain.path, plain.acceptEncoding, plain.ifNoneMatch, plain.ifModifiedSince]),
      ]);
    }),
    { numRuns: 600, endOnFailure: true },
  );
  expect(accepted).toBeGreaterThan(50);
  parser.close();
});
