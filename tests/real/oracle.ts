/**
 * What a reader should hear of a commit, worked out slowly and plainly, with git and a few lines of text handling of
 * its own: it shares no code with the program.
 */
import { execFileSync } from 'node:child_process';

export interface Heard {
  kind: 'A' | 'M' | 'D' | 'R';
  path: string;
}

const git = (dir: string, ...args: string[]) =>
  execFileSync('git', args, { cwd: dir, encoding: 'utf8', maxBuffer: 256 << 20 });

/** The commits of the branch's own line after `from`, oldest first. */
export function commitsAfter(dir: string, from: string, to: string): string[] {
  return git(dir, 'rev-list', '--first-parent', '--reverse', `${from}..${to}`).trim().split('\n');
}

/** Everything a commit did that is worth a post: births, ends, moves, and texts that changed by more than `few` words. */
export function worthTelling(dir: string, commit: string, few: number): Heard[] {
  const lines = git(dir, 'diff', '-M', '--name-status', '-z', `${commit}^`, commit).split('\0');
  const heard: Heard[] = [];
  for (let i = 0; i < lines.length && lines[i] !== ''; ) {
    const kind = lines[i++]![0] as Heard['kind'];
    const from = lines[i++]!;
    const path = kind === 'R' ? lines[i++]! : from;
    if (!path.endsWith('.md')) continue;
    if (kind !== 'M' || isSubstantial(show(dir, `${commit}^`, path), show(dir, commit, path), few))
      heard.push({ kind, path });
  }
  return heard;
}

const show = (dir: string, commit: string, path: string) => git(dir, 'show', `${commit}:${path}`);

function isSubstantial(before: string, after: string, few: number): boolean {
  for (const field of ['title', 'status']) if (fieldOf(before, field) !== fieldOf(after, field)) return true;
  const left = [...wordsOf(before)];
  let added = 0;
  for (const word of wordsOf(after)) {
    const at = left.indexOf(word);
    if (at < 0) added++;
    else left.splice(at, 1);
  }
  return added + left.length > few;
}

function fieldOf(text: string, field: string): string | undefined {
  const head = text.startsWith('---') ? text.slice(3, text.indexOf('\n---', 3)) : '';
  return head
    .split('\n')
    .find((line) => line.startsWith(`${field}:`))
    ?.slice(field.length + 1)
    .trim();
}

function wordsOf(text: string): string[] {
  return (
    text
      .replace(/\]\([^()\n]*\)/g, '] ')
      .replace(/https?:\/\/\S+/g, ' ')
      .replace(/\b\d{4}-\d{2}-\d{2}\b/g, ' ')
      .match(/[\p{L}\p{N}\p{M}]+(['’][\p{L}\p{M}]+)*/gu) ?? []
  );
}
