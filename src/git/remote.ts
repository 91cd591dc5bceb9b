/** The watched repository, wherever it is: what it offers, and bringing it here. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { GitPluginError, type SimpleGit, simpleGit } from 'simple-git';
import { redact } from '../log.ts';
import { BranchGone, Unreachable } from './errors.ts';
import { remoteEnvironment } from './process.ts';

/** What is to be fetched. */
export interface Aim {
  /** Full name at the remote, `refs/heads/main`; or `HEAD` where no branch is checked out. */
  ref: string;
  /** Short name for people and links; `HEAD` where no branch is checked out. */
  branch: string;
  commit: string;
}

export interface Progress {
  /** `preparing` (the server is at work), then git's `receiving` and `resolving`. */
  stage: string;
  percent: number;
}

/** git says nothing at all for this long: the connection hangs. */
const SILENCE_MS = 300_000;

/** The variables remoteEnvironment sets on purpose, which simple-git refuses unless each kind is named. */
const MEANT = {
  allowUnsafeAskPass: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeHooksPath: true,
  allowUnsafePack: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
} as const;

/** Serves a local repository also when it belongs to someone else, and leaves big files out although it was not set up to. */
const LOCAL_SERVER = "git -c safe.directory='*' -c uploadpack.allowFilter=true upload-pack";

/** One ref and nothing else, also from a shallow repository, and without a word in the mirror that others could read. */
const FETCH = ['--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--no-auto-gc', '--update-shallow'];

export class Remote {
  /** An address, or an absolute path of a repository or bundle on this machine. */
  readonly address: string;
  readonly #progress: ((progress: Progress) => void) | undefined;

  readonly #filter: string;
  #public: Promise<string | undefined> | undefined;

  /** `blobLimit`: larger blobs are left out, in git's own spelling (`1m`). */
  constructor(address: string, blobLimit: string, progress?: (progress: Progress) => void) {
    this.address = existsSync(address) ? resolve(address) : address;
    this.#filter = `blob:limit=${blobLimit}`;
    this.#progress = progress;
  }

  get isLocal(): boolean {
    return this.address.startsWith('/') || this.address.startsWith('file://');
  }

  /**
   * What `branch` (by default the one the repository names) stands at; undefined for a repository without commits.
   * @throws Unreachable, BranchGone
   */
  async look(gitDir: string, branch?: string, signal?: AbortSignal): Promise<Aim | undefined> {
    const wanted = branch?.replace(/^refs\/heads\//, '');
    const named = await this.#list(gitDir, wanted === undefined ? ['HEAD'] : [`refs/heads/${wanted}`], signal);
    const ref = wanted === undefined ? named.head : `refs/heads/${wanted}`;
    const commit = named.refs.get(wanted === undefined ? 'HEAD' : `refs/heads/${wanted}`);
    if (ref?.startsWith('refs/heads/') && commit) return { ref, branch: ref.slice('refs/heads/'.length), commit };

    const { refs } = await this.#list(gitDir, ['HEAD', 'refs/heads/*'], signal);
    const branches = [...refs.keys()].filter((name) => name !== 'HEAD').map((name) => name.slice('refs/heads/'.length));
    if (refs.size === 0) return undefined;
    if (wanted !== undefined) throw new BranchGone(wanted, branches);
    const head = refs.get('HEAD');
    // No branch is named: a checkout of a bare commit, or a bundle, which cannot name one. One standing there will do.
    const standing = branches.filter((name) => head === undefined || refs.get(`refs/heads/${name}`) === head);
    const chosen =
      ['main', 'master'].find((name) => standing.includes(name)) ?? (standing.length === 1 ? standing[0] : undefined);
    if (chosen !== undefined) {
      return { ref: `refs/heads/${chosen}`, branch: chosen, commit: refs.get(`refs/heads/${chosen}`)! };
    }
    if (head !== undefined) return { ref: 'HEAD', branch: 'HEAD', commit: head };
    throw new BranchGone(undefined, branches);
  }

  /**
   * Brings the remote's `ref` into the bare repository `gitDir`, as its ref `into`. `filtered`: without big blobs, where the server
   * can leave them out. Credentials of the address never enter the repository's configuration.
   * @throws Unreachable
   */
  async download(gitDir: string, ref: string, into: string, filtered: boolean, signal?: AbortSignal): Promise<void> {
    const filter = filtered ? `--filter=${this.#filter}` : '--no-filter';
    const args = ['fetch', ...FETCH, filter, ...this.#server(), 'origin', `+${ref}:${into}`];
    await this.#tell('fetch from', signal, this.#git(gitDir, signal).raw(args));
  }

  /** Runs a git command that must know which blobs may be missing: `gc`, `fsck`. */
  async maintain(gitDir: string, args: string[], signal?: AbortSignal): Promise<void> {
    await this.#git(gitDir, signal).raw(args);
  }

  /**
   * The address people can use: without credentials; for a repository on this machine that of its own origin, as it was
   * when first asked for.
   */
  publicAddress(): Promise<string | undefined> {
    this.#public ??= this.isLocal ? this.#originOf() : Promise.resolve(withoutCredentials(this.address));
    return this.#public;
  }

  async #originOf(): Promise<string | undefined> {
    const path = this.address.replace(/^file:\/\//, '');
    if (!existsSync(path)) return undefined;
    const asked = open(dirname(path), remoteEnvironment()).raw(['-C', path, 'config', '--get', 'remote.origin.url']);
    const origin = (await asked.catch(() => '')).trim();
    const isElsewhere = /^[a-z][a-z0-9+.-]*:\/\/|^[^/]+:/i.test(origin) && !origin.startsWith('file:');
    return isElsewhere ? withoutCredentials(origin) : undefined;
  }

  /** Refs by their full names, and the branch `HEAD` stands for where the server says so. */
  async #list(
    gitDir: string,
    patterns: readonly string[],
    signal?: AbortSignal,
  ): Promise<{ refs: Map<string, string>; head?: string }> {
    const args = ['--symref', ...this.#server(), 'origin', ...patterns];
    const text = await this.#tell('look at', signal, this.#git(gitDir, signal).listRemote(args));
    const refs = new Map<string, string>();
    let head: string | undefined;
    for (const line of text.split('\n')) {
      const [value = '', name = ''] = line.split('\t');
      if (name !== 'HEAD' && !name.startsWith('refs/heads/')) continue;
      if (!value.startsWith('ref: ')) refs.set(name, value);
      else if (name === 'HEAD') head = value.slice('ref: '.length);
    }
    return { refs, head };
  }

  #server(): string[] {
    return this.isLocal ? [`--upload-pack=${LOCAL_SERVER}`] : [];
  }

  /**
   * The remote is known to git by environment only. Without `promisor` in the mirror's own configuration a git that
   * reads the mirror takes a left-out blob for a missing one, instead of failing because it may not fetch it.
   */
  #git(gitDir: string, signal?: AbortSignal): SimpleGit {
    const env = remoteEnvironment([
      ['remote.origin.url', this.address],
      ['remote.origin.promisor', 'true'],
      ['remote.origin.partialclonefilter', this.#filter],
      ['http.lowSpeedLimit', '100'],
      ['http.lowSpeedTime', '60'],
    ]);
    return open(gitDir, { ...env, GIT_DIR: gitDir }, this.#progress, signal);
  }

  async #tell<T>(what: string, signal: AbortSignal | undefined, task: PromiseLike<T>): Promise<T> {
    try {
      return await task;
    } catch (error) {
      signal?.throwIfAborted();
      throw new Unreachable(`git could not ${what} ${redact(this.address)}: ${reason(error)}`);
    }
  }
}

/** simple-git on a folder, with an environment of ours alone. */
export function open(
  folder: string,
  env: Record<string, string>,
  progress?: (progress: Progress) => void,
  signal?: AbortSignal,
): SimpleGit {
  return simpleGit({
    baseDir: folder,
    allowEnvironment: Object.keys(env),
    unsafe: MEANT,
    completion: { onClose: true, onExit: false },
    timeout: { block: SILENCE_MS },
    progress: (event) => progress?.({ stage: stageOf(event.stage), percent: event.progress }),
    ...(signal && { abort: signal }),
  })
    .env(env)
    .outputHandler((_command, stdout, stderr) => {
      // Ending git leaves its transport (git-remote-https, ssh) waiting for the network with our pipes in its hands.
      // Let go of them: it ends by itself at its next word, or by the time limits above.
      const letGo = () => {
        for (const stream of [stdout, stderr]) if (stream instanceof Readable) stream.destroy();
      };
      signal?.addEventListener('abort', letGo, { once: true });
      stdout.once('close', () => signal?.removeEventListener('abort', letGo));
    });
}

/** The server's own steps all come as `remote:`. */
function stageOf(stage: string): string {
  return stage === 'remote:' ? 'preparing' : stage;
}

/** What git said, without its progress lines and without credentials. */
function reason(error: unknown): string {
  if (error instanceof GitPluginError && error.plugin === 'timeout')
    return `no answer for ${SILENCE_MS / 60_000} minutes`;
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() && !/\d+% \(\d+\/\d+\)/.test(line));
  return redact(lines.slice(-4).join('; ')) || 'it gave no reason';
}

/** `https://user:token@host/x` becomes `https://host/x`; the user of an ssh address is no secret and stays. */
function withoutCredentials(address: string): string {
  return address.replace(/^(https?:\/\/)[^/@]*@/i, '$1').replace(/^(ssh:\/\/[^/@:]+):[^/@]*@/i, '$1@');
}
