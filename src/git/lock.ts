/** Makes sure that only one starpost at a time writes a mirror, and clears away what a killed git left in it. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { MirrorBusy } from './errors.ts';

/** How long a second starpost waits for the first one. A first clone may take longer: then it tries at its next pass. */
const PATIENCE_MS = 60_000;

/**
 * Holds `file` until the returned function is called. The lock is the operating system's, by way of SQLite's own file
 * locking: it ends with the process that held it, however that ended, and holds between containers on one volume.
 * @throws MirrorBusy after a minute, or the signal's reason
 */
export async function hold(file: string, signal?: AbortSignal): Promise<() => void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    signal?.throwIfAborted();
    const database = new DatabaseSync(file, { timeout: 0 });
    try {
      database.exec('begin exclusive');
      return () => database.close();
    } catch (error) {
      database.close();
      if (!isBusy(error)) throw error;
    }
    if (Date.now() > deadline) throw new MirrorBusy(`Another starpost holds ${file}. It is tried again later.`);
    await sleep(100, undefined, { signal });
  }
}

const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

/**
 * A file of git's own counts as left behind once nothing has written to it for this long. A git that outlived its
 * starpost ends by itself at its next line of progress, when it finds nobody reading.
 */
const QUIET_MS = 2_000;

/** Lock files, and packs half received, that a killed git left. To be called only by the mirror's holder. */
export async function sweep(gitDir: string, signal?: AbortSignal): Promise<string[]> {
  const found = await leftovers(gitDir);
  for (const file of found) {
    for (let age = await ageOf(file); age < QUIET_MS; age = await ageOf(file)) {
      await sleep(Math.min(QUIET_MS - age, QUIET_MS), undefined, { signal });
    }
    await rm(file, { force: true });
  }
  return found;
}

/** Milliseconds since the last write; a file from the future, or already gone, is old. */
async function ageOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  const age = found ? Date.now() - found.mtimeMs : Number.POSITIVE_INFINITY;
  return age < 0 ? Number.POSITIVE_INFINITY : age;
}

/** `index.lock` and the like, `gc.pid`, and temporary packs. Branches may lie in folders; loose objects need no look. */
async function leftovers(gitDir: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (folder: string, deep: boolean, wanted: RegExp): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (deep) await visit(path, deep, wanted);
      } else if (wanted.test(entry.name)) {
        found.push(path);
      }
    }
  };
  await visit(gitDir, false, /^gc\.pid$|\.lock$/);
  await visit(join(gitDir, 'refs'), true, /\.lock$/);
  await visit(join(gitDir, 'objects'), false, /^tmp_|\.lock$/);
  await visit(join(gitDir, 'objects', 'info'), true, /\.lock$/);
  await visit(join(gitDir, 'objects', 'pack'), false, /^\.?tmp|\.lock$/);
  return found;
}
