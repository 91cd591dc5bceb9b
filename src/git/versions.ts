/** The versions a file has had, newest first, followed through renames. */
import { MirrorDamaged } from './errors.ts';
import { history, instant } from './history.ts';
import { ask, output } from './process.ts';
import { type RawChange, rawItems } from './raw.ts';
import { Renames } from './renames.ts';

export interface FileVersion {
  /** Full hash of the commit that made it. */
  commit: string;
  /** ISO instant of the committer's date, in UTC. */
  at: string;
  path: string;
  oid: string;
}

/** For a file that was renamed more often, one walk over all files is less work than a git process for each path. */
const RENAMES = 20;

/**
 * Along the first-parent line of `to`, as `history` sees it, however long it is. It ends where the file was born or, for
 * one that was deleted and made again, where it came back: what was withdrawn before is no version of it.
 */
export async function fileVersions(gitDir: string, to: string, path: string): Promise<FileVersion[]> {
  const found: FileVersion[] = [];
  const renames = new Renames(gitDir);
  try {
    let [from, at]: [string | undefined, string] = [to, path];
    for (let count = 0; from !== undefined; count++) {
      if (count > RENAMES) return (await allVersions(gitDir, to)).get(path) ?? [];
      const oldest = await life(gitDir, from, at, found);
      if (!oldest?.parent) break;
      const renamed = (await renames.pair(oldest.commit, oldest.parent)).find(
        (change) => change.status === 'R' && change.path === at,
      );
      [from, at] = renamed?.from === undefined ? [undefined, at] : [oldest.parent, renamed.from];
    }
    return found;
  } finally {
    renames.close();
  }
}

/** The blob at a path of a commit (its hash, or the first letters of it); undefined where there is no such one. */
export async function oidAt(gitDir: string, commit: string, path: string): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{commit}:${path}`];
  const { code, text } = await ask(gitDir, args, [0, 1, 128]);
  return code === 0 && /^[0-9a-f]{40,64}$/.test(text) ? text : undefined;
}

/** The same for every file of a commit, by path: one walk over the history instead of one for each file. */
export async function allVersions(gitDir: string, to: string): Promise<Map<string, FileVersion[]>> {
  // Oldest first as long as they grow.
  const versions = new Map<string, FileVersion[]>();
  for await (const { commit, at, changes } of history(gitDir, undefined, to)) {
    const former = new Map(changes.map(({ from }) => [from, from === undefined ? undefined : versions.get(from)]));
    for (const { status, path, from } of changes) {
      if (status === 'D') versions.delete(path);
      if (from !== undefined) versions.delete(from);
    }
    for (const { status, path, from, oid } of changes) {
      if (status === 'D') continue;
      const before = (status === 'R' ? former.get(from) : status === 'M' ? versions.get(path) : undefined) ?? [];
      before.push({ commit, at, path, oid });
      versions.set(path, before);
    }
  }
  for (const those of versions.values()) those.reverse();
  return versions;
}

/** Adds the versions at one path; the commit that brought the file there, where that is among them. */
async function life(
  gitDir: string,
  from: string,
  path: string,
  found: FileVersion[],
): Promise<{ commit: string; parent?: string } | undefined> {
  for await (const { commit, at, parent, change } of commitsOf(gitDir, from, path)) {
    if (change.status === 'D') return undefined;
    found.push({ commit, at, path, oid: change.oid });
    if (change.status === 'A') return { commit, parent };
  }
  return undefined;
}

async function* commitsOf(
  gitDir: string,
  from: string,
  path: string,
): AsyncGenerator<{ commit: string; at: string; parent?: string; change: RawChange }> {
  const args = ['log', '-z', '--format=%x00%H %ct %P', '--first-parent', '--diff-merges=first-parent', '--root'];
  args.push('--raw', '--no-abbrev', '--no-renames', from, '--', `:(literal,top)${path}`);
  let header: string[] = [];
  for await (const items of rawItems(output(gitDir, args))) {
    for (const item of items) {
      if ('header' in item) header = item.header.split(' ');
      else if (header[0] === undefined) throw new MirrorDamaged('git log named a change before its commit.');
      else yield { commit: header[0], at: instant(header[1] ?? ''), parent: header[2], change: item.change };
    }
  }
}
