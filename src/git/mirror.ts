/**
 * A local bare copy of one branch of a watched repository. It can be deleted at any time; everything else in this room
 * reads it.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Log } from '../log.ts';
import { Care, isSound } from './care.ts';
import { MirrorDamaged, Unreachable } from './errors.ts';
import type { Step } from './history.ts';
import { hold, sweep } from './lock.ts';
import { ask, remoteEnvironment } from './process.ts';
import { type Aim, open, type Progress, Remote } from './remote.ts';
import { Revisions } from './revisions.ts';

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

export class Mirror {
  /** The bare repository's folder, absolute. */
  readonly gitDir: string;
  readonly #branch: string | undefined;
  readonly #remote: Remote;
  readonly #revisions: Revisions;
  readonly #care: Care;
  readonly #log: Log;
  /** Whether the remote serves the mirror only whole; undefined until the mirror's configuration was asked. */
  #unfiltered: boolean | undefined;
  /** Fetches in a row that failed although the remote answered. */
  #failures = 0;

  constructor(options: MirrorOptions) {
    this.gitDir = resolve(options.dir);
    this.#branch = options.branch;
    this.#remote = new Remote(options.url, options.blobLimit ?? '1m', options.progress);
    this.#revisions = new Revisions(this.gitDir);
    this.#log = options.log;
    this.#care = new Care(this.gitDir, this.#remote, options.log);
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
    return (await this.#revisions.find(commit)) !== undefined;
  }

  /**
   * What each commit after `from` did, up to `to`, where these are few and on one line of first parents; undefined
   * otherwise. The same as `history` tells, sooner. Both are full hashes; one call at a time.
   */
  steps(from: string, to: string): Promise<Step[] | undefined> {
    return this.#revisions.steps(from, to);
  }

  /** Ends the git processes that stay. */
  close(): void {
    this.#revisions.close();
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
    const swept = await sweep(this.gitDir, signal);
    if (swept.length) this.#log.warn({ files: swept }, 'removed what an interrupted git left in the mirror');
    try {
      return (await this.#advance(signal)) ?? (await this.#look(signal));
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      // No git can work in a folder that is no repository any more, whatever the remote is like.
      await ask(this.gitDir, ['rev-parse', '--is-bare-repository']);
      throw error;
    }
  }

  /**
   * Fetches the branch that the mirror is of, without asking first what the remote has. undefined where that brings
   * nothing new, or fails: then the remote must be asked, for its default branch may be another by now.
   */
  async #advance(signal?: AbortSignal): Promise<Head | undefined> {
    const ref = await this.#head();
    const branch = ref?.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined;
    if (ref === undefined || branch === undefined) return undefined;
    if (this.#branch !== undefined && this.#branch.replace(/^refs\/heads\//, '') !== branch) return undefined;
    const before = await this.#revisions.find(ref);
    if (!before) return undefined;
    try {
      await this.#remote.download(this.gitDir, ref, ref, !(await this.#isUnfiltered(this.gitDir)), signal);
    } catch (error) {
      if (error instanceof Unreachable) return undefined;
      throw error;
    }
    const after = await this.#revisions.find(ref);
    return after && after.commit !== before.commit ? { commit: after.commit, branch } : undefined;
  }

  async #look(signal?: AbortSignal): Promise<Head> {
    const aim = await this.#remote.look(this.gitDir, this.#branch, signal);
    if (!aim) return { empty: true };
    const ref = localRef(aim);
    const here = await this.#revisions.find(ref);
    if (here?.commit !== aim.commit || !(await this.#revisions.hasTree(aim.commit))) await this.#bring(aim, signal);
    else if (await this.#care.tidy(aim.commit, signal)) this.#revisions.renew();
    if ((await this.#head()) !== ref) await ask(this.gitDir, ['symbolic-ref', 'HEAD', ref]);
    const found = await this.#revisions.find(ref);
    if (!found) throw new MirrorDamaged(`commit ${aim.commit} cannot be read after fetching it`);
    return { commit: found.commit, branch: aim.branch };
  }

  /** Full name of the ref that the mirror's HEAD stands for (gitrepository-layout: a line `ref: NAME`). */
  async #head(): Promise<string | undefined> {
    const text = await readFile(join(this.gitDir, 'HEAD'), 'utf8').catch(() => '');
    return /^ref: (\S+)\n?$/.exec(text)?.[1];
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
      if (await isSound(this.gitDir, this.#remote, this.#failures > 1, signal)) throw error;
      this.#failures = 0;
      throw new MirrorDamaged(error.message);
    }
  }

  async #anew(why: string, signal?: AbortSignal): Promise<Head> {
    this.#log.warn({ mirror: this.gitDir, why }, 'the mirror is damaged and is made anew');
    const fresh = `${this.gitDir}.new`;
    this.#unfiltered = undefined;
    await create(fresh);
    const aim = await this.#remote.look(fresh, this.#branch, signal);
    if (aim) {
      await this.#download(fresh, aim, signal);
      await ask(fresh, ['symbolic-ref', 'HEAD', localRef(aim)]);
    }
    await rename(this.gitDir, `${this.gitDir}.old`);
    await rename(fresh, this.gitDir);
    this.#revisions.renew();
    await removeFolders(`${this.gitDir}.old`);
    return aim ? { commit: aim.commit, branch: aim.branch, rebuilt: true } : { empty: true };
  }

  /** With the filter. A server that refuses it shows at the first fetch, and is remembered. */
  async #download(dir: string, aim: Aim, signal?: AbortSignal): Promise<void> {
    const ref = localRef(aim);
    const unfiltered = await this.#isUnfiltered(dir);
    try {
      await this.#remote.download(dir, aim.ref, ref, !unfiltered, signal);
    } catch (error) {
      const { code } = await ask(dir, ['rev-parse', '--quiet', '--verify', ref], [0, 1, 128]);
      if (!(error instanceof Unreachable) || unfiltered || code === 0) throw error;
      await this.#remote.download(dir, aim.ref, ref, false, signal);
      this.#log.warn({ why: error.message }, 'the mirror was fetched with all big files: fetching without them failed');
      await ask(dir, ['config', UNFILTERED, 'true']);
      this.#unfiltered = true;
    }
  }

  async #isUnfiltered(dir: string): Promise<boolean> {
    this.#unfiltered ??= (await ask(dir, ['config', '--get', UNFILTERED], [0, 1])).code === 0;
    return this.#unfiltered;
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
