/**
 * One edit among 10,000 nodes, once every listed feed is kept: how long the touched feeds take from the end of the pass,
 * which feeds change, and how long a reader waits for a 304 meanwhile.
 *
 *     node bench/feeds.ts [NODES]
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../src/config/read.ts';
import { encodePath } from '../src/library/address.ts';
import { createLog } from '../src/log.ts';
import { Service } from '../src/service.ts';
import { discard, freshPlace, git, type Place } from './place.ts';
import { Reader } from './reader.ts';
import type { Wait } from './reading.ts';
import { median, percentile, type Row, table } from './report.ts';

/** Since 1970. Milliseconds. */
interface Span {
  from: number;
  to: number;
}

const NODES = Number(process.argv[2] ?? 10_000);
const EDITS = 40;
const FEEDS = 40;
/** Milliseconds. */
const QUIET = 600;

const place = await freshPlace('feeds', NODES);
const child = fork(fileURLToPath(new URL('./reading.ts', import.meta.url)), { serialization: 'advanced' });
const sink = openSync('/dev/null', 'w');
interface Published {
  milliseconds: number;
  documents: number;
  /** When it was over. */
  to: number;
}
const published: Published[] = [];
/** Since 1970, as all processes count. Milliseconds. */
const now = () => performance.timeOrigin + performance.now();
/** How often every listed feed was found to be kept. */
let rounds = 0;
const log = createLog({
  level: 'debug',
  write: (line) => {
    if (line.includes('"feeds are published"')) published.push({ ...JSON.parse(line), to: now() });
    if (line.includes('"every listed feed is kept"')) rounds++;
  },
});
const service = await Service.open(readConfig(place.config, {}, {}), log, { terminal: { fd: sink } });
await service.start();
await service.look();
const began = performance.now();
await round(0);
const filled = (performance.now() - began) / 1_000;
await sleep(QUIET);
const bytes = statSync(join(place.data, 'feeds.db')).size;
const reader = new Reader(service.port ?? 0);
const all = await listed();
/** Those in use: of everything, and those of the folders that come first in the list. */
const feeds = all.slice(0, FEEDS).flatMap((name) => [`${name}.atom`, `${name}.rss`, `${name}.json`]);
const etags = new Map<string, string>();
for (const feed of feeds) etags.set(feed, await etagOf(feed));
published.length = 0;
const touched: number[] = [];
const paths = nodePaths(place);
const reading = startReading();
const looks: Span[] = [];
/** Milliseconds. */
const unused: number[] = [];
for (let count = 0; count < EDITS; count++) {
  // What the last round left to do is not a part of this one: edits come minutes apart.
  await sleep(QUIET);
  const path = paths[Math.floor((paths.length * count) / EDITS)]!;
  edit(place, path, count);
  const before = rounds;
  const from = now();
  await service.look();
  looks.push({ from, to: now() });
  const asked = performance.now();
  await etagOf(`/feeds/folders/${encodePath(dirname(path))}.json`);
  unused.push(performance.now() - asked);
  await round(before);
  let changed = 0;
  for (const feed of feeds) {
    const now = await etagOf(feed);
    if (now !== etags.get(feed)) changed++;
    etags.set(feed, now);
  }
  touched.push(changed);
}
const waits = await reading.stop();
reader.close();
await service.stop();
closeSync(sink);
await discard(place);
const edits = published.filter(({ documents }) => documents > 0);
const publishing = within(edits.map(({ milliseconds, to }) => ({ from: to - milliseconds, to })));
const looking = within(looks);
const rows: Row[] = [
  {
    what: `one edit among ${NODES} nodes, to its feeds served`,
    value: median(edits.map(({ milliseconds }) => milliseconds)),
    unit: 'ms',
    goal: 60,
  },
  { what: 'one that nobody used, to its first reader', value: median(unused), unit: 'ms' },
  { what: 'a 304 meanwhile, median', value: median(publishing), unit: 'ms', goal: 5 },
  {
    what: 'a 304 meanwhile, 99 of 100',
    value: percentile(publishing, 0.99),
    unit: 'ms',
    goal: 5,
    note: `of ${publishing.length}`,
  },
  {
    what: 'a 304 in the whole look, 99 of 100: it begins with a start of git, which stops all threads',
    value: percentile(looking, 0.99),
    unit: 'ms',
    note: `of ${looking.length}`,
  },
];
console.log(table(rows));
console.log(
  `${all.length} feeds kept after ${filled.toFixed(0)} s, in ${(bytes / 1e6).toFixed(0)} MB on disk; of ${feeds.length} documents an edit changed ${Math.max(...touched)} at most, of all ${Math.max(...published.map(({ documents }) => documents))}`,
);

/** How long those took that were under way in one of the spans. */
function within(spans: readonly Span[]): number[] {
  const isIn = ({ began, took }: Wait) => spans.some(({ from, to }) => began < to && began + took > from);
  return waits.filter(isIn).map(({ took }) => took);
}

/** Resolves when every listed feed was found to be kept once more than `before`. */
async function round(before: number): Promise<void> {
  while (rounds === before) await sleep(20);
}

/** Feeds that the OPML names. */
async function listed(): Promise<string[]> {
  const opml = (await reader.ask('/feeds.opml')).body.toString();
  return [...opml.matchAll(/xmlUrl="[^"]*(\/feeds\/[^"]+)\.atom"/g)].map(([, name]) => name!);
}

async function etagOf(feed: string): Promise<string> {
  return (await reader.ask(feed)).etag;
}

/** Readers are elsewhere: in a process of their own, which the program's work does not hold up. */
function startReading(): { stop(): Promise<Wait[]> } {
  child.send({ port: service.port, feed: feeds.at(-1) });
  const stop = async () => {
    child.send('over');
    const [waits] = (await once(child, 'message')) as [Wait[]];
    return waits;
  };
  return { stop };
}

function nodePaths({ origin }: Place): string[] {
  return git('--git-dir', origin, 'ls-tree', '-r', '-z', '--name-only', 'HEAD')
    .split('\0')
    .filter((path) => path.includes('/') && path.endsWith('.md') && !path.endsWith('README.md'));
}

function edit({ origin }: Place, path: string, count: number): void {
  const before = git('--git-dir', origin, 'cat-file', 'blob', `HEAD:${path}`);
  const after = `${before}\nEdit number ${count} left a lantern, a loaf and a letter at the gate.\n`;
  const input = [
    `commit refs/heads/main\ncommitter Robin <robin@garden.example> ${Math.floor(Date.now() / 1_000)} +0000\ndata 4\nEdit`,
    `from refs/heads/main^0\nM 100644 inline "${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`,
    `data ${Buffer.byteLength(after)}\n${after}\n`,
  ].join('\n');
  execFileSync('git', ['--git-dir', origin, 'fast-import', '--quiet'], { input });
}
