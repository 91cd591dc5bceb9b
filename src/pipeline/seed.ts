/** What happened last, read from history on the first run, so that the changes feed does not begin empty. */
import type { ChangeRecord, NodeRecord } from '../change/change.ts';
import { difference } from '../change/compare.ts';
import { burstStart } from '../change/dating.ts';
import { changeId } from '../change/identity.ts';
import type { TextStep, Track } from '../change/lineage.ts';
import type { ParsedNode } from '../node/node.ts';
import type { Source } from './source.ts';
import { readAll, readOf } from './texts.ts';

/** How many of the newest nodes are looked at: as many as a feed holds by default. */
const NEWEST = 50;

export interface Seed {
  change: ChangeRecord;
  record: NodeRecord;
  node: ParsedNode;
}

/** The last change in substance of the newest nodes, oldest first: their birth, or a revision. */
export async function seeds(source: Source, tracks: readonly Track[], records: readonly NodeRecord[]): Promise<Seed[]> {
  const live = records.filter((record) => record.state === 'live').sort((a, b) => (a.updated < b.updated ? 1 : -1));
  const byId = new Map(tracks.map((track) => [track.id, track]));
  const newest = live.slice(0, NEWEST).flatMap((record) => {
    const track = byId.get(record.id);
    const burst = track && burstAt(source, track.texts, record.updated);
    return track && burst ? [{ record, track, ...burst }] : [];
  });
  const found: Seed[] = [];
  for await (const [item, texts] of readAll(source.objects, newest, ({ first, last }) => oidsOf(first, last))) {
    const { record, first, last } = item;
    const after = readOf(source, texts.get(last.oid), record.path);
    const before = first.oldOid === undefined ? undefined : readOf(source, texts.get(first.oldOid), record.path);
    if (after)
      found.push({
        record,
        node: after.node,
        change: changeOf(record, first, last, after.node, before && difference(before, after)),
      });
  }
  return found.reverse();
}

/** The burst of steps that moved `updated`, to its end. */
function burstAt(
  source: Source,
  texts: readonly TextStep[],
  updated: string,
): { first: TextStep; last: TextStep } | undefined {
  const index = texts.findLastIndex((step) => step.at === updated);
  if (index < 0) return undefined;
  const { settle } = source.pace;
  let end = index;
  while (end + 1 < texts.length && burstStart(texts, end + 1, settle) <= index) end++;
  return { first: texts[burstStart(texts, index, settle)]!, last: texts[end]! };
}

function oidsOf(first: TextStep, last: TextStep): string[] {
  return first.oldOid === undefined || first.oldOid === last.oid ? [last.oid] : [first.oldOid, last.oid];
}

function changeOf(
  record: NodeRecord,
  first: TextStep,
  last: TextStep,
  node: ParsedNode,
  different: ChangeRecord['difference'],
): ChangeRecord {
  const { id, source, path } = record;
  const born = first.oldOid === undefined;
  const at = record.updated;
  return {
    ...{
      id: changeId(id, first.commit),
      source,
      nodeId: id,
      kind: born ? 'created' : 'revised',
      grade: 'substantial',
      path,
    },
    ...{ title: node.title, emoji: node.emoji, commit: last.commit, at, firstAt: at, settlesAt: at },
    difference: born ? undefined : different,
    before: first.oldOid === undefined ? undefined : { path, oid: first.oldOid },
    after: { path, oid: last.oid },
  };
}
