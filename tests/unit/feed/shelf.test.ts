import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FORMATS } from '../../../src/feed/feed.ts';
import { Shelf } from '../../../src/feed/shelf.ts';
import type { FeedStore, FeedStoreParts } from '../../../src/feed/store.ts';
import type { Node } from '../../../src/node/node.ts';
import { Garden, plant } from './garden.ts';

let garden: Garden;
let shelf: Shelf | undefined;
let rendered: string[] = [];
let state = 'one';
const file = () => `${garden.folder}/feeds.db`;

beforeEach(async () => {
  garden = await Garden.open();
  rendered = [];
  state = 'one';
});
afterEach(async () => {
  shelf?.close();
  await garden.close();
});

/** As after a restart. */
function open(more: Partial<FeedStoreParts> = {}): FeedStore {
  shelf?.close();
  shelf = new Shelf(file());
  const html = async (node: Node) => {
    rendered.push(node.path);
    return `<p>${`${node.title} `.repeat(300)}</p>`;
  };
  return garden.store({ shelf, state: () => state, html, ...more });
}

async function get(store: FeedStore, name: string, format: 'rss' | 'atom' | 'json' = 'atom') {
  const document = await store.get(name, format);
  if (typeof document !== 'object' || 'moved' in document) throw new Error(`${name} is ${JSON.stringify(document)}`);
  return document;
}

const rows = (sql: string) => {
  const db = new DatabaseSync(file(), { readOnly: true });
  const found = db.prepare(sql).all();
  db.close();
  return found;
};

const [ebb, rye] = [plant('Tides/ebb.md'), plant('Bread/rye.md')];

async function first(): Promise<FeedStore> {
  await garden.pass({ put: [ebb, rye] });
  const store = open();
  await store.touchAll();
  await get(store, 'all');
  await get(store, 'folders/Bread');
  await store.settled();
  return store;
}

test('after a restart nothing is built again that did not change, compressed forms neither', async () => {
  const before = await get(await first(), 'all');
  rendered = [];
  const after = await get(open(), 'all');
  expect(after).not.toBe(before);
  expect(after.etag).toBe(before.etag);
  expect(rendered).toEqual([]);
  const [row] = rows(`select gzip from bytes where hash = '${after.etag}'`);
  expect(await after.encoded('gzip')).toEqual(Buffer.from(row!['gzip'] as Uint8Array));
  expect(gunzipSync(await after.encoded('gzip'))).toEqual(after.body);
});

test('a pass writes what it touched, and nothing else', async () => {
  const store = await first();
  const before = rows('select name, format, hash from documents order by name, format');
  const after = { ...ebb, oid: 'e'.repeat(40), title: 'Ebb, again', updated: '2025-05-01T00:00:00.000Z' };
  await garden.pass({ put: [after] });
  state = 'two';
  await store.touch([{ before: ebb, after }]);
  await store.settled();
  const now = rows('select name, format, hash from documents order by name, format');
  const changed = now.filter((row, index) => row['hash'] !== before[index]!['hash']).map((row) => row['name']);
  expect(new Set(changed)).toEqual(new Set(['all']));
  // Bytes that nothing is made of any more are gone.
  expect(rows('select count(*) as n from bytes')).toEqual([{ n: 6 }]);
  rendered = [];
  expect((await get(open(), 'all')).body.toString()).toContain('Ebb, again');
  expect(rendered).toEqual([]);
});

test('what may have changed while nobody looked is built again for who asks for it', async () => {
  await first();
  const after = { ...ebb, oid: 'e'.repeat(40), title: 'Ebb, again', updated: '2025-05-01T00:00:00.000Z' };
  await garden.pass({ put: [after] });
  state = 'two';
  const store = open();
  expect((await get(store, 'all')).body.toString()).toContain('Ebb, again');
});

test('what comes while a pass is built is not taken for built, should the process end then', async () => {
  await garden.pass({ put: [ebb, rye] });
  const html = async (node: Node) => {
    // Another source's pass is through before this one's feeds are.
    state = 'three';
    return `<p>${node.title}</p>`;
  };
  const store = open({ html });
  await get(store, 'all');
  state = 'two';
  await store.touch([{ before: ebb, after: ebb }]);
  await store.settled();
  expect(shelf?.state).toBe('two');
});

test('a feed that is gone leaves the disk', async () => {
  const store = await first();
  await garden.pass({ gone: [{ node: rye, state: 'removed', at: '2025-05-02T00:00:00.000Z' }] });
  state = 'two';
  await store.touch([{ before: rye }]);
  await store.settled();
  expect(rows(`select * from feeds where name like '%Bread%'`)).toEqual([]);
  const bodies = rows('select body from bytes').map(({ body }) => Buffer.from(body as Uint8Array).toString());
  expect(bodies.join()).not.toContain('rye');
  expect(await open().get('folders/Bread', 'rss')).toBe('gone');
});

test('what no feed is made of any more does not outlive a restart', async () => {
  await first();
  shelf?.close();
  const db = new DatabaseSync(file());
  const kept = db.prepare('select hash from documents').all().length;
  db.exec(`insert into bytes values ('lost', 'x', null, null); delete from feeds where name = 'folders/Bread'`);
  db.close();
  open();
  expect(rows('select count(*) as n from documents')).toEqual([{ n: kept - FORMATS.length }]);
  expect(rows('select count(*) as n from bytes')).toEqual([{ n: kept - FORMATS.length }]);
});

test('damaged bytes are built again, and so is a damaged file', async () => {
  const good = await get(await first(), 'all');
  shelf?.close();
  const db = new DatabaseSync(file());
  db.exec(`update bytes set body = 'x'`);
  db.close();
  expect((await get(open(), 'all')).etag).toBe(good.etag);
  shelf?.close();
  writeFileSync(file(), 'not a database at all, but long enough to be taken for one'.repeat(20));
  for (const format of FORMATS) expect((await get(open(), 'all', format)).body.length).toBeGreaterThan(1_000);
});
