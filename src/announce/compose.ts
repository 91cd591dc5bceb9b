/** A change and its node -> what is to be told, in plain data. Pure. */
import type { ChangeRecord } from '../change/change.ts';
import type { Node } from '../node/node.ts';
import type { Announcement, DigestAnnouncement, DigestItem, Link, NodeAnnouncement } from './announcement.ts';

/** A change with all that is said about it. */
export interface Told {
  change: ChangeRecord;
  /** The node as it is now; as it last was, for a removal. */
  node: Node;
  url: string;
  commitUrl?: string;
  links: Link[];
  /** Of a node that is back: its earlier changes, oldest first. */
  history?: NodeAnnouncement['history'];
}

export function announcement({ change, node, url, commitUrl, links, history }: Told): NodeAnnouncement {
  const { id: changeId, nodeId, kind, grade, path, from, title, emoji, commit, at, difference } = change;
  const told = {
    type: 'node' as const,
    changeId,
    nodeId,
    kind,
    grade,
    emoji,
    title,
    path,
    from,
    commit,
    commitUrl,
    at,
  };
  // What is withdrawn is not repeated: neither text nor tags nor references.
  if (kind === 'removed') return { ...told, tags: [], references: [] };
  const { tagline, summary, contentNote, status, tags } = node;
  return {
    ...told,
    tagline,
    url,
    summary,
    contentNote,
    status,
    tags,
    created: node.statedCreated ?? node.published,
    updated: node.statedUpdated ?? node.updated,
    difference,
    references: links,
    history,
  };
}

export function digest(told: readonly Told[], at: string): DigestAnnouncement {
  return regroup(told.map(digestItem), at);
}

/** The digest with one item replaced, or taken out; undefined when nothing is left of it. */
export function amendDigest(
  announcement: DigestAnnouncement,
  changeId: string,
  told: Told | undefined,
): DigestAnnouncement | undefined {
  const items = announcement.groups.flatMap((group) => group.items);
  const kept = items.flatMap((item) => (item.changeId !== changeId ? [item] : told ? [digestItem(told)] : []));
  return withItems(announcement, kept);
}

/** The digest with other items; undefined when there are none. */
export function withItems(
  announcement: DigestAnnouncement,
  items: readonly DigestItem[],
): DigestAnnouncement | undefined {
  return items.length > 0 ? regroup(items, announcement.at) : undefined;
}

/** Ids of the changes an announcement tells. */
export function changesOf(announcement: Announcement): string[] {
  if (announcement.type === 'node') return [announcement.changeId];
  if (announcement.type === 'ping') return [];
  return announcement.groups.flatMap((group) => group.items.map((item) => item.changeId));
}

/** Ids of the nodes an announcement tells of. */
export function nodesOf(announcement: Announcement): string[] {
  if (announcement.type === 'node') return [announcement.nodeId];
  if (announcement.type === 'ping') return [];
  return announcement.groups.flatMap((group) => group.items.map((item) => item.nodeId));
}

/** The line of a digest that a node's announcement would have. */
export function itemOf(node: NodeAnnouncement): DigestItem {
  const { changeId, nodeId, kind, emoji, title, path, from, url, difference } = node;
  return { changeId, nodeId, kind, emoji, title, path, from, url, difference };
}

function digestItem({ change, url }: Told): DigestItem {
  const { id: changeId, nodeId, kind, emoji, title, path, from, difference } = change;
  const item: DigestItem = { changeId, nodeId, kind, emoji, title, path, from };
  return kind === 'removed' ? item : { ...item, url, difference };
}

function regroup(items: readonly DigestItem[], at: string): DigestAnnouncement {
  const groups = new Map<string, DigestItem[]>();
  for (const item of [...items].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))) {
    const folder = item.path.slice(0, Math.max(item.path.lastIndexOf('/'), 0));
    groups.set(folder, [...(groups.get(folder) ?? []), item]);
  }
  return { type: 'digest', reason: 'mass', at, groups: [...groups].map(([folder, list]) => ({ folder, items: list })) };
}
