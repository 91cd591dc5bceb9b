/** Several changes of one node as one. Pure. */
import type { AddedRemoved, ChangeKind, Difference, FromTo, SectionRevision } from './change.ts';

/** What happened to a node. */
export interface Happened {
  kind: ChangeKind;
  from?: string;
  difference?: Difference;
}

/**
 * What a reader who knows of none of them is told, oldest first; `path`: where the node is now. Undefined: it came to
 * nothing. At least one.
 */
export function combine(changes: readonly Happened[], path: string): Happened | undefined {
  const kinds = changes.map(({ kind }) => kind);
  const difference = changes.map((one) => one.difference).reduce(added);
  const from = changes.find((one) => one.from !== undefined)?.from;
  if (kinds.at(-1) === 'removed') return { kind: 'removed' };
  if (kinds.includes('created')) return { kind: 'created' };
  const moved = from !== undefined && from !== path;
  if (kinds.includes('restored')) return { kind: 'restored', difference, ...(moved && { from }) };
  if (moved) return { kind: 'moved', from, difference };
  return difference ? { kind: 'revised', difference } : undefined;
}

function added(a: Difference | undefined, b: Difference | undefined): Difference | undefined {
  if (!a || !b) return a ?? b;
  const sections = came(a.sections, b.sections);
  const revised = revisions(a.sections?.revised ?? [], b.sections?.revised ?? [], sections?.added ?? []);
  const whole: Difference = {
    title: turned(a.title, b.title),
    tagline: turned(a.tagline, b.tagline),
    status: turned(a.status, b.status),
    sections: sections || revised.length > 0 ? { ...(sections ?? { added: [], removed: [] }), revised } : undefined,
    tags: came(a.tags, b.tags),
    constellation: came(a.constellation, b.constellation),
    references: came(a.references, b.references),
    words: { added: a.words.added + b.words.added, cut: a.words.cut + b.words.cut },
  };
  return JSON.parse(JSON.stringify(whole)) as Difference;
}

function turned(a: FromTo | undefined, b: FromTo | undefined): FromTo | undefined {
  if (!a || !b) return a ?? b;
  return a.from === b.to ? undefined : { from: a.from, to: b.to };
}

/** What came and went again is no news. */
function came(a: AddedRemoved | undefined, b: AddedRemoved | undefined): AddedRemoved | undefined {
  if (!a || !b) return a ?? b;
  const without = (list: readonly string[], others: readonly string[]) => list.filter((one) => !others.includes(one));
  const both = {
    added: [...new Set([...without(a.added, b.removed), ...without(b.added, a.removed)])],
    removed: [...new Set([...without(a.removed, b.added), ...without(b.removed, a.added)])],
  };
  return both.added.length + both.removed.length > 0 ? both : undefined;
}

/** A section that is new is not revised as well. */
function revisions(a: readonly SectionRevision[], b: readonly SectionRevision[], fresh: readonly string[]) {
  const found = new Map<string, SectionRevision>();
  for (const one of [...a, ...b]) {
    const known = found.get(one.title) ?? { title: one.title, added: 0, cut: 0 };
    found.set(one.title, { ...known, added: known.added + one.added, cut: known.cut + one.cut });
  }
  return [...found.values()].filter(({ title }) => !fresh.includes(title));
}
