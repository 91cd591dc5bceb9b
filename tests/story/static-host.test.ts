/** What a build says to its host: applied as hosts do, every file and every address is answered as the service answers. */
import { extname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leadingAddresses } from '../../src/cli/static-redirects.ts';
import { encoded, PREFIX, StaticSite } from '../static-site.ts';

let site: StaticSite;

beforeAll(async () => {
  site = await StaticSite.build();
}, 120_000);
afterAll(() => site[Symbol.asyncDispose]());

const escaped = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
/** Whether a block of `_headers` is for a path, as it is asked for. */
const HOSTS: Record<string, (pattern: string) => RegExp> = {
  // https://developers.cloudflare.com/pages/configuration/headers/: `*` is any characters, slashes too.
  'Cloudflare Pages': (pattern) => new RegExp(`^${escaped(pattern).replaceAll('*', '.*')}$`),
  // https://docs.netlify.com/routing/headers/: a slash at the end makes no difference, `/*` is also for nothing below.
  Netlify: (pattern) => {
    const parts = pattern.split('/').filter((part) => part !== '');
    const all = parts.map((part) => (part === '*' ? '(?:/.*)?' : `/${escaped(part).replaceAll('*', '.*')}`));
    return new RegExp(`^${all.join('')}/?$`, 'i');
  },
};

/** Fields for a path, by lower-case names. Both hosts join what several blocks say of one field. */
function fieldsFor(host: string, path: string): Map<string, string> {
  const fields = new Map<string, string>();
  let isFor = false;
  for (const line of site.read('_headers').split('\n')) {
    const [, name, value] = /^ {2}([\w-]+): (.+)$/.exec(line) ?? [];
    if (line.startsWith('/')) isFor = HOSTS[host]!(line).test(path);
    else if (isFor && name && value)
      fields.set(name.toLowerCase(), [fields.get(name.toLowerCase()), value].filter(Boolean).join(', '));
  }
  return fields;
}

/** What hosts make of the names of files by themselves. */
const TYPES: Record<string, string> = {
  ...{ '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.txt': 'text/plain; charset=utf-8' },
  ...{ '.svg': 'image/svg+xml', '.png': 'image/png' },
};
const POLICY = ['content-security-policy', 'referrer-policy'];
const ALWAYS = [...POLICY, 'x-content-type-options', 'access-control-allow-origin', 'access-control-expose-headers'];

describe.each(Object.keys(HOSTS))('_headers on %s', (host) => {
  test('every file has the fields that it is served with', async () => {
    const front = (await site.served('/')).headers;
    for (const { file, address, isPage } of site.files()) {
      const said = fieldsFor(host, PREFIX + address);
      const { headers } = await site.served(address.replace(/(?<=.)\/$/, ''));
      const type = said.get('content-type') ?? TYPES[extname(file)];
      expect([file, type]).toEqual([file, headers.get('content-type')]);
      for (const name of ALWAYS) {
        // The one difference: the policy of pages also goes to files that need none. It forbids what they do not do.
        const expected = isPage || !POLICY.includes(name) ? headers.get(name) : front.get(name);
        expect([file, name, said.get(name) ?? null]).toEqual([file, name, expected]);
      }
      // Pages and pictures are kept as long as the host thinks right; it knows when they are replaced.
      if (said.has('cache-control') || /^(feeds(\/.*|)\.(atom|rss|json|opml)|emoji\/.*)$/.test(file))
        expect([file, said.get('cache-control')]).toEqual([file, headers.get('cache-control')]);
    }
  });

  test('whatever is unknown is answered with a page, and has its fields', async () => {
    for (const path of ['/none', '/nodes/none', '/folders/none/', '/feeds/none', '/404.html', '/']) {
      const said = fieldsFor(host, PREFIX + path);
      const { headers } = await site.served('/nodes/404');
      for (const name of [...POLICY, 'x-content-type-options']) expect(said.get(name)).toBe(headers.get(name));
    }
  });
});

interface Line {
  from: string;
  to: string;
}

/** Lines of `_redirects`, which must be as plain as every host understands. */
function lines(): Line[] {
  const all = site.read('_redirects').split('\n');
  expect(all.pop()).toBe('');
  return all.map((line) => {
    // `*` and `:name` would mean something else than themselves.
    expect(line).toMatch(/^\/[^\s*:#?]+ \/[^\s*:#?]+ 301$/);
    expect(line.length).toBeLessThan(1_000);
    const [from, to] = line.split(' ');
    return { from: from!, to: to! };
  });
}

const pathname = (address: string) => new URL(address, 'https://garden.example').pathname;
/** Where a host leads from a path as it is asked for. Cloudflare compares as spelled and reads 2,000 lines, Netlify decodes. */
const LEADING: Record<string, (all: Line[]) => (path: string) => string | undefined> = {
  'Cloudflare Pages': (all) => {
    const known = new Map(all.slice(0, 2_000).map(({ from, to }) => [pathname(from), to]));
    return (path) => known.get(pathname(path));
  },
  Netlify: (all) => {
    const known = new Map(all.map(({ from, to }) => [decodeURIComponent(from), to]));
    return (path) => known.get(decodeURIComponent(path));
  },
};

/** As browsers send what is typed, but for what can only be told to hosts encoded. */
const typed = (path: string) => pathname(path.replace(/[%?#*:]/g, encoded));
const ends = (path: string) => path.replace(/\.(md|markdown)$/, '');

async function leadsTo(path: string): Promise<string | undefined> {
  const { status, headers } = await site.served(path.slice(PREFIX.length));
  return status === 301 ? pathname(headers.get('location')!) : undefined;
}

/** Every address that once was, or is a path of the repository: present, former, hidden, removed. */
async function addresses(): Promise<string[]> {
  const was = ['content/🍵_Tea_House/🍵_three_kettles.md', 'content/🍵_Tea_House/README.md', 'sky.md', 'odd/gone.md'];
  const paths = [...(await site.paths()), ...was];
  const folders = new Set(paths.flatMap((path) => path.split('/').map((_, at, all) => all.slice(0, at).join('/'))));
  const all = [...paths, ...paths.map(ends), ...[...folders].filter((folder) => folder !== '')];
  const shelves = [
    'folders/content/🍵_Tea_House',
    'folders/odd/none',
    'tags/sea wind',
    'tags/#hash',
    'tags/sea breeze',
  ];
  const feeds = shelves.flatMap((name) => ['', '.atom', '.rss', '.json'].map((end) => `feeds/${name}${end}`));
  return [
    ...all.flatMap((path) => [`/${encoded(path)}`, typed(`/${path}`)]),
    ...[...shelves, ...feeds].map((name) => `/${encoded(name)}`),
  ].map((path) => PREFIX + path);
}

describe.each(Object.keys(LEADING))('_redirects on %s', (host) => {
  test('paths of now and then, renamed folders and tags and their feeds lead where the service leads', async () => {
    const leading = LEADING[host]!(lines());
    const led = new Set<string>();
    for (const address of await addresses()) {
      const expected = await leadsTo(address);
      expect([address, leading(address)]).toEqual([address, expected]);
      if (expected) led.add(expected.slice(PREFIX.length).split('/')[1]!);
    }
    expect([...led].sort()).toEqual(['feeds', 'folders', 'nodes', 'tags']);
  });

  test('nothing else leads anywhere, least of all what is there', async () => {
    const leading = LEADING[host]!(lines());
    for (const { address } of site.files()) expect(leading(PREFIX + address)).toBeUndefined();
    for (const { from, to } of lines()) {
      expect([from, leading(from)]).toEqual([from, await leadsTo(from)]);
      expect([to, site.fileFor(to) !== undefined]).toEqual([to, true]);
    }
  });
});

test('nobody can be told of what was never public', () => {
  const all = decodeURIComponent(site.read('_redirects'));
  expect(all).toContain("odd/what's (new), & more; 5*3=15 [a:b].md");
  expect(all).not.toMatch(/hidden|gone/);
});

test('what is missed most is told first: hosts read only so much', () => {
  const [old, now] = ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'];
  const former = [
    { path: 'was/old.md', updated: old },
    { path: 'was/new one.md', updated: now },
  ];
  const present = [
    { path: 'is/old.md', updated: old },
    { path: 'is/b(1).markdown', updated: now },
  ];
  const paths = [...new Set(leadingAddresses({ moved: ['folders/was'], former, present }))];
  expect(paths).toEqual([
    ...['/feeds/folders/was.rss', '/feeds/folders/was.atom', '/feeds/folders/was.json'],
    ...['/folders/was', '/feeds/folders/was', '/was', '/is'],
    ...['/was/new%20one.md', '/was/old.md', '/is/b%281%29.markdown', '/is/b(1).markdown', '/is/old.md'],
    ...['/was/new%20one', '/was/old', '/is/b%281%29', '/is/b(1)', '/is/old'],
  ]);
});
