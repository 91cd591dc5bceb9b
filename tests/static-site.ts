/** A garden that is served and, at the same moment, built as files; and the hosts that would serve the files. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { Garden, nodeText } from './garden.ts';
import { starpost } from './process.ts';

export const BASE = 'https://garden.example/a%20b';
export const PREFIX = '/a%20b';
/** What is said to hosts, and what they do not serve. */
const NO_FILES = /^(_headers|_redirects|\.nojekyll|\.starpost-files|404\.html)$/;

export interface BuiltFile {
  file: string;
  /** Where hosts of files have it, below the prefix: pages at the folder that they are the index of. */
  address: string;
  isPage: boolean;
}

export class StaticSite {
  readonly garden: Garden;
  readonly folder: string;

  private constructor(garden: Garden) {
    this.garden = garden;
    this.folder = join(garden.folder, 'site');
  }

  /** Nodes with all kinds of names that are edited, moved, taken back and hidden while a service watches. */
  static async build(): Promise<StaticSite> {
    const garden = await Garden.create({ config: { baseUrl: BASE, title: 'A garden & more' } });
    const { repo } = garden;
    await cp(join(import.meta.dirname, '../content'), repo.path('content'), { recursive: true });
    await repo.write('odd/100% of it?#1.md', '# 🎈 Odd names\n\n## Stardust\n\nq&a, 50%, a b, #hash\n');
    await repo.write("odd/what's (new), & more; 5*3=15 [a:b].md", nodeText('More odd', 'It is.', [], 'sea wind'));
    await repo.write('odd/❄️ ÿ/naïve.markdown', nodeText('Naive', 'In another ending.', [], 'sea wind'));
    for (const path of ['404.md', 'sky.md', 'README.md', 'feeds/all.md', 'nodes/x.md'])
      await repo.write(path, nodeText(`At ${path}`, 'Where pages lie.', [], 'places'));
    await repo.write('odd/gone.md', nodeText('Gone', 'Not for long.'));
    await repo.commit();
    // A history of two pages.
    for (let n = 0; n < 62; n++) {
      await repo.write('odd/often.md', nodeText('Often', `Said ${n} times.`));
      await repo.commit();
    }
    await garden.start();
    await repo.write('odd/100% of it?#1.md', '# 🎈 Odd names\n\nMore words for it.\n\n## Stardust\n\nq&a, 50%, a b\n');
    await repo.move('content/🍵_Tea_House', 'content/🍵_Tea_Room');
    await repo.move('sky.md', 'odd/heaven & earth.md');
    await repo.commit();
    await garden.look();
    for (const path of ["odd/what's (new), & more; 5*3=15 [a:b].md", 'odd/❄️ ÿ/naïve.markdown'])
      await repo.write(path, nodeText('Said again', `In ${path}`, [], 'sea breeze'));
    await repo.remove('odd/gone.md');
    await repo.write('odd/hidden.md', `---\ndraft: true\n---\n${nodeText('Hidden', 'Not yet.')}`);
    await repo.commit();
    await garden.look();
    const site = new StaticSite(garden);
    const { code, stderr } = await starpost(['build', '--config', garden.configFile, '--out', site.folder]);
    if (code !== 0) throw new Error(stderr);
    return site;
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  /** The file that a host answers with; `path` with the prefix. */
  fileFor(path: string): string | undefined {
    const file = join(this.folder, decodeURIComponent(path.slice(PREFIX.length)));
    const index = join(file, 'index.html');
    return existsSync(file) && statSync(file).isFile() ? file : existsSync(index) ? index : undefined;
  }

  files(): BuiltFile[] {
    return readdirSync(this.folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(join(this.folder, file)).isFile() && !NO_FILES.test(file))
      .map((file) => ({
        file,
        address: `/${encoded(file.replace(/(^|\/)index\.html$/, '$1'))}`,
        isPage: file.endsWith('.html'),
      }));
  }

  /** What the service answers at an address below the prefix, itself. */
  served(address: string): Promise<Response> {
    return this.garden.fetch(PREFIX + address, { redirect: 'manual' });
  }

  /** Paths of nodes in the repository. */
  async paths(): Promise<string[]> {
    const paths = await this.garden.repo.git('ls-files', '-z', '*.md', '*.markdown');
    return paths.split('\0').filter((path) => path !== '');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.garden[Symbol.asyncDispose]();
  }
}

/** Nothing but letters, digits and `-_.~/` stays as it is. */
export function encoded(path: string): string {
  const rest = (text: string) => text.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return path
    .split('/')
    .map((segment) => rest(encodeURIComponent(segment)))
    .join('/');
}
