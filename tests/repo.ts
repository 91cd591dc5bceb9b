/** Real git repositories in temporary folders, for tests. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** A fresh empty folder; the caller removes it. */
export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'starpost-'));
}

/** The test's git hears neither the machine's configuration nor a surrounding repository. */
function environment(at: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: tmpdir(),
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Robin',
    GIT_AUTHOR_EMAIL: 'robin@garden.example',
    GIT_COMMITTER_NAME: 'Robin',
    GIT_COMMITTER_EMAIL: 'robin@garden.example',
    GIT_AUTHOR_DATE: at,
    GIT_COMMITTER_DATE: at,
  };
}

const FIRST = Date.parse('2026-01-01T00:00:00Z');
const SETTINGS = ['-c', 'gc.auto=0', '-c', 'core.autocrlf=false', '-c', 'protocol.file.allow=always'];

/**
 * A repository with a working tree. `await using repo = await Repo.create()` removes it at the end of the block;
 * otherwise call `cleanup`.
 */
export class Repo {
  /** The working tree's root: also the address to watch. */
  readonly dir: string;
  #commits = 0;

  private constructor(dir: string) {
    this.dir = dir;
  }

  /** An empty repository on the branch `main`, without a commit yet. */
  static async create(branch = 'main'): Promise<Repo> {
    const repo = new Repo(await temporaryFolder());
    await repo.git('init', '--quiet', '--template=', `--initial-branch=${branch}`);
    return repo;
  }

  /** Where a file of the repository lies on disk. */
  path(file: string): string {
    return join(this.dir, file);
  }

  /** Runs git in the working tree; its standard output without the last line break. Throws on any other exit code than 0. */
  async git(...args: string[]): Promise<string> {
    return this.#git(args, new Date(FIRST + this.#commits * 60_000).toISOString());
  }

  async #git(args: string[], at: string): Promise<string> {
    const options = { cwd: this.dir, env: environment(at), maxBuffer: 64 << 20 };
    const { stdout } = await exec('git', [...SETTINGS, ...args], options);
    return stdout.replace(/\n$/, '');
  }

  /** Creates or replaces a file and the folders it needs. A name that is not UTF-8 is given as a Buffer (no new folders then). */
  async write(file: string | Buffer, text: string | Buffer): Promise<void> {
    if (typeof file === 'string') {
      await mkdir(dirname(this.path(file)), { recursive: true });
      await writeFile(this.path(file), text);
    } else {
      await writeFile(Buffer.concat([Buffer.from(`${this.dir}/`), file]), text);
    }
  }

  /** Removes a file, or a folder with all it holds. */
  async remove(file: string): Promise<void> {
    await rm(this.path(file), { recursive: true });
  }

  /** Moves a file or folder and creates the folders it needs. */
  async move(from: string, to: string): Promise<void> {
    await mkdir(dirname(this.path(to)), { recursive: true });
    await rename(this.path(from), this.path(to));
  }

  /**
   * Commits everything as it lies on disk, also when nothing changed; the full hash.
   * `at`: an ISO instant; by default one minute after the last commit, from 2026-01-01T00:00:00Z on.
   */
  async commit(message = 'a change', at?: string): Promise<string> {
    const time = at ?? new Date(FIRST + this.#commits * 60_000).toISOString();
    this.#commits += 1;
    await this.#git(['add', '--all'], time);
    await this.#git(['commit', '--quiet', '--allow-empty', '--allow-empty-message', '--message', message], time);
    return this.head();
  }

  /** Full hash of the present commit. */
  head(): Promise<string> {
    return this.git('rev-parse', 'HEAD');
  }

  async cleanup(): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cleanup();
  }
}
