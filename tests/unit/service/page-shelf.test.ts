import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../../src/log.ts';
import { type PageMade, PageShelf } from '../../../src/service/page-shelf.ts';
import { temporaryFolder } from '../../repo.ts';

const said: string[] = [];
const log = createLog({ level: 'warn', write: (line) => void said.push(line) });
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  file = join(folder, 'pages.db');
  said.length = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function made(mark: string, bytes = 10): PageMade {
  const links = [{ kind: 'url' as const, target: 'b.md', address: 'https://x.example/b' }];
  return {
    mark,
    links: [...links, { kind: 'wiki', target: 'B' }],
    packed: { etag: `"${mark}"`, length: 3 * bytes, br: Buffer.alloc(bytes, mark) },
  };
}

describe('pages on disk', () => {
  test('come back as they were put, also from another opening', () => {
    const first = new PageShelf(file, log);
    first.put('a', made('1'));
    first.put('a', made('2'));
    first.close();
    const second = new PageShelf(file, log);
    expect(second.get('a')).toEqual(made('2'));
    expect(second.get('b')).toBeUndefined();
    second.close();
  });

  test('those that are removed, or whose nodes are not there, go', () => {
    const shelf = new PageShelf(file, log);
    for (const id of ['a', 'b', 'c']) shelf.put(id, made(id));
    shelf.remove(['a', 'none']);
    expect(shelf.get('a')).toBeUndefined();
    shelf.keep(['c']);
    expect([shelf.get('b'), shelf.get('c')]).toEqual([undefined, made('c')]);
    shelf.close();
  });

  test('only those made last stay where there is no room for all', () => {
    const shelf = new PageShelf(file, log, 250);
    for (const id of ['a', 'b', 'c']) shelf.put(id, made(id, 100));
    shelf.put('a', made('again', 100));
    shelf.keep(['a', 'b', 'c']);
    expect(['a', 'b', 'c'].map((id) => shelf.get(id)?.mark)).toEqual(['again', undefined, 'c']);
    shelf.close();
  });

  test('bytes that were damaged are not a page', () => {
    const shelf = new PageShelf(file, log);
    shelf.put('a', made('1'));
    const other = new DatabaseSync(file);
    other.exec(`update pages set br = x'00112233'`);
    other.close();
    expect(shelf.get('a')).toBeUndefined();
    shelf.close();
  });

  test('a damaged file, or one of another version, is made anew', async () => {
    await writeFile(file, 'no database at all, but long enough to be looked at'.repeat(100));
    const shelf = new PageShelf(file, log);
    shelf.put('a', made('1'));
    expect(shelf.get('a')).toEqual(made('1'));
    shelf.close();
    const other = new DatabaseSync(file);
    other.exec('pragma user_version = 99');
    other.close();
    const anew = new PageShelf(file, log);
    expect(anew.get('a')).toBeUndefined();
    anew.close();
  });

  test('a file that breaks meanwhile costs nothing but its pages', () => {
    const shelf = new PageShelf(file, log);
    const other = new DatabaseSync(file);
    other.exec('drop table pages');
    other.close();
    shelf.put('a', made('1'));
    expect(shelf.get('a')).toBeUndefined();
    shelf.keep(['a']);
    expect(said.join()).toContain('pages could not be kept on disk');
    shelf.close();
  });

  test('after it was closed it knows nothing, and nobody is told', () => {
    const shelf = new PageShelf(file, log);
    shelf.close();
    shelf.put('a', made('1'));
    expect(shelf.get('a')).toBeUndefined();
    expect(said).toEqual([]);
  });
});
