/** Records of a garden's ledger, with only what a test cares for spelled out. */
import { createHash } from 'node:crypto';
import type { Announcement } from '../../../src/announce/announcement.ts';
import type { ChangeRecord, NewDelivery, NodeRecord, PassRecord } from '../../../src/ledger/ledger.ts';

export const SOURCE = 'garden';

/** An instant so many minutes into the day of the tests. */
export function at(minutes: number): string {
  return new Date(Date.UTC(2026, 2, 14, 8) + minutes * 60_000).toISOString();
}

/** A UUID that depends on the words only. */
export function uuid(...words: (string | number)[]): string {
  const hex = createHash('sha1').update(words.join('/')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function node(name: string, parts: Partial<NodeRecord> = {}): NodeRecord {
  return {
    source: SOURCE,
    id: uuid('node', name),
    path: `Garden/🌱_Beds/🌱_${name}.md`,
    birthPath: `Garden/${name}.md`,
    ordinal: 0,
    oid: createHash('sha1').update(name).digest('hex'),
    state: 'live',
    published: at(0),
    updated: at(0),
    ...parts,
  };
}

export function change(name: string, parts: Partial<ChangeRecord> = {}): ChangeRecord {
  const kind = parts.kind ?? 'revised';
  const when = parts.at ?? at(1);
  return {
    id: uuid('change', name, kind, when),
    source: SOURCE,
    nodeId: uuid('node', name),
    kind,
    grade: 'substantial',
    path: `Garden/🌱_Beds/🌱_${name}.md`,
    title: `The ${name}`,
    emoji: '🌱',
    commit: createHash('sha1').update(when).digest('hex'),
    at: when,
    firstAt: when,
    settlesAt: when,
    difference: { words: { added: 12, cut: 3 }, tags: { added: ['spring’s “first” \u0000'], removed: [] } },
    ...parts,
  };
}

export function announcement(name: string): Announcement {
  return {
    type: 'node',
    changeId: uuid('told', name),
    nodeId: uuid('node', name),
    kind: 'revised',
    grade: 'substantial',
    title: `The ${name}`,
    path: `Garden/${name}.md`,
    summary: 'Water in the morning; \u0000 and half a flower \ud83c.',
    tags: ['spring'],
    references: [],
    commit: 'c0ffee',
    at: at(1),
  };
}

/** A delivery to a channel, due at so many minutes. */
export function delivery(channel: string, name: string, due = 0, told: Announcement = announcement(name)): NewDelivery {
  return {
    id: uuid('delivery', channel, name),
    channel,
    changeId: uuid('told', name),
    announcement: told,
    dueAt: at(due),
  };
}

export function digestOf(...names: string[]): Announcement {
  const items = names.map((name) => ({
    changeId: uuid('told', name),
    nodeId: uuid('node', name),
    kind: 'moved' as const,
    title: `The ${name}`,
    path: `Garden/${name}.md`,
  }));
  return { type: 'digest', reason: 'mass', at: at(1), groups: [{ folder: 'Garden', items }] };
}

export function pass(parts: Partial<PassRecord> = {}): PassRecord {
  return {
    source: SOURCE,
    to: 'c1',
    at: at(0),
    nodes: [],
    changes: [],
    dropped: [],
    deliveries: [],
    amended: [],
    ...parts,
  };
}
