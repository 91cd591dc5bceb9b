/** Where measurements lie on disk: an archive of each size, made once, and data folders of a starpost that watches it. */
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { makeArchive } from './archive.ts';

/** Kept between runs; may be deleted at any time. */
const CACHE = resolve(import.meta.dirname, '../data/bench');
const SEED = 1;

export interface Place {
  nodes: number;
  /** The repository that is watched, bare. Pushes go here. */
  origin: string;
  data: string;
  mirror: string;
  config: string;
  /** Of the texts at the head. */
  bytes: number;
}

/** A place of its own for one measurement: a copy of the archive, no data but (with `mirror`) a mirror that is up to date. */
export async function freshPlace(name: string, nodes: number, mirror = true): Promise<Place> {
  const archive = await makeArchive(join(CACHE, `archive-${nodes}`), { nodes, seed: SEED });
  const folder = join(CACHE, name);
  const data = join(folder, 'data');
  const place: Place = {
    nodes,
    origin: join(folder, 'origin.git'),
    data,
    mirror: join(data, 'mirrors', 'garden.git'),
    config: join(folder, 'starpost.yaml'),
    bytes: archive.bytes,
  };
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(data, 'mirrors'), { recursive: true });
  git('clone', '--quiet', '--bare', '--local', archive.dir, place.origin);
  if (mirror) git('clone', '--quiet', '--mirror', '--local', place.origin, place.mirror);
  await writeFile(place.config, stringify(configOf(place)));
  return place;
}

/** Forgets what a run left, but for the mirror: the next one is a first pass again. */
export async function forget(place: Place): Promise<void> {
  for (const name of await readdir(place.data))
    if (name !== 'mirrors') await rm(join(place.data, name), { recursive: true, force: true });
}

export async function discard(place: Place): Promise<void> {
  await rm(join(place.data, '..'), { recursive: true, force: true });
}

/** One look every 20 seconds: a window of that length holds exactly one. */
function configOf({ origin, data }: Place) {
  return {
    ...{ title: 'A garden that grows for measuring', data, listen: { port: 0 }, poll: '*/20 * * * * *' },
    channels: [{ name: 'terminal', platform: 'terminal' }],
    subscriptions: [{ channel: 'terminal', minor: true }],
    sources: [{ name: 'garden', url: origin }],
  };
}

export function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', maxBuffer: 1 << 30 });
}
