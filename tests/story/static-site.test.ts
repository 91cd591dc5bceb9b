/** A static build beside the service it was made of: the same pages, and no link that leads nowhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BASE, PREFIX, StaticSite } from '../static-site.ts';

let site: StaticSite;

beforeAll(async () => {
  site = await StaticSite.build();
}, 120_000);
afterAll(() => site[Symbol.asyncDispose]());

/** All in which a page of the build may differ, and what a served page is without it. docs/pages.md tells of each. */
const DIFFERENCES: Record<string, (served: string) => string> = {
  'there is no search': (page) => page.replace(/<form role="search".*?<\/form>/, ''),
  'no two versions can be chosen, and the pages of a history are turned by links': (page) =>
    page.replace(
      /<form action="([^"]*\/history)">(.*?<\/table>)<button>Compare<\/button>(.*?)<\/form>/s,
      (_, history: string, table: string, turns: string) => `${unpicked(table)}<p>${linked(history, turns)}</p>`,
    ),
};

/** Without its two columns to choose in, and without what was chosen on another page. */
function unpicked(table: string): string {
  return table
    .replaceAll(/<th scope="col">(From|To)<\/th>|<td><input type="radio"[^>]*><\/td>/g, '')
    .replaceAll(/<tr><td><time[^<]*<\/time> <span class="what">the newest version<\/span><\/td><\/tr>\n/g, '');
}

function linked(history: string, turns: string): string {
  return turns.replaceAll(/<button[^>]* value="(\d+)"[^>]*>([^<]*)<\/button>/g, (_, page: string, words: string) => {
    return `<a href="${history}${page === '1' ? '' : `/page/${page}`}">${words}</a> `;
  });
}

test('every page is the one that is served, but for what needs a server', async () => {
  const seen = new Set<string>();
  const pages = site.files().filter(({ isPage }) => isPage);
  for (const { file, address } of pages) {
    const answer = await site.served(address.replace(/(?<=.)\/$/, ''));
    expect([file, answer.status]).toEqual([file, 200]);
    let page = await answer.text();
    for (const [name, without] of Object.entries(DIFFERENCES)) {
      const left = without(page);
      if (left !== page) seen.add(name);
      page = left;
    }
    expect(site.read(file)).toBe(page);
  }
  expect(pages.length).toBeGreaterThan(150);
  expect([...seen]).toEqual(Object.keys(DIFFERENCES));
  expect(pages.filter(({ file }) => file.includes('/history/page/2'))).toHaveLength(1);
});

test('every other file is what is served, byte for byte', async () => {
  const files = site.files().filter(({ isPage }) => !isPage);
  for (const { file, address } of files) {
    const answer = await site.served(address);
    expect([file, answer.status]).toEqual([file, 200]);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([file, readFileSync(join(site.folder, file)).equals(bytes)]).toEqual([file, true]);
  }
  expect(files.length).toBeGreaterThan(250);
  expect(site.read('feeds/changes.json')).toContain('revised');
});

test('who is lost finds what is served to who asks for nothing like a node', async () => {
  const lost = await site.served('/none/at-all.php');
  expect(lost.status).toBe(404);
  expect(site.read('404.html')).toBe(DIFFERENCES['there is no search']!(await lost.text()));
});

test('nothing that is served is missing', async () => {
  const maps = (await Promise.all(['/sitemap-0.xml', '/sitemap-1.xml'].map((path) => site.served(path)))).map(
    (answer) => answer.text(),
  );
  const named = [...(await Promise.all(maps)).join('').matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, loc]) => entity(loc!));
  expect(named.length).toBeGreaterThan(60);
  expect(named.filter((address) => !site.fileFor(new URL(address).pathname))).toEqual([]);
  expect(existsSync(join(site.folder, 'search'))).toBe(false);
});

function addressesIn(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const found = file.endsWith('.html')
    ? text.matchAll(/\s(?:href|src)="([^"]*)"|property="og:image" content="([^"]*)"/g)
    : text.matchAll(/<loc>([^<]*)<\/loc>|xmlUrl="([^"]*)"/g);
  return [...found].map(([, one, other]) => entity((one ?? other)!));
}

function entity(text: string): string {
  return text.replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

test('every internal link resolves, and every anchor stands on its page', async () => {
  const files = readdirSync(site.folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(html|xml|opml)$/.test(file),
  );
  const broken: string[] = [];
  const gone = new Set<string>();
  let checked = 0;
  for (const file of files) {
    for (const address of addressesIn(join(site.folder, file))) {
      const url = new URL(address, `${BASE}/${encodeURI(file)}`);
      if (url.origin !== 'https://garden.example' || url.protocol === 'mailto:') continue;
      checked++;
      const target = url.pathname.startsWith(PREFIX) ? site.fileFor(url.pathname) : undefined;
      const anchor = decodeURIComponent(url.hash.slice(1));
      const page = address.startsWith('#') ? join(site.folder, file) : target;
      if (!page && file === 'feeds/changes/index.html') gone.add(url.pathname);
      else if (!page) broken.push(`${file}: ${address}`);
      else if (anchor !== '' && !readFileSync(page, 'utf8').includes(`id="${anchor}"`))
        broken.push(`${file}: no ${anchor} at ${address}`);
    }
  }
  expect(broken).toEqual([]);
  expect(checked).toBeGreaterThan(2_000);
  // A withdrawal is told with the address of what was withdrawn. A server knows that it is gone; files can only be absent.
  const answers = [...gone].map((path) => site.served(path.slice(PREFIX.length)));
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([410]);
});

test('every kind of page is there', () => {
  const read = (path: string) => readFileSync(site.fileFor(`${PREFIX}${path}`)!, 'utf8');
  expect(read('/')).toContain('Latest');
  expect(read('/sky')).toContain('<svg class="map"');
  expect(read('/folders/content/%F0%9F%8D%B5_Tea_Room')).toContain('Three Kettles');
  expect(read('/tags/50%25')).toContain('Odd names');
  expect(read('/404.html')).toContain('Nothing here');
  expect(read('/robots.txt')).toContain(`Sitemap: ${BASE}/sitemap.xml`);
  const node = /href="\/a%20b(\/nodes\/[0-9a-f-]{36})"[^>]*>🎈/.exec(read('/folders/odd'))![1]!;
  const [, history] = /href="([^"]*\/history)"/.exec(read(node))!;
  const page = readFileSync(site.fileFor(history!)!, 'utf8');
  expect(page).toMatch(/\/history\/[0-9a-f]{12}\/[0-9a-f]{12}"/);
});
