/** What lies between the ledger's cursor and the head, as steps. */
import type { FileChange, Step } from '../change/lineage.ts';
import { diffTrees, tree } from '../git/diff.ts';
import { commitTime, continues, history } from '../git/history.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Source } from './source.ts';

export interface Steps {
  steps: Step[];
  /** The cursor is not on the branch any more: trees were compared instead. */
  rewritten: boolean;
}

export async function stepsBetween(source: Source, cursor: string, head: string, ledger: Ledger): Promise<Steps> {
  const { mirror } = source;
  const few = await mirror.steps(cursor, head);
  if (few) return { steps: few, rewritten: false };
  const known = await mirror.has(cursor);
  if (known && (await continues(mirror.gitDir, cursor, head))) {
    const steps: Step[] = [];
    for await (const step of history(mirror.gitDir, cursor, head)) steps.push(step);
    return { steps, rewritten: false };
  }
  const changes = known ? await diffTrees(mirror.gitDir, cursor, head) : await againstRecords(source, head, ledger);
  return { steps: [{ commit: head, at: await commitTime(mirror.gitDir, head), changes }], rewritten: true };
}

/** The old history is gone even from the mirror: the ledger still knows which text was last seen at which path. */
async function againstRecords(source: Source, head: string, ledger: Ledger): Promise<FileChange[]> {
  const left = new Map<string, string>();
  for await (const record of ledger.nodes(source.name))
    if (record.state !== 'removed') left.set(record.path, record.oid);
  const changes: FileChange[] = [];
  const added: FileChange[] = [];
  for await (const { path, oid } of tree(source.mirror.gitDir, head)) {
    const oldOid = left.get(path);
    left.delete(path);
    if (oldOid === undefined) added.push({ status: 'A', path, oid });
    else if (oldOid !== oid) changes.push({ status: 'M', path, oid, oldOid });
  }
  const byText = new Map([...left].map(([path, oid]) => [oid, path]));
  for (const change of added) {
    const from = byText.get(change.oid);
    if (from === undefined || !left.delete(from)) changes.push(change);
    else changes.push({ ...change, status: 'R', from, oldOid: change.oid });
  }
  for (const [path, oldOid] of left) changes.push({ status: 'D', path, oid: '', oldOid });
  return changes;
}
