/**
 * The folder a static build writes into. It remembers what it wrote, so that the next build takes away what is gone: a
 * removal must reach files too. Files of others in the folder are left alone.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Log } from '../log.ts';

const MANIFEST = '.starpost-files';

export class OutFolder {
  readonly #folder: string;
  readonly #log: Log;
  readonly #written = new Set<string>();
  #bytes = 0;

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  /** `file`: relative, with `/`. A name that the file system cannot take costs a warning. */
  async write(file: string, body: Buffer | string): Promise<void> {
    const place = join(this.#folder, file);
    try {
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, body);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'ENAMETOOLONG' && code !== 'ERR_INVALID_ARG_VALUE') throw error;
      this.#log.warn({ file: file.slice(0, 200) }, 'left out: the file system cannot take its name');
      return;
    }
    this.#written.add(file);
    this.#bytes += body.length;
  }

  /** Removes what the build before wrote and this one did not. */
  async finish(): Promise<{ files: number; bytes: number; removed: number }> {
    const before = await readFile(join(this.#folder, MANIFEST), 'utf8').catch(() => '');
    const gone = before
      .split('\n')
      .filter((file) => file !== '' && !this.#written.has(file) && !file.split('/').includes('..'));
    for (const file of gone) await rm(join(this.#folder, file), { force: true });
    await writeFile(join(this.#folder, MANIFEST), [...this.#written].map((file) => `${file}\n`).join(''));
    return { files: this.#written.size, bytes: this.#bytes, removed: gone.length };
  }
}
