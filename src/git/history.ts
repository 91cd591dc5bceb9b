/** What each commit of a branch did to Markdown files. */
import { MARKDOWN_NAME } from './diff.ts';
import { ask, output } from './process.ts';
import { type RawChange, rawItems } from './raw.ts';
import { Renames } from './renames.ts';

/** One commit of the branch's own line. */
export interface Step {
  /** Full hash. */
  commit: string;
  /** ISO instant of the committer's date, in UTC. */
  at: string;
  /** Never empty. */
  changes: RawChange[];
}

/**
 * The first-parent line from `from` (left out; undefined: from the beginning) to `to`, oldest first. A merge is one
 * step: what it brought to the branch. Commits that touch no Markdown file are left out. Renames are paired as
 * `git diff -M` pairs them; where a blob to compare is missing (a filtered clone), only those without edits.
 */
export async function* history(gitDir: string, from: string | undefined, to: string): AsyncGenerator<Step, void, void> {
  const renames = new Renames(gitDir);
  try {
    for await (const { parent, ...step } of commits(gitDir, from, to)) {
      if (parent && mayHoldRename(step.changes)) step.changes = await renames.pair(step.commit, parent);
      yield step;
    }
  } finally {
    renames.close();
  }
}

/** A rename without its pairing is a deletion and an addition. */
function mayHoldRename(changes: readonly RawChange[]): boolean {
  return changes.some(({ status }) => status === 'A') && changes.some(({ status }) => status === 'D');
}

type Commit = Step & { parent?: string };

/** The commits that touch Markdown files, renames not paired. */
async function* commits(gitDir: string, from: string | undefined, to: string): AsyncGenerator<Commit, void, void> {
  const range = from === undefined ? to : `${from}..${to}`;
  const args = [
    'log',
    '-z',
    '--format=%x00%H %ct %P',
    '--first-parent',
    '--diff-merges=first-parent',
    '--root',
    '--reverse',
  ];
  args.push('--raw', '--no-abbrev', '--no-renames', '--end-of-options', range);
  let step: Commit | undefined;
  for await (const items of rawItems(output(gitDir, args))) {
    for (const item of items) {
      if ('change' in item) {
        if (MARKDOWN_NAME.test(item.change.path)) step?.changes.push(item.change);
        continue;
      }
      if (step?.changes.length) yield step;
      const [commit = '', seconds = '', parent] = item.header.split(' ');
      step = { commit, at: instant(seconds), changes: [], parent };
    }
  }
  if (step?.changes.length) yield step;
}

/**
 * Whether `from` lies on the first-parent line of `to`, so that `history` between them tells the whole story.
 * False after a rewritten history, or where `from` came in by a merge: then compare the two trees. Both are full hashes.
 */
export async function continues(gitDir: string, from: string, to: string): Promise<boolean> {
  if (from === to) return true;
  const known = await ask(gitDir, ['cat-file', '-e', `${from}^{commit}`], [0, 1, 128]);
  if (known.code !== 0) return false;
  // The oldest commit of the line that `from` does not already hold must be its child.
  const { text } = await ask(gitDir, ['rev-list', '--first-parent', '--parents', '--end-of-options', `${from}..${to}`]);
  const [, parent] = text.slice(text.lastIndexOf('\n') + 1).split(' ');
  return parent === from;
}

/** ISO instant of a commit's committer date, in UTC. */
export async function commitTime(gitDir: string, commit: string): Promise<string> {
  const { text } = await ask(gitDir, ['log', '-1', '--format=%ct', '--end-of-options', commit]);
  return instant(text);
}

/** From seconds since 1970. Git's own range is wider than a date's: beyond it the time is the epoch. */
export function instant(seconds: string): string {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? '1970-01-01T00:00:00.000Z' : date.toISOString();
}
