/**
 * Keeps a mirror in order.
 *
 * Growth: a mirror is packed anew when a look at the remote finds nothing to do and small packs have piled up; never
 * in the middle of a pass.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Log, redact } from '../log.ts';
import type { Remote } from './remote.ts';

/** With so many packs, or loose objects in one of 256 folders, the mirror is packed anew. */
const MANY_PACKS = 60;
const MANY_LOOSE = 20;

/** Packs the mirror anew if it needs it. True: its files are others now. */
export async function tidy(gitDir: string, remote: Remote, log: Log, signal?: AbortSignal): Promise<boolean> {
  const packs = (await readdir(join(gitDir, 'objects', 'pack'))).filter((name) => name.endsWith('.pack'));
  const loose = await readdir(join(gitDir, 'objects', '17')).catch(() => []);
  if (packs.length < MANY_PACKS && loose.length < MANY_LOOSE) return false;
  try {
    await remote.maintain(gitDir, ['gc', '--quiet', '--prune=30.days.ago'], signal);
  } catch (error) {
    signal?.throwIfAborted();
    log.warn({ why: redact(String(error)) }, 'the mirror could not be packed; it works on as it is');
  }
  return true;
}

/** Whether every commit and folder can be read; `thorough`: every file too, which takes a while. */
export async function isSound(
  gitDir: string,
  remote: Remote,
  thorough: boolean,
  signal?: AbortSignal,
): Promise<boolean> {
  const links = ['rev-list', '--objects', '--all', '--quiet', '--missing=allow-promisor'];
  const files = ['fsck', '--full', '--no-dangling', '--no-progress'];
  try {
    await remote.maintain(gitDir, links, signal);
    if (thorough) await remote.maintain(gitDir, files, signal);
    return true;
  } catch {
    signal?.throwIfAborted();
    return false;
  }
}
