/** `A..B` on the command line. */
import type { Source } from '../pipeline/source.ts';
import { UsageError } from './context.ts';
import type { Workspace } from './workspace.ts';

export interface Range {
  source: Source;
  from: string;
  to: string;
}

/** `A..B`, `A..` and `A` (to the head). Throws UsageError. */
export async function rangeOf(workspace: Workspace, text: string, sourceName?: string): Promise<Range> {
  const source = sourceName === undefined ? workspace.sources[0] : workspace.sources.find((s) => s.name === sourceName);
  if (!source)
    throw new UsageError(
      `no such source: ${sourceName}. There are: ${workspace.sources.map((s) => s.name).join(', ')}.`,
    );
  const head = workspace.heads.get(source.name);
  if (head === undefined) throw new UsageError(`${source.name} has no commits yet`);
  const [a = '', b = '', ...more] = text.split('..');
  if (a === '' || more.length > 0 || text.includes('...'))
    throw new UsageError(`expected a range such as HEAD~5..HEAD, found "${text}"`);
  return { source, from: await workspace.commit(source, a), to: b === '' ? head : await workspace.commit(source, b) };
}
