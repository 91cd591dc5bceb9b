/** From nothing but a mirror to feeds, against the time git takes to print the same texts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { discard, forget, freshPlace, git, type Place } from './place.ts';
import { Program } from './program.ts';
import { median, type Row } from './report.ts';

const NODES = 6_000;
const ROUNDS = 3;
const FEEDS = ['/feeds/all.rss', '/feeds/all.atom', '/feeds/all.json', '/feeds/changes.atom'];

export async function cold(): Promise<Row[]> {
  const place = await freshPlace('cold', NODES);
  const oids = git('--git-dir', place.mirror, 'ls-tree', '-r', '--format=%(objectname)', 'HEAD');
  const ours: number[] = [];
  const gits: number[] = [];
  // In turns, so that whatever else the machine does falls on both.
  for (let round = 0; round < ROUNDS; round++) {
    gits.push(await printed(place, oids));
    ours.push(await served(place));
  }
  await discard(place);
  const [our, their] = [median(ours), median(gits)];
  const size = `${NODES.toLocaleString('en')} nodes, ${Math.round(place.bytes / 1e6)} MB`;
  return [
    {
      what: `cold index, ${size}: process start to feeds fetched ÷ git cat-file --batch`,
      value: our / their,
      unit: '×',
      goal: 6,
      note: `${Math.round(our)} ms ÷ ${Math.round(their)} ms`,
    },
  ];
}

/** Milliseconds in which git prints the blobs to a pipe whose reader throws them away. */
async function printed(place: Place, oids: string): Promise<number> {
  const began = performance.now();
  const child = spawn('git', ['--git-dir', place.mirror, 'cat-file', '--batch'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdout.resume();
  child.stdin.end(oids);
  await once(child, 'close');
  return performance.now() - began;
}

/** Milliseconds from the start of the process to the last feed. */
async function served(place: Place): Promise<number> {
  await forget(place);
  const program = new Program(place);
  try {
    await program.ready();
    for (const feed of FEEDS) await program.fetch(feed);
    const opml = await program.fetch('/feeds.opml');
    const folder = /xmlUrl="[^"]*?(\/feeds\/folders\/[^"]+)"/.exec(opml)?.[1];
    if (!folder) throw new Error('/feeds.opml was expected to list a folder.');
    await program.fetch(folder);
    return program.age;
  } finally {
    await program.stop();
  }
}
