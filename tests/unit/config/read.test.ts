import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ConfigError, configForSource, readConfig } from '../../../src/config/read.ts';

const folder = mkdtempSync(join(tmpdir(), 'starpost-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, 'starpost.yaml');
function read(text: string, env: Record<string, string> = {}) {
  writeFileSync(file, text);
  return readConfig(file, {}, env);
}

/** The faults of a config, `at: message (line:column)`. */
function faults(text: string, env: Record<string, string> = {}): string[] {
  try {
    read(text, env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(
      ({ at, message, line, column }) => `${at}: ${message}${line ? ` (${line}:${column})` : ''}`,
    );
  }
  return [];
}

const SMALL = 'sources: [{name: garden, url: ..}]\n';

test('a small file gets every default, absolute paths and milliseconds', () => {
  const { config, root, secrets, logLevel } = read(SMALL);
  expect(root).toBe(folder);
  expect(config.data).toBe(join(folder, 'data'));
  expect(config.baseUrl).toBe('http://localhost:8080');
  expect(config.listen).toEqual({ host: '127.0.0.1', port: 8080 });
  expect(config.sources[0]).toMatchObject({
    url: resolve(folder, '..'),
    include: ['**/*.md'],
    exclude: [],
    namespace: '',
    settle: 300_000,
    settleAtMost: 3_600_000,
    massChange: 12,
    minorWords: 5,
  });
  expect(config.feeds).toEqual({
    contentNotes: 'first',
    icon: '🌟',
    own: [],
    limit: 50,
    content: 'full',
    tombstones: 90 * 86_400_000,
  });
  expect(secrets).toEqual({ hooks: {} });
  expect(logLevel).toBe('info');
});

test('addresses of repositories stay as they are, paths become absolute', () => {
  const urls = [
    'https://host.example/a/b.git',
    'ssh://git@host.example/a',
    'git@host.example:a/b',
    'file:///srv/a',
    '/srv/a',
    './a',
    'a',
  ];
  const text = `sources:\n${urls.map((url, index) => `  - {name: s${index}, url: "${url}", namespace: n${index}}\n`).join('')}`;
  expect(read(text).config.sources.map((source) => source.url)).toEqual([
    ...urls.slice(0, 5),
    join(folder, 'a'),
    join(folder, 'a'),
  ]);
});

test('globs and folders may begin with / or ./ and end with /', () => {
  const { config } = read(`
sources:
  - name: garden
    url: ..
    include: [./beds/**/*.md, /tides/, ./]
    exclude: [/beds/old/]
    drafts: {paths: [./private/]}
    contentNotes: [{note: storms, paths: [/storms/]}]
channels: [{name: terminal, platform: terminal}]
subscriptions: [{channel: terminal, folders: [/tides/, ./beds], nodes: [./beds/a.md]}]
`);
  expect(config.sources[0]).toMatchObject({
    include: ['beds/**/*.md', 'tides/**/*.md', '**/*.md'],
    exclude: ['beds/old/**'],
    drafts: { paths: ['private/**'], status: [] },
    contentNotes: [{ note: 'storms', paths: ['storms/**'], tags: [] }],
  });
  expect(config.subscriptions[0]).toMatchObject({ folders: ['tides', 'beds'], nodes: ['beds/a.md'] });
});

test('the base address loses its last slash and keeps its path', () => {
  expect(read(`${SMALL}baseUrl: https://Garden.example/sea/\n`).config.baseUrl).toBe('https://garden.example/sea');
  expect(faults(`${SMALL}baseUrl: https://garden.example/?a=1\n`)).toEqual([
    'baseUrl: expected an address without query and fragment, found "https://garden.example/?a=1". Write baseUrl: https://garden.example. (2:10)',
  ]);
});

test('addresses that are told to readers are written as they may stand in header fields', () => {
  const { config } = read(`
${SMALL}author: {name: Mara, url: https://Gärten.example/über uns}
feeds:
  hub: https://hub.example/日本?a=1&b=<x>
  icon: https://garden.example/a "b".png
  own: [{feed: all, icon: "https://garden.example/<b>.png"}, {feed: changes, icon: "🌊"}]
`);
  expect(config.author?.url).toBe('https://xn--grten-gra.example/%C3%BCber%20uns');
  expect(config.feeds).toMatchObject({
    hub: 'https://hub.example/%E6%97%A5%E6%9C%AC?a=1&b=%3Cx%3E',
    icon: 'https://garden.example/a%20%22b%22.png',
    own: [{ icon: 'https://garden.example/%3Cb%3E.png' }, { icon: '🌊' }],
  });
  for (const icon of ['🌊🌊', 'https://[', 'ftp://garden.example/a.png', 'a.png'])
    expect(faults(`${SMALL}feeds: {icon: "${icon}"}`).join()).toContain(
      `feeds.icon: expected one emoji, or an http or https address, found "${icon}".`,
    );
});

test('a wrong duration says what was expected, found and what to write, with its place', () => {
  expect(faults('sources:\n  - name: garden\n    url: ..\n    settle: five minutes\n')).toEqual([
    'sources[0].settle: expected a duration such as 30s, 5m, 1h or 2d, found "five minutes". Write settle: 5m. (4:13)',
  ]);
  expect(faults('sources: [{name: g, url: .., settle: 90}]')[0]).toContain('found 90. Write settle: 90s.');
  expect(faults('sources: [{name: g, url: .., settle: 3 minutes}]')[0]).toContain('Write settle: 3m.');
});

test('every fault is told at once, in the order of the file', () => {
  const told = faults(
    `titel: x
settle: 5m
listen: {port: eighty}
sources:
  - name: Garden Beds
    include: beds
    mass_change: 3
    link: pgae
  - {name: tides, url: a, namespace: t}
  - {name: tides, url: b, namespace: t}
  - {name: storms, url: b}
channels: [{name: quay, platform: terminl}]
subscriptions:
  - {channel: quai, source: tide, kinds: [creatd]}
poll: "61 * * * *"
`,
    { PORT: 'x', DATABASE_URL: 'mysql://me:hush@host' },
  );
  expect(told).toEqual([
    'titel: unknown key. Did you mean title? (1:1)',
    'settle: unknown key here. Its place is sources[].settle. (2:1)',
    'listen.port: expected a number, found "eighty". Write port: 8080. (3:16)',
    'sources[0].url: expected the address of a repository, or a path, found nothing. (5:5)',
    'sources[0].name: expected a name of lower-case letters, digits and hyphens, at most 40 characters, found "Garden Beds". (5:11)',
    'sources[0].include: expected a list, found "beds". Write include: ["beds"]. (6:14)',
    'sources[0].mass_change: unknown key. Did you mean massChange? (7:5)',
    'sources[0].link: expected page, forge, or an address that holds {path}, {slug} or {id}, found "pgae". Write link: page. (8:11)',
    'sources[2].name: "tides" is taken by sources[1]; each source needs its own name. (10:12)',
    'sources[2].namespace: expected its own namespace, found namespace "t", as in sources[1]. Write namespace: tides. (10:38)',
    'sources[3].namespace: expected its own namespace, found no namespace, as in sources[0]. Write namespace: storms. (11:5)',
    'channels[0].platform: expected one of terminal, discord, telegram, found "terminl". Write platform: terminal. (12:35)',
    'subscriptions[0].channel: expected the name of a channel, found "quai". Did you mean quay? (14:15)',
    'subscriptions[0].source: expected the name of a source, found "tide". Did you mean tides? (14:29)',
    'subscriptions[0].kinds[0]: expected one of created, revised, moved, removed, restored, found "creatd". Write created. (14:43)',
    'poll: expected a cron minute from 0 to 59 (or *, a range, a list, a step) in place 1, found "61 * * * *". Write poll: "* * * * *" for every minute. (15:7)',
    'PORT: expected a port from 0 to 65535, found "x".',
    'DATABASE_URL: expected postgres://… or postgresql://… (its value is not shown). Leave it out to use SQLite.',
  ]);
});

test('faults of YAML itself name the line', () => {
  expect(faults('poll: * * * * *\n')[0]).toMatch(/^: not YAML: .*must stand in quotes \(1:7\)$/);
  expect(faults('title: a\ntitle: b\n')[0]).toMatch(/not YAML: Map keys must be unique \(2:1\)/);
  expect(faults('')).toEqual(['sources: expected a list, found nothing. (1:1)']);
  expect(faults('just words')).toEqual([': expected a mapping, found "just words". (1:1)']);
});

test('with several sources the feed of a folder names its source; one that was right with one is told how', () => {
  const own = 'feeds: {own: [{feed: folders/Bread}, {feed: folders/garden/Bread}, {feed: folders/shore}, {feed: all}]}';
  const sources = ['{name: garden, url: ..}', '{name: shore, url: b, namespace: shore}'];
  const expected = 'expected folders/SOURCE/PATH, with one of garden, shore for the source';
  expect(faults(`sources: [${sources}]\n${own}`)).toEqual([
    `feeds.own[0].feed: ${expected}, found "folders/Bread". Write feed: folders/garden/Bread. (2:22)`,
    `feeds.own[2].feed: ${expected}, found "folders/shore". Write feed: folders/garden/shore. (2:75)`,
  ]);
  expect(read(`sources: [${sources[0]}]\n${own}`).config.feeds.own).toHaveLength(4);
});

test('a list too short, a number too great, settle longer than settleAtMost, a glob that leads out', () => {
  expect(faults('sources: []')).toEqual(['sources: expected at least 1 item, found an empty list. (1:10)']);
  expect(faults(`${SMALL}listen: {port: 99999}`)).toEqual([
    'listen.port: expected at most 65535, found 99999. Write port: 8080. (2:16)',
  ]);
  expect(faults('sources: [{name: g, url: .., settle: 2h}]')).toEqual([
    'sources[0].settle: expected settle to be no longer than settleAtMost (1h unless set). (1:38)',
  ]);
  expect(faults('sources: [{name: g, url: .., include: ["../a/*.md"]}]')[0]).toContain(
    'expected a glob inside the repository, without ".."',
  );
});

test('secrets in the file are pointed out under their right name and never printed', () => {
  const told = faults(`
token: quietly-1
databaseUrl: postgres://me:quietly-2@host/db
sources:
  - {name: garden, url: "https://me:quietly-3@host.example/a.git"}
  - {name: tides, url: "https://quietly-4@host.example/a.git", namespace: t}
  - {name: rocks, url: "ssh://git@host.example/a.git", namespace: r}
hooks: {gitea: {secret: quietly-5}}
`);
  expect(told.join('\n')).not.toContain('quietly');
  expect(told.map((line) => line.slice(0, line.indexOf(':')))).toEqual([
    'token',
    'databaseUrl',
    'sources[0].url',
    'sources[1].url',
    'hooks',
    'hooks.gitea.secret',
  ]);
  expect(told[1]).toContain('Put it into the environment as DATABASE_URL');
  expect(told[5]).toContain('Put it into the environment as STARPOST_HOOK_SECRET_GITEA');
});

test('secrets and overrides come from the environment; empty ones count as absent', () => {
  const { config, secrets, logLevel } = read(SMALL, {
    DATABASE_URL: 'postgresql://me:hush@host/db',
    STARPOST_HOOK_SECRET_GITHUB: 'one',
    STARPOST_HOOK_SECRET_GENERIC: '',
    STARPOST_BASE_URL: 'https://garden.example/',
    STARPOST_DATA: '/srv/garden',
    STARPOST_HOST: '0.0.0.0',
    PORT: '3000',
    STARPOST_PORT: '',
    STARPOST_LOG_LEVEL: 'warn',
  });
  expect(secrets).toEqual({ databaseUrl: 'postgresql://me:hush@host/db', hooks: { github: 'one' } });
  expect(config).toMatchObject({
    baseUrl: 'https://garden.example',
    data: '/srv/garden',
    listen: { host: '0.0.0.0', port: 3000 },
  });
  expect(logLevel).toBe('warn');
  expect(read(SMALL, { PORT: '3000', STARPOST_PORT: '4000' }).config.listen.port).toBe(4000);
});

test('overrides are checked too', () => {
  expect(faults(SMALL, { STARPOST_BASE_URL: 'garden', STARPOST_PORT: '70000', STARPOST_LOG_LEVEL: 'loud' })).toEqual([
    'STARPOST_BASE_URL: expected an http or https address, found "garden".',
    'STARPOST_PORT: expected a port from 0 to 65535, found "70000".',
    'STARPOST_LOG_LEVEL: expected one of trace, debug, info, warn, error, silent, found "loud".',
  ]);
  expect(faults(SMALL, { STARPOST_BASE_URL: 'https://me:hush@garden.example/?q' }).join()).not.toContain('hush');
});

test('a missing file says what can be done', () => {
  expect(() => readConfig(join(folder, 'none.yaml'), {}, {})).toThrow(
    /there is no such file\. Write one, .*--config FILE, .*--source/,
  );
});

test('one source of the command line watches every Markdown file and tells it on the terminal', () => {
  const { config } = configForSource({ source: 'https://host.example/me/My.Garden.git', data: 'd' }, {});
  expect(config.title).toBe('My.Garden');
  expect(config.data).toBe(resolve('d'));
  expect(config.sources).toMatchObject([
    {
      name: 'my-garden',
      url: 'https://host.example/me/My.Garden.git',
      include: ['**/*.md'],
      exclude: [],
      namespace: '',
      settle: 300_000,
    },
  ]);
  expect(config.channels).toMatchObject([{ name: 'terminal', platform: 'terminal' }]);
  expect(config.subscriptions).toMatchObject([{ channel: 'terminal', folders: [], tags: [], nodes: [] }]);
});

test('a folder of the command line is meant literally, a local source becomes absolute', () => {
  const options = {
    source: join(folder, '🌊 tides'),
    branch: 'spring',
    path: './a*b/',
    baseUrl: 'https://x.example/y/',
    data: 'd',
  };
  const { config } = configForSource(options, { STARPOST_BASE_URL: 'https://other.example', PORT: '0' });
  expect(config.baseUrl).toBe('https://x.example/y');
  expect(config.listen.port).toBe(0);
  expect(config.sources[0]).toMatchObject({
    name: 'tides',
    url: options.source,
    branch: 'spring',
    include: ['a\\*b/**/*.md'],
  });
  expect(config.data).toBe(resolve('d'));
  const env = { STARPOST_DATA: '/srv/d' };
  expect(configForSource({ source: 'x', data: 'd' }, env).config.data).toBe(resolve('d'));
  expect(configForSource({ source: 'x' }, env).config.data).toBe('/srv/d');
  expect(configForSource({ source: 'x' }, {}).config.data).toBe(resolve('data'));
  expect(configForSource({ ...options, path: 'a/b.md' }, {}).config.sources[0]?.include).toEqual(['a/b.md']);
  expect(configForSource({ ...options, path: '.' }, {}).config.sources[0]?.include).toEqual(['**/*.md']);
});

test('wrong options of the command line are named as options', () => {
  expect(() => configForSource({ source: 'x', data: 'd', baseUrl: 'nope', branch: '' }, {})).toThrow(
    /--base-url: expected an http or https address[\s\S]*--branch: expected at least 1 character/,
  );
});
