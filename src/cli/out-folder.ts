/**
 * The folder a static build writes into. Files are written aside and put in place at the end, each in one step: who reads
 * the folder meanwhile finds every file whole, as it was or as it is now, and a build that fails changes none. It
 * remembers what it wrote, so that the next build takes away what is gone: a removal must reach files too. Files of
 * others in the folder are left alone.
 */
import { mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Log } from '../log.ts';

const MANIFEST = '.starpost-files';
/** In the folder itself, since only within one file system is a file put in place in one step. No page is called so. */
const ASIDE = '.starpost-new';

/** Names that a file system cannot take, and why. */
const UNFIT: Record<string, string> = {
  ENAMETOOLONG: 'the file system cannot take its name',
  ERR_INVALID_ARG_VALUE: 'the file system cannot take its name',
  EISDIR: 'a folder has its name',
  ENOTDIR: 'a file has the name of its folder',
  EEXIST: 'a file has the name of its folder',
};

interface Written {
  aside: string;
  bytes: number;
}

export class OutFolder implements AsyncDisposable {
  readonly #folder: string;
  readonly #log: Log;
  readonly #written = new Map<string, Written>();

  private constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  /** Makes the folder where there is none. One build at a time. */
  static async open(folder: string, log: Log): Promise<OutFolder> {
    await rm(join(folder, ASIDE), { recursive: true, force: true });
    await mkdir(join(folder, ASIDE), { recursive: true });
    return new OutFolder(folder, log);
  }

  /** `file`: relative, with `/`. What is written last under a name counts. */
  async write(file: string, body: Buffer | string): Promise<void> {
    const aside = this.#written.get(file)?.aside ?? join(this.#folder, ASIDE, String(this.#written.size));
    await writeFile(aside, body);
    this.#written.set(file, { aside, bytes: Buffer.byteLength(body) });
  }

  /**
   * Takes away what the build before wrote and this one did not, then puts every file in place, those of a lower rank
   * first. A name that cannot be taken costs a warning.
   */
  async finish(rankOf: (file: string) => number = () => 0): Promise<{ files: number; bytes: number; removed: number }> {
    const files = [...this.#written.keys()].filter((file) => this.#isFree(file));
    const now = new Set(files);
    const before = await this.#remembered();
    // Whatever a crash leaves in the folder from here on, the next build knows of it.
    await this.#remember(new Set([...before, ...now]));
    const gone = before.filter((file) => !now.has(file));
    for (const file of gone) await this.#remove(file);
    let bytes = 0;
    for (const file of files.sort((a, b) => rankOf(a) - rankOf(b))) {
      if (await this.#place(file)) bytes += this.#written.get(file)!.bytes;
      else now.delete(file);
    }
    await this.#remember(now);
    return { files: now.size, bytes, removed: gone.length };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(join(this.#folder, ASIDE), { recursive: true, force: true });
  }

  /** The Atom feed of a folder `a` is a file `a.atom`, which leaves no room for what lies in a folder `a.atom`. */
  #isFree(file: string): boolean {
    for (let above = dirname(file); above !== '.'; above = dirname(above))
      if (this.#written.has(above)) return this.#leaveOut(file, 'ENOTDIR');
    return true;
  }

  async #place(file: string): Promise<boolean> {
    const place = join(this.#folder, file);
    try {
      await mkdir(dirname(place), { recursive: true });
      await rename(this.#written.get(file)!.aside, place);
      return true;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (!(code in UNFIT)) throw error;
      return this.#leaveOut(file, code);
    }
  }

  #leaveOut(file: string, code: string): false {
    this.#log.warn({ file: file.slice(0, 200) }, `left out: ${UNFIT[code]}`);
    return false;
  }

  /** With the folders that are empty then: a file may come to have the name of one. */
  async #remove(file: string): Promise<void> {
    try {
      await rm(join(this.#folder, file), { force: true });
      for (let above = dirname(file); above !== '.'; above = dirname(above)) await rmdir(join(this.#folder, above));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (!/^(ENOTEMPTY|EEXIST|ENOENT|ENOTDIR|ERR_FS_EISDIR)$/.test(code)) throw error;
    }
  }

  async #remembered(): Promise<string[]> {
    const lines = (await readFile(join(this.#folder, MANIFEST), 'utf8').catch(() => '')).split('\n');
    return lines.filter((file) => file !== '' && !file.split('/').includes('..'));
  }

  async #remember(files: ReadonlySet<string>): Promise<void> {
    const aside = join(this.#folder, ASIDE, MANIFEST);
    await writeFile(aside, [...files].map((file) => `${file}\n`).join(''));
    await rename(aside, join(this.#folder, MANIFEST));
  }
}
