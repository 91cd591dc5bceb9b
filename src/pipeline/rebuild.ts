/** Brings the library to where the ledger stands: step by step where it can, else anew from the ledger's records. */
import type { NodeRecord } from '../change/change.ts';
import { decide } from '../change/decide.ts';
import { diffTrees } from '../git/diff.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Writer } from '../library/writer.ts';
import type { ParsedNode } from '../node/node.ts';
import { standalone } from '../node/parse.ts';
import type { Report } from './baseline.ts';
import { lineageOf } from './baseline.ts';
import type { Compared } from './follow.ts';
import type { Source } from './source.ts';
import { readAll } from './texts.ts';

/**
 * Makes the library stand at the ledger's cursor. Returns the nodes that the config now shows or hides otherwise than
 * it did when the ledger last wrote them.
 */
export async function catchUp(
  source: Source,
  cursor: string,
  ledger: Ledger,
  writer: Writer,
  now: string,
  report: Report,
): Promise<Compared[]> {
  const at = writer.head(source.name);
  const sameConfig = at?.fingerprint === source.fingerprint;
  if (sameConfig && at.head === cursor) return [];
  if (sameConfig && (await source.mirror.has(at.head)) && (await source.mirror.has(cursor))) {
    await follow(source, at.head, cursor, ledger, writer);
    writer.setHead(source.name, cursor, source.fingerprint);
    return [];
  }
  writer.clear(source.name);
  writer.load();
  return rebuild(source, cursor, ledger, writer, now, report);
}

/** A crash fell between the ledger's commit and the library's: the records of the paths in between are taken over. */
async function follow(source: Source, from: string, to: string, ledger: Ledger, writer: Writer): Promise<void> {
  const changes = await diffTrees(source.mirror.gitDir, from, to);
  const paths = changes.flatMap((change) => (change.from === undefined ? [change.path] : [change.path, change.from]));
  const records = await ledger.nodesByPath(source.name, paths);
  for (const record of records) if (record.state !== 'live') writer.remove(record.id);
  const live = records.filter((record) => record.state === 'live');
  for await (const [record, texts] of readAll(source.objects, live, (r) => [r.oid])) {
    const former = writer.get(record.id);
    const text = texts.get(record.oid)?.text;
    if (text !== undefined) put(record, source.parse(text, record.path), writer);
    if (former && former.path !== record.path) writer.formerPath(source.name, former.path, record.id);
  }
  writer.relink();
}

async function rebuild(
  source: Source,
  cursor: string,
  ledger: Ledger,
  writer: Writer,
  now: string,
  report: Report,
): Promise<Compared[]> {
  const present: NodeRecord[] = [];
  for await (const record of ledger.nodes(source.name)) if (record.state !== 'removed') present.push(record);
  const otherwise: Compared[] = [];
  const readable = present.filter((record) => record.state === 'live' || source.includes(record.path));
  for await (const [record, texts] of readAll(source.objects, readable, (r) => [r.oid])) {
    const text = texts.get(record.oid);
    const node = text?.text === undefined ? undefined : source.parse(text.text, record.path);
    report(record.path, [...(text?.warnings ?? []), ...(node?.warnings ?? [])]);
    const after: NodeRecord = { ...record, state: source.state(record.path, node) };
    if (after.state === 'live' && node) put(after, node, writer);
    if (after.state === record.state) continue;
    otherwise.push({ ...reconsidered(source, record, after, node && standalone(node), cursor, now), formerPaths: [] });
  }
  await formerPaths(source, cursor, writer);
  writer.loaded();
  writer.setHead(source.name, cursor, source.fingerprint);
  return otherwise;
}

/** What the config hides is taken back like any removal; what it newly shows is simply there. */
function reconsidered(
  source: Source,
  before: NodeRecord,
  after: NodeRecord,
  node: Compared['node'],
  cursor: string,
  now: string,
) {
  if (after.state === 'live') return { decision: { record: after }, node };
  const touched = {
    before,
    after,
    grade: 'none' as const,
    title: node?.title ?? '',
    emoji: node?.emoji,
    commit: cursor,
    at: now,
  };
  return { decision: decide({ ...touched, began: `${cursor} ${source.fingerprint}` }, now, source.pace), node };
}

function put(record: NodeRecord, node: ParsedNode, writer: Writer): void {
  const { id, source, path, oid, published, updated } = record;
  writer.put({ ...node, id, source, path, oid, published, updated });
}

async function formerPaths(source: Source, cursor: string, writer: Writer): Promise<void> {
  if (!(await source.mirror.has(cursor))) return;
  for (const track of await lineageOf(source, cursor))
    for (const path of track.formerPaths) writer.formerPath(source.name, path, track.id);
}
