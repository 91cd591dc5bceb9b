import { chmod, readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Blob, Objects } from '../../../src/git/objects.ts';
import { createLog } from '../../../src/log.ts';
import { Repo } from '../../repo.ts';

let repo: Repo;
let objects: Objects;
let lines: string[];

beforeEach(async () => {
  repo = await Repo.create();
  lines = [];
  const log = createLog({ write: (line) => lines.push(line) });
  objects = new Objects(repo.path('.git'), { maxBytes: 300_000, log });
});

afterEach(async () => {
  objects.close();
  await repo.cleanup();
});

async function store(text: string | Buffer): Promise<string> {
  await repo.write('blob', text);
  return repo.git('hash-object', '-w', 'blob');
}

async function all(oids: Iterable<string>): Promise<Blob[]> {
  const blobs: Blob[] = [];
  for await (const blob of objects.readAll(oids)) blobs.push(blob);
  return blobs;
}

const shown = (blob: Blob) => ('bytes' in blob ? blob.bytes.toString() : blob.fault);

/** Keeps the loose object's file but spoils its bytes, from a fraction of them on. */
async function spoil(oid: string, from: number): Promise<void> {
  const file = repo.path(`.git/objects/${oid.slice(0, 2)}/${oid.slice(2)}`);
  const bytes = await readFile(file);
  bytes.fill(0x55, Math.floor(bytes.length * from));
  await chmod(file, 0o644);
  await writeFile(file, bytes);
}

test('empty, with line breaks and NUL, not UTF-8, larger than a chunk: all as they are, in the order asked', async () => {
  const texts = ['', '\n', 'a\n\0b\n', 'blob 12\nmissing', 'x'.repeat(200_000), 'end'].map((text) => Buffer.from(text));
  texts.push(Buffer.from([0xff, 0xfe, 0x00, 0x80]));
  const oids: string[] = [];
  for (const text of texts) oids.push(await store(text));
  const asked = [...oids, ...oids.toReversed()];
  const blobs = await all(asked);
  expect(blobs.map(({ oid }) => oid)).toEqual(asked);
  expect(blobs.map((blob) => ('bytes' in blob ? Buffer.from(blob.bytes) : blob.fault))).toEqual([
    ...texts,
    ...texts.toReversed(),
  ]);
  expect(await Promise.all(asked.map(async (oid) => shown(await objects.read(oid))))).toEqual(blobs.map(shown));
  expect(await all([])).toEqual([]);
});

test('faults: missing, too large, not a blob; the neighbours are read', async () => {
  const [first, large, last] = [await store('first'), await store('y'.repeat(300_001)), await store('last')];
  await repo.write('blob', 'z');
  const commit = await repo.commit();
  const absent = '1'.repeat(40);
  const blobs = await all([first, large, absent, commit, last]);
  expect(blobs.map(shown)).toEqual(['first', 'too-large', 'missing', 'not-a-blob', 'last']);
  expect(blobs[1]).toEqual({ oid: large, fault: 'too-large', size: 300_001 });
  expect(blobs[2]).toEqual({ oid: absent, fault: 'missing' });
  expect(await objects.read(large)).toEqual(blobs[1]);
});

test('a damaged object is at fault alone; without a readable beginning git calls it missing', async () => {
  const oids: string[] = [];
  for (let number = 0; number < 9; number++) oids.push(await store(`${number}: ${'seed '.repeat(number * 500)}`));
  await spoil(oids[3]!, 0.9);
  await spoil(oids[4]!, 0.5);
  await spoil(oids[6]!, 0);
  const expected = ['0', '1', '2', 'corrupt', 'corrupt', '5', 'missing', '7', '8'];
  const begin = (blob: Blob) => shown(blob).split(':')[0];
  expect((await all(oids)).map(begin)).toEqual(expected);
  expect((await Promise.all(oids.map((oid) => objects.read(oid)))).map(begin)).toEqual(expected);
  expect(lines.filter((line) => line.includes(oids[3]!))).not.toEqual([]);
});

test('an id that is none is refused before git hears of it', async () => {
  await expect(objects.read('HEAD\n--batch')).rejects.toThrow('An object id was expected');
  await expect(all(['HEAD'])).rejects.toThrow('An object id was expected');
});

test('thousands of blobs at a slow reader, looking others up meanwhile', async () => {
  const oid = await store('tide '.repeat(2_000));
  const other = await store('other');
  let count = 0;
  for await (const blob of objects.readAll(Array.from({ length: 5_000 }, () => oid))) {
    if (count % 500 === 0) expect(shown(await objects.read(other))).toBe('other');
    if ('bytes' in blob && blob.bytes.length === 10_000) count += 1;
  }
  expect(count).toBe(5_000);
});

test('leaving the loop early leaves nothing behind', async () => {
  const oid = await store('tide '.repeat(2_000));
  for await (const blob of objects.readAll(Array.from({ length: 5_000 }, () => oid))) {
    expect(blob.oid).toBe(oid);
    break;
  }
  expect(shown(await objects.read(oid))).toHaveLength(10_000);
});

test('after closing, reads are refused', async () => {
  const oid = await store('a');
  const waiting = objects.read(oid);
  objects.close();
  await expect(waiting).rejects.toThrow('closed');
  await expect(objects.read(oid)).rejects.toThrow('closed');
});
