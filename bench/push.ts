/** A push of one node: how soon it is in the ledger and in the feeds, apart from the time git itself takes. */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../src/config/read.ts';
import { createLog } from '../src/log.ts';
import { Service } from '../src/service.ts';
import { GitTime } from './git-time.ts';
import { git, type Place } from './place.ts';
import { Reader } from './reader.ts';
import { median } from './report.ts';

const WARM_UP = 6;
const PUSHES = 21;
/** Milliseconds. */
const QUIET = 600;

/** Medians, milliseconds, without the time in which git fetched and compared. */
export interface PushTimes {
  ledger: number;
  feeds: number;
  /** What git took. */
  git: number;
}

/** The place holds a complete library; the service runs in this process. */
export async function push(place: Place): Promise<PushTimes> {
  const times: PushTimes[] = [];
  const paths = somePaths(place);
  const gitTime = new GitTime();
  const sink = openSync('/dev/null', 'w');
  let committed: (() => void) | undefined;
  const log = createLog({ level: 'info', write: (line) => void (line.includes('"new commits"') && committed?.()) });
  const service = await Service.open(readConfig(place.config, {}, {}), log, { terminal: { fd: sink } });
  try {
    await service.start();
    await service.look();
    const reader = new Reader(service.port ?? 0);
    for (let count = 0; count < WARM_UP + PUSHES; count++) {
      const { feeds, mark, stream } = draft(place, paths[count]!, count);
      await Promise.all(feeds.map((feed) => served(reader, feed)));
      // What they left to do is not a part of the push: pushes come minutes apart.
      await sleep(QUIET);
      const inLedger = new Promise<number>((resolve) => {
        committed = () => resolve(performance.now());
      });
      execFileSync('git', ['--git-dir', place.origin, 'fast-import', '--quiet'], { input: stream });
      gitTime.begin();
      const look = service.look();
      const ledgerAt = await inLedger;
      await Promise.all(feeds.map((feed) => shows(reader, feed, mark)));
      const feedsAt = performance.now();
      await look;
      const { began, took } = gitTime.until(ledgerAt);
      if (count >= WARM_UP) times.push({ ledger: ledgerAt - began - took, feeds: feedsAt - began - took, git: took });
    }
    reader.close();
  } finally {
    await service.stop();
    gitTime.close();
    closeSync(sink);
  }
  const of = (key: keyof PushTimes) => median(times.map((time) => time[key]));
  return { ledger: of('ledger'), feeds: of('feeds'), git: of('git') };
}

/** Nodes from all over the archive, READMEs left out. */
function somePaths(place: Place): string[] {
  const all = git('--git-dir', place.origin, 'ls-tree', '-r', '-z', '--name-only', 'HEAD')
    .split('\0')
    .filter((path) => path.includes('/') && path.endsWith('.md') && !path.endsWith('README.md'));
  const step = Math.floor(all.length / (WARM_UP + PUSHES));
  return Array.from({ length: WARM_UP + PUSHES }, (_, index) => all[index * step]!);
}

/** A new paragraph as a commit for git fast-import, and the feeds it must show up in. */
function draft(place: Place, path: string, count: number): { feeds: string[]; mark: string; stream: string } {
  const before = git('--git-dir', place.origin, 'cat-file', 'blob', `HEAD:${path}`);
  const mark = `push number ${count} left a lantern, a loaf and a letter at the gate`;
  const after = before.replace('\n## 🌌', `\nThe ${mark}.\n\n## 🌌`);
  const tag = /## ✨ Stardust\s+([^,\n]+)/.exec(before)?.[1]?.trim();
  if (after === before || !tag) throw new Error(`${path} was expected to be in the house style.`);
  const seconds = Math.floor(Date.now() / 1_000);
  const size = Buffer.byteLength(after);
  const stream = [
    `commit refs/heads/main\ncommitter Robin <robin@garden.example> ${seconds} +0000\ndata 4\nPush\nfrom refs/heads/main^0`,
    `M 100644 inline "${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"\ndata ${size}\n${after}\n`,
  ].join('\n');
  const encoded = path.split('/').slice(0, -1).map(encodeURIComponent).join('/');
  const feeds = ['/feeds/all.atom', `/feeds/folders/${encoded}.atom`, `/feeds/tags/${encodeURIComponent(tag)}.atom`];
  return { feeds, mark, stream };
}

async function served(reader: Reader, feed: string): Promise<void> {
  const { status } = await reader.ask(feed);
  if (status !== 200) throw new Error(`${feed} was expected to be served; the answer was ${status}.`);
}

/** Asks, as a reader would who remembers the last answer, until the feed holds the words. */
async function shows(reader: Reader, feed: string, mark: string): Promise<void> {
  let known = '';
  for (let tries = 0; tries < 2_000; tries++) {
    const { etag, body } = await reader.ask(feed, known);
    if (body.includes(mark)) return;
    known = etag;
    await sleep(1);
  }
  throw new Error(`${feed} was expected to show the new text.`);
}
