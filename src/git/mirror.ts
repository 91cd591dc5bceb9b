/**
 * A local bare copy of one branch of a watched repository. It can be deleted at any time; everything else in this room
 * reads it.
 *
 * Growth: a mirror is packed anew when a look at the remote finds nothing to do and small packs have piled up; never
 * in the middle of a pass.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Log, redact } from '../log.ts';
import { MirrorDamaged, Unreachable } from './errors.ts';
import { hold, sweep } from './lock.ts';
import { ask, remoteEnvironment } from './process.ts';
import { type Aim, open, type Progress, Remote } from './remote.ts';

/** Where the watched branch stands. `rebuilt`: the mirror was made anew, so files opened before are stale. */
export type Head = { commit: string; branch: string; rebuilt?: true } | { empty: true };

export interface MirrorOptions {
  /** Address, path or bundle of the repository to watch. */
  url: string;
  /** Short name; by default the branch the repository itself names. */
  branch?: string;
  /** Folder of the bare mirror; made when absent. Beside it lie `DIR.lock` and, for a while, `DIR.new` and `DIR.old`. */
  dir: string;
  /** Larger blobs are left out where the server can: bytes, or with `k` or `m`. Default `1m`. */
  blobLimit?: string;
  progress?: (progress: Progress) => void;
  log: Log;
}

/** Ref of a commit on no branch. */
const DETACHED = 'refs/starpost/head';

/** Set in the mirror's configuration where the remote serves it only whole. */
const UNFILTERED = 'starpost.unfiltered';

/** With so many packs, or loose objects in one of 256 folders, the mirror is packed anew. */
const MANY_PACKS = 60;
const MANY_LOOSE = 20;

export class Mirror {
  /** The bare repository's folder, absolute. */
  readonly gitDir: string;
  readonly #branch: string | undefined;
  readonly #remote: Remote;
  readonly #log: Log;
  /** Fetches in a row that failed although the remote answered. */
  #failures = 0;

  constructor(options: MirrorOptions) {
    this.gitDir = resolve(options.dir);
    this.#branch = options.branch;
    this.#remote = new Remote(options.url, options.blobLimit ?? '1m', options.progress);
    this.#log = options.log;
  }

  /**
   * Brings the mirror up to the remote. Makes it when absent, clears what a killed git left, and makes it anew when it
   * is damaged.
   * @throws Unreachable, BranchGone, MirrorBusy, or the signal's reason
   */
  fetch(signal?: AbortSignal): Promise<Head> {
    return this.#held(signal, async () => {
      try {
        return await this.#update(signal);
      } catch (error) {
        if (!(error instanceof MirrorDamaged)) throw error;
        return this.#anew(error.message, signal);
      }
    });
  }

  /** Makes the mirror anew from the remote; the old one stays until that is done. To be called on MirrorDamaged. */
  rebuild(signal?: AbortSignal): Promise<Head> {
    return this.#held(signal, () => this.#anew('git could not read it', signal));
  }

  /** Full hash of the commit a revision (`main`, `HEAD~3`, an abbreviated hash) means here; undefined for none. */
  async resolve(revision: string): Promise<string | undefined> {
    const args = ['rev-parse', '--quiet', '--verify', '--end-of-options', `${revision}^{commit}`];
    const { code, text } = await ask(this.gitDir, args, [0, 1, 128]);
    return code === 0 ? text : undefined;
  }

  /** Whether a commit is here. */
  async has(commit: string): Promise<boolean> {
    return (await ask(this.gitDir, ['cat-file', '-e', `${commit}^{commit}`], [0, 1, 128])).code === 0;
  }

  /** Whether `older` is `newer` or one of its ancestors, by any line of parents. False where one is not here. */
  async isAncestor(older: string, newer: string): Promise<boolean> {
    return (await ask(this.gitDir, ['merge-base', '--is-ancestor', older, newer], [0, 1, 128])).code === 0;
  }

  /**
   * The repository's address for people, without credentials: for one on this machine the address of its own origin.
   * undefined where there is none.
   */
  remoteUrl(): Promise<string | undefined> {
    return this.#remote.publicAddress();
  }

  /** Runs `work` while no other starpost writes this mirror, after an interrupted rebuild was undone. */
  async #held<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    await mkdir(dirname(this.gitDir), { recursive: true });
    const release = await hold(`${this.gitDir}.lock`, signal);
    try {
      if (!existsSync(this.gitDir) && existsSync(`${this.gitDir}.old`)) await rename(`${this.gitDir}.old`, this.gitDir);
      await removeFolders(`${this.gitDir}.old`, `${this.gitDir}.new`);
      return await work();
    } finally {
      release();
    }
  }

  async #update(signal?: AbortSignal): Promise<Head> {
    if (!existsSync(join(this.gitDir, 'HEAD'))) await create(this.gitDir);
    await ask(this.gitDir, ['rev-parse', '--is-bare-repository']);
    const swept = await sweep(this.gitDir, signal);
    if (swept.length) this.#log.warn({ files: swept }, 'removed what an interrupted git left in the mirror');
    const aim = await this.#remote.look(this.gitDir, this.#branch, signal);
    if (!aim) return { empty: true };
    if ((await this.resolve(localRef(aim))) === aim.commit && (await this.#holds(aim.commit))) await this.#tidy(signal);
    else await this.#bring(aim, signal);
    await ask(this.gitDir, ['symbolic-ref', 'HEAD', localRef(aim)]);
    const commit = await this.resolve('HEAD');
    if (!commit) throw new MirrorDamaged(`commit ${aim.commit} cannot be read after fetching it`);
    return { commit, branch: aim.branch };
  }

  async #holds(commit: string): Promise<boolean> {
    return (await ask(this.gitDir, ['cat-file', '-e', `${commit}^{tree}`], [0, 1, 128])).code === 0;
  }

  /** @throws MirrorDamaged where fetching fails for a fault on this side */
  async #bring(aim: Aim, signal?: AbortSignal): Promise<void> {
    try {
      await this.#download(this.gitDir, aim, signal);
      this.#failures = 0;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      // Throws by itself where the remote is gone. Where it answers, the fault may lie here.
      await this.#remote.look(this.gitDir, this.#branch, signal);
      this.#failures += 1;
      if (await this.#isSound(this.#failures > 1, signal)) throw error;
      this.#failures = 0;
      throw new MirrorDamaged(error.message);
    }
  }

  /** Every commit and folder can be read; `thorough`: every file too, which takes a while. */
  async #isSound(thorough: boolean, signal?: AbortSignal): Promise<boolean> {
    const links = ['rev-list', '--objects', '--all', '--quiet', '--missing=allow-promisor'];
    const files = ['fsck', '--full', '--no-dangling', '--no-progress'];
    try {
      await this.#remote.maintain(this.gitDir, links, signal);
      if (thorough) await this.#remote.maintain(this.gitDir, files, signal);
      return true;
    } catch {
      signal?.throwIfAborted();
      return false;
    }
  }

  async #anew(why: string, signal?: AbortSignal): Promise<Head> {
    this.#log.warn({ mirror: this.gitDir, why }, 'the mirror is damaged and is made anew');
    const fresh = `${this.gitDir}.new`;
    await create(fresh);
    const aim = await this.#remote.look(fresh, this.#branch, signal);
    if (aim) {
      await this.#download(fresh, aim, signal);
      await ask(fresh, ['symbolic-ref', 'HEAD', localRef(aim)]);
    }
    await rename(this.gitDir, `${this.gitDir}.old`);
    await rename(fresh, this.gitDir);
    await removeFolders(`${this.gitDir}.old`);
    return aim ? { commit: aim.commit, branch: aim.branch, rebuilt: true } : { empty: true };
  }

  /** With the filter. A server that refuses it shows at the first fetch, and is remembered. */
  async #download(dir: string, aim: Aim, signal?: AbortSignal): Promise<void> {
    const ref = localRef(aim);
    const unfiltered = (await ask(dir, ['config', '--get', UNFILTERED], [0, 1])).code === 0;
    try {
      await this.#remote.download(dir, aim, ref, !unfiltered, signal);
    } catch (error) {
      const { code } = await ask(dir, ['rev-parse', '--quiet', '--verify', ref], [0, 1, 128]);
      if (!(error instanceof Unreachable) || unfiltered || code === 0) throw error;
      await this.#remote.download(dir, aim, ref, false, signal);
      this.#log.warn({ why: error.message }, 'the mirror was fetched with all big files: fetching without them failed');
      await ask(dir, ['config', UNFILTERED, 'true']);
    }
  }

  async #tidy(signal?: AbortSignal): Promise<void> {
    const packs = (await readdir(join(this.gitDir, 'objects', 'pack'))).filter((name) => name.endsWith('.pack'));
    const loose = await readdir(join(this.gitDir, 'objects', '17')).catch(() => []);
    if (packs.length < MANY_PACKS && loose.length < MANY_LOOSE) return;
    try {
      await this.#remote.maintain(this.gitDir, ['gc', '--quiet', '--prune=30.days.ago'], signal);
    } catch (error) {
      signal?.throwIfAborted();
      this.#log.warn({ why: redact(String(error)) }, 'the mirror could not be packed; it works on as it is');
    }
  }
}

function localRef(aim: Aim): string {
  return aim.ref === 'HEAD' ? DETACHED : aim.ref;
}

async function create(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  await open(dir, { ...remoteEnvironment(), GIT_DIR: dir }).init(true);
}

async function removeFolders(...folders: string[]): Promise<void> {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
}
