/** Who may import whom: docs/design.md, "Rooms". */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

const ORDER = [
  ['log'],
  ['config'],
  ['git'],
  ['node'],
  ['change'],
  ['library'],
  ['announce'],
  ['ledger'],
  ['feed'],
  ['desk'],
  ['sky'],
  ['delivery'],
  ['discord', 'telegram', 'terminal', 'web'],
  ['pipeline'],
  ['service'],
  ['cli'],
  ['main'],
];
const RANK = new Map(ORDER.flatMap((rooms, rank) => rooms.map((room) => [room, rank] as const)));

/** Each outside library has one room. */
const HOMES: Record<string, string> = {
  'discord.js': 'discord',
  '@discordjs/rest': 'discord',
  grammy: 'telegram',
  feed: 'feed',
  'gray-matter': 'node',
  'markdown-it': 'node',
  'sanitize-html': 'node',
  'simple-git': 'git',
  'node:child_process': 'git',
  kysely: 'ledger',
  pg: 'ledger',
  diff: 'desk',
  i18next: 'desk',
  'rate-limiter-flexible': 'desk',
  'd3-force': 'sky',
  '@resvg/resvg-js': 'sky',
  '@twemoji/svg': 'sky',
  hono: 'web',
  '@hono/node-server': 'web',
  'node-cron': 'service',
  commander: 'cli',
  pino: 'log',
  zod: 'config',
  yaml: 'config',
  picomatch: 'pipeline',
};
const PURE = ['node', 'change', 'announce'];
const IMPURE = /^node:(fs|net|http|https|child_process|os|dns|worker_threads|timers|sqlite)/;
/** Reads a clock, the environment or chance. */
const EFFECTS = /process\.env|Date\.now\(|new Date\(\)|Math\.random|performance\.now/;

const files = globSync('src/**/*.ts').map((file) => file.replaceAll('\\', '/'));
const roomOf = (file: string) => file.split('/')[1]!.replace(/\.ts$/, '');
const importsOf = (file: string) =>
  [
    ...readFileSync(file, 'utf8').matchAll(
      /^(?:import|export)\b[^;'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|import\('([^']+)'\)/gm,
    ),
  ].map((m) => m[1] ?? m[2] ?? m[3]!);
const local = (file: string, to: string) => normalize(join(dirname(file), to)).replaceAll('\\', '/');

describe('rooms', () => {
  test('there are files, in known rooms only', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(files.filter((file) => !RANK.has(roomOf(file)))).toEqual([]);
  });

  test.each(files)('%s imports only what stands before it', (file) => {
    const room = roomOf(file);
    const wrong = importsOf(file)
      .filter((to) => to.startsWith('.'))
      .map((to) => roomOf(local(file, to)))
      .filter((other) => other !== room && RANK.get(other)! >= RANK.get(room)!);
    expect(wrong).toEqual([]);
  });

  test.each(files)('%s uses outside libraries of its own room only', (file) => {
    const strangers = importsOf(file)
      .filter((to) => !to.startsWith('.'))
      .map((to) =>
        to.startsWith('@') ? to.split('/').slice(0, 2).join('/') : to.startsWith('node:') ? to : to.split('/')[0]!,
      )
      .filter((name) => HOMES[name] !== undefined && HOMES[name] !== roomOf(file))
      // The Markdown parser's room reads front matter with the same YAML library as the config; main catches commander's errors.
      .filter(
        (name) => !(name === 'yaml' && roomOf(file) === 'node') && !(name === 'commander' && roomOf(file) === 'main'),
      );
    expect(strangers).toEqual([]);
  });

  test.each(files.filter((file) => PURE.includes(roomOf(file))))('%s is pure', (file) => {
    expect(importsOf(file).filter((to) => IMPURE.test(to))).toEqual([]);
    expect(readFileSync(file, 'utf8')).not.toMatch(EFFECTS);
  });

  test('only config/read.ts reads the environment; git/process.ts hands it on to git', () => {
    const readers = files.filter((file) => /process\.env/.test(readFileSync(file, 'utf8')));
    expect(readers.sort()).toEqual(['src/config/read.ts', 'src/git/process.ts']);
  });

  test('no cycles', () => {
    const graph = new Map(
      files.map((file) => [
        file,
        importsOf(file)
          .filter((to) => to.startsWith('.'))
          .map((to) => local(file, to)),
      ]),
    );
    const done = new Set<string>();
    const walk = (file: string, path: string[]): string[] | undefined => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
      if (done.has(file)) return undefined;
      for (const next of graph.get(file) ?? []) {
        const cycle = walk(next, [...path, file]);
        if (cycle) return cycle;
      }
      done.add(file);
      return undefined;
    };
    for (const file of files) expect(walk(file, [])).toBeUndefined();
  });
});
