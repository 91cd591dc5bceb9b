/** Many changes in one post: kept change by change, shown node by node. Pure. */
import { combine } from '../change/combine.ts';
import type { Announcement, DigestAnnouncement, DigestItem, NodeAnnouncement } from './announcement.ts';

/** `at` and `reason` of a digest, and how it is worded. */
export type DigestFrame = Pick<DigestAnnouncement, 'reason' | 'at' | 'language'>;

export function digestOf(items: readonly DigestItem[], { reason, at, language }: DigestFrame): DigestAnnouncement {
  const groups = new Map<string, DigestItem[]>();
  for (const item of [...items].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))) {
    const folder = item.path.slice(0, Math.max(item.path.lastIndexOf('/'), 0));
    groups.set(folder, [...(groups.get(folder) ?? []), item]);
  }
  return {
    ...{ type: 'digest' as const, reason, at, ...(language && { language }) },
    groups: [...groups].map(([folder, list]) => ({ folder, items: list })),
  };
}

export function itemsOf({ groups }: Pick<DigestAnnouncement, 'groups'>): DigestItem[] {
  return groups.flatMap((group) => group.items);
}

/** The digest with other items; undefined when there are none. */
export function withItems(digest: DigestAnnouncement, items: readonly DigestItem[]): DigestAnnouncement | undefined {
  return items.length > 0 ? digestOf(items, digest) : undefined;
}

/** What readers see: of each node one line, which says what all its changes come to. By folder, in their order. */
export function shownItems(digest: DigestAnnouncement): DigestAnnouncement['groups'] {
  const byNode = Map.groupBy(itemsOf(digest), ({ nodeId }) => nodeId);
  if ([...byNode.values()].every((items) => items.length === 1)) return digest.groups;
  const lines = [...byNode.values()].flatMap((items): DigestItem[] => {
    const last = items.at(-1)!;
    if (items.length === 1) return [last];
    const all = combine(items, last.path);
    return all ? [{ ...last, from: undefined, difference: undefined, ...all }] : [];
  });
  return digestOf(lines, digest).groups;
}

/** The line of a digest that a node's announcement would have. */
export function itemOf(node: NodeAnnouncement): DigestItem {
  const { changeId, nodeId, kind, emoji, title, path, from, url, difference, contentNote } = node;
  return { changeId, nodeId, kind, emoji, title, path, from, url, difference, contentNote };
}

/** The changes an announcement tells, and of which nodes. */
export function tellingsOf(announcement: Announcement): { change: string; node: string }[] {
  if (announcement.type === 'ping') return [];
  if (announcement.type === 'review') return tellingsOf(announcement.post);
  if (announcement.type === 'digest')
    return itemsOf(announcement).map(({ changeId, nodeId }) => ({ change: changeId, node: nodeId }));
  const { parts, changeId, nodeId } = announcement;
  return (parts ?? [{ changeId }]).map((part) => ({ change: part.changeId, node: nodeId }));
}

/** Ids of the changes an announcement tells. */
export function changesOf(announcement: Announcement): string[] {
  return tellingsOf(announcement).map(({ change }) => change);
}

/** Ids of the nodes an announcement tells of. */
export function nodesOf(announcement: Announcement): string[] {
  if (announcement.type === 'node') return [announcement.nodeId];
  return tellingsOf(announcement).map(({ node }) => node);
}

/** What stands in the place of a summary: a curator's, the template's, or the author's first words. */
export function summaryOf({ curated, worded, summary }: NodeAnnouncement): string {
  return curated ?? worded?.body ?? summary ?? '';
}
