/** A static build, walked as a reader's browser would: every internal link leads to a file that is there. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { starpost } from '../process.ts';
import { Repo, temporaryFolder } from '../repo.ts';

const BASE = 'https://garden.example/a%20b';
const PREFIX = '/a%20b';
let repo: Repo;
let folder = '';
let site = '';

beforeAll(async () => {
  repo = await Repo.create();
  await cp(join(import.meta.dirname, '../../content'), repo.path('content'), { recursive: true });
  await repo.write('odd/100% of it?#1.md', '# 🎈 Odd names\n\n## Stardust\n\nq&a, 50%, a b, #hash\n');
  await repo.commit();
  await repo.write('odd/100% of it?#1.md', '# 🎈 Odd names\n\nMore words for it.\n\n## Stardust\n\nq&a, 50%, a b\n');
  await repo.move('content/🍵_Tea_House', 'content/🍵_Tea_Room');
  await repo.commit();
  folder = await temporaryFolder();
  site = join(folder, 'site');
  const args = ['--source', repo.dir, '--base-url', BASE, '--data', join(folder, 'data'), '--out', site];
  const { code, stderr } = await starpost(['build', ...args]);
  if (code !== 0) throw new Error(stderr);
});
afterAll(async () => {
  await repo.cleanup();
  await rm(folder, { recursive: true, force: true });
});

/** The file that a host of files answers with. */
function fileFor(path: string): string | undefined {
  const file = join(site, decodeURIComponent(path.slice(PREFIX.length)));
  const index = join(file, 'index.html');
  return existsSync(file) && statSync(file).isFile() ? file : existsSync(index) ? index : undefined;
}

function addressesIn(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const found = file.endsWith('.html')
    ? text.matchAll(/\s(?:href|src)="([^"]*)"|property="og:image" content="([^"]*)"/g)
    : text.matchAll(/<loc>([^<]*)<\/loc>|xmlUrl="([^"]*)"/g);
  return [...found].map(([, one, other]) => (one ?? other)!.replaceAll('&amp;', '&').replaceAll('&#39;', "'"));
}

test('every internal link resolves, and every anchor stands on its page', () => {
  const files = readdirSync(site, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(html|xml|opml)$/.test(file))
    .map((file) => join(site, file));
  const broken: string[] = [];
  let checked = 0;
  for (const file of files) {
    for (const address of addressesIn(file)) {
      const url = new URL(address, `${BASE}/${encodeURI(file.slice(site.length + 1))}`);
      if (url.origin !== 'https://garden.example' || url.protocol === 'mailto:') continue;
      checked++;
      const target = url.pathname.startsWith(PREFIX) ? fileFor(url.pathname) : undefined;
      const anchor = decodeURIComponent(url.hash.slice(1));
      const page = address.startsWith('#') ? file : target;
      if (!page) broken.push(`${file.slice(site.length)}: ${address}`);
      else if (anchor !== '' && !readFileSync(page, 'utf8').includes(`id="${anchor}"`))
        broken.push(`${file.slice(site.length)}: no ${anchor} at ${address}`);
    }
  }
  expect(broken).toEqual([]);
  expect(checked).toBeGreaterThan(2_000);
});

test('every kind of page is there', () => {
  const read = (path: string) => readFileSync(fileFor(`${PREFIX}${path}`)!, 'utf8');
  expect(read('/')).toContain('Latest');
  expect(read('/sky')).toContain('<svg class="map"');
  expect(read('/folders/content/%F0%9F%8D%B5_Tea_Room')).toContain('Three Kettles');
  expect(read('/tags/50%25')).toContain('Odd names');
  expect(read('/404.html')).toContain('Nothing here');
  expect(read('/robots.txt')).toContain(`Sitemap: ${BASE}/sitemap.xml`);
  const [, history] = /href="([^"]*\/history)"/.exec(read(nodePath()))!;
  const page = readFileSync(fileFor(history!)!, 'utf8');
  expect(page).toMatch(/\/history\/[0-9a-f]{12}\/[0-9a-f]{12}"/);
});

test('nothing asks for a server that is not there', () => {
  expect(existsSync(join(site, 'search'))).toBe(false);
  for (const path of ['/', nodePath(), '/folders'])
    expect(readFileSync(fileFor(PREFIX + path)!, 'utf8')).not.toContain('<form');
});

/** The node with odd names, which has a history. */
function nodePath(): string {
  const folder = readFileSync(fileFor(`${PREFIX}/folders/odd`)!, 'utf8');
  return /href="\/a%20b(\/nodes\/[0-9a-f-]{36})"/.exec(folder)![1]!;
}

test('a path that a node had in the repository leads to its page', () => {
  const lines = readFileSync(join(site, '_redirects'), 'utf8').split('\n');
  const former = lines.filter((line) => line.startsWith(`${PREFIX}/content/`)).map((line) => line.split(' '));
  expect(former.length).toBeGreaterThan(0);
  for (const [from, to, status] of former) {
    expect(decodeURIComponent(from!)).toContain('🍵_Tea_House/');
    expect(status).toBe('301');
    expect(readFileSync(fileFor(to!)!, 'utf8')).toContain(`<link rel="canonical" href="https://garden.example${to}"`);
  }
});
