/** A node told as if it were new, for who has not heard of it. */
import type { ChangeRecord } from '../change/change.ts';
import { changeId } from '../change/identity.ts';
import type { Node } from '../node/node.ts';

/** The same for the same node, whenever it is told so. `commit`: where it was found; `now`: ISO instant. */
export function bornAs(node: Node, commit: string, now: string): ChangeRecord {
  const { id: nodeId, source, path, title, emoji, updated, oid } = node;
  return {
    ...{ id: changeId(nodeId, 'announced'), source, nodeId, kind: 'created', grade: 'substantial', path, title, emoji },
    ...{ commit, at: updated, after: { path, oid }, firstAt: now, settlesAt: now },
  };
}
