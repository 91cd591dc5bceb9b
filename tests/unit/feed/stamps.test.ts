import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileStamps } from '../../../src/feed/stamps.ts';
import { createLog } from '../../../src/log.ts';

const log = createLog({ write: () => undefined });
const NOON = new Date('2025-06-01T12:00:00.500Z');
const SECOND = Math.floor(NOON.getTime() / 1_000);
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'starpost-stamps-'));
  file = join(folder, 'deep', 'stamps.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('stamps', () => {
  test('the same bytes keep their date, other bytes get a later one within the same second', async () => {
    const stamps = await FileStamps.open(file, log);
    expect(stamps.modified('all', 'a', NOON)).toBe(SECOND);
    expect(stamps.modified('all', 'a', new Date(NOON.getTime() + 60_000))).toBe(SECOND);
    expect(stamps.modified('all', 'b', NOON)).toBe(SECOND + 1);
    expect(stamps.modified('all', 'a', NOON)).toBe(SECOND + 2);
    expect(stamps.modified('changes', 'a', NOON)).toBe(SECOND);
    await stamps.close();
  });

  test('dates rise though the clock went back', async () => {
    const stamps = await FileStamps.open(file, log);
    stamps.modified('all', 'a', NOON);
    expect(stamps.modified('all', 'b', new Date(NOON.getTime() - 86_400_000))).toBe(SECOND + 1);
    await stamps.close();
  });

  test('they outlive a restart', async () => {
    const before = await FileStamps.open(file, log);
    before.modified('all', 'a', NOON);
    before.modified('all', 'b', NOON);
    await before.close();
    const after = await FileStamps.open(file, log);
    expect(after.modified('all', 'b', new Date(NOON.getTime() + 60_000))).toBe(SECOND + 1);
    expect(after.modified('all', 'c', NOON)).toBe(SECOND + 2);
    await after.close();
  });

  test('a torn last line costs itself only', async () => {
    const before = await FileStamps.open(file, log);
    before.modified('all', 'a', NOON);
    await before.close();
    appendFileSync(file, '{"feed":"changes","dig');
    const during = await FileStamps.open(file, log);
    during.modified('tags/sea', 'a', NOON);
    await during.close();
    const after = await FileStamps.open(file, log);
    const later = new Date(NOON.getTime() + 5_000);
    expect(after.modified('all', 'a', later)).toBe(SECOND);
    expect(after.modified('tags/sea', 'a', later)).toBe(SECOND);
    expect(after.modified('changes', 'a', later)).toBe(SECOND + 5);
    await after.close();
  });

  test('the file stays small', async () => {
    const before = await FileStamps.open(file, log);
    for (let i = 0; i < 500; i++) before.modified('all', String(i), NOON);
    await before.close();
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(500);
    const after = await FileStamps.open(file, log);
    await after.close();
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(1);
    expect(after.modified('all', '499', NOON)).toBe(SECOND + 499);
    await after.close();
  });

  test('what is no stamp is skipped', async () => {
    const first = await FileStamps.open(file, log);
    await first.close();
    writeFileSync(file, 'null\n7\n{"feed":"all","digest":"a","modified":"soon"}\n');
    const stamps = await FileStamps.open(file, log);
    expect(stamps.modified('all', 'a', NOON)).toBe(SECOND);
    await stamps.close();
  });
});
