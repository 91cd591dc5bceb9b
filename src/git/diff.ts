/** Markdown files of a commit, and what differs between two commits. */
import { MirrorDamaged } from './errors.ts';
import { output } from './process.ts';
import { pathOf, type RawChange, rawItems, tokens } from './raw.ts';

export type { RawChange } from './raw.ts';

/** Nodes only: rename detection then never needs a big blob, which a filtered clone may not have. */
export const MARKDOWN: readonly string[] = [':(icase)*.md', ':(icase)*.markdown'];

/**
 * Renames are found as `git diff -M` finds them (half of the lines kept). Above this many files on a side git pairs
 * only identical files and equal base names, which is what a moved folder needs.
 */
export const RENAMES: readonly string[] = ['-M', '-l3000'];

/** Identical files only: needs no blob at all. */
export const EXACT_RENAMES: readonly string[] = ['-M100%', '-l3000'];

const RAW: readonly string[] = ['-r', '-z', '--raw', '--no-abbrev'];

/**
 * What happened to Markdown files between two commits (or trees), in path order. Where a blob that rename detection
 * would compare is missing, only renames without edits are found.
 */
export async function diffTrees(gitDir: string, before: string, after: string): Promise<RawChange[]> {
  try {
    return await diff(gitDir, before, after, RENAMES);
  } catch (error) {
    if (!(error instanceof MirrorDamaged)) throw error;
    return diff(gitDir, before, after, EXACT_RENAMES);
  }
}

async function diff(gitDir: string, before: string, after: string, renames: readonly string[]): Promise<RawChange[]> {
  const changes: RawChange[] = [];
  const args = ['diff-tree', ...RAW, ...renames, '--end-of-options', before, after, '--', ...MARKDOWN];
  for await (const items of rawItems(output(gitDir, args))) {
    for (const item of items) if ('change' in item) changes.push(item.change);
  }
  return changes;
}

export interface TreeFile {
  path: string;
  oid: string;
}

/** `.md` and `.markdown` in any letter case, as MARKDOWN. */
export const MARKDOWN_NAME = /\.(md|markdown)$/i;

/** Every Markdown file of a commit, in git's order; links and submodules are none. */
export async function* tree(gitDir: string, commit: string): AsyncGenerator<TreeFile, void, void> {
  const args = ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commit];
  for await (const batch of tokens(output(gitDir, args))) {
    for (const token of batch) {
      // `MODE TYPE OID<TAB>PATH`
      const tab = token.indexOf(9);
      const [mode = '', , oid = ''] = token.toString('latin1', 0, tab).split(' ');
      const path = pathOf(token.subarray(tab + 1));
      if (mode.startsWith('100') && MARKDOWN_NAME.test(path)) yield { path, oid };
    }
  }
}
