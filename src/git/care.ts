/**
 * Keeps a mirror in order.
 *
 * All of it happens when a look at the remote finds nothing to do, never in the middle of a pass. Growth: a mirror is
 * packed anew when small packs have piled up. Histories: git notes for each commit which paths it may have touched
 * (`git help commit-graph`, --changed-paths), so that the history of one file is read without opening every commit.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Log, redact } from '../log.ts';
import type { Remote } from './remote.ts';

/** With so many packs, or loose objects in one of 256 folders, the mirror is packed anew. */
const MANY_PACKS = 60;
const MANY_LOOSE = 20;

export class Care {
  readonly #gitDir: string;
  readonly #remote: Remote;
  readonly #log: Log;
  /** Commit up to which paths are noted. */
  #noted: string | undefined;

  constructor(gitDir: string, remote: Remote, log: Log) {
    this.#gitDir = gitDir;
    this.#remote = remote;
    this.#log = log;
  }

  /** `head`: the commit the mirror stands at. True: its files are others now. */
  async tidy(head: string, signal?: AbortSignal): Promise<boolean> {
    if (this.#noted !== head) {
      await this.#run(['commit-graph', 'write', '--reachable', '--changed-paths', '--split', '--no-progress'], signal);
      this.#noted = head;
    }
    const packs = (await readdir(join(this.#gitDir, 'objects', 'pack'))).filter((name) => name.endsWith('.pack'));
    const loose = await readdir(join(this.#gitDir, 'objects', '17')).catch(() => []);
    if (packs.length < MANY_PACKS && loose.length < MANY_LOOSE) return false;
    await this.#run(['gc', '--quiet', '--prune=30.days.ago'], signal);
    return true;
  }

  async #run(args: string[], signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#remote.maintain(this.#gitDir, args, signal);
    } catch (error) {
      signal?.throwIfAborted();
      const fields = { doing: args[0], why: redact(String(error)) };
      this.#log.warn(fields, 'the mirror could not be put in order; it works on as it is');
    }
  }
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
