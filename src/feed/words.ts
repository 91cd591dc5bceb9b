/** What happened to a node, in a few plain words. */
import type { AddedRemoved, Change, Difference } from '../change/change.ts';

/** `revised: 2 sections, +120 −30 words`, without the title. */
export function whatHappened(change: Pick<Change, 'kind' | 'difference'>): string {
  const parts = change.difference ? measure(change.difference) : [];
  const what = { created: 'new', revised: 'revised', moved: 'moved', removed: 'withdrawn', restored: 'restored' }[
    change.kind
  ];
  if (change.kind === 'created' || change.kind === 'removed' || parts.length === 0) return what;
  return `${change.kind === 'revised' ? what : `${what} and revised`}: ${parts.join(', ')}`;
}

/** `+120 −30 words`; empty when no word changed. */
export function words({ added, cut }: { added: number; cut: number }): string {
  const parts = [...(added ? [`+${added}`] : []), ...(cut ? [`−${cut}`] : [])];
  return parts.length ? `${parts.join(' ')} ${added + cut === 1 ? 'word' : 'words'}` : '';
}

function measure(difference: Difference): string[] {
  const { sections, references } = difference;
  const inSections = sections ? sections.added.length + sections.removed.length + sections.revised.length : 0;
  const parts = [
    difference.title ? 'new title' : '',
    difference.status ? 'status' : '',
    inSections ? count(inSections, 'section') : '',
    difference.tags ? 'tags' : '',
    difference.constellation ? 'constellation' : '',
    references ? count(references.added.length + references.removed.length, 'reference') : '',
    words(difference.words),
  ];
  return parts.filter((part) => part !== '');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** A line of what changed: what kind of thing, and which. */
export interface Detail {
  label: string;
  text: string;
}

/** A letter of a script that is written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** An author's words between ours, which they must not turn around (Unicode Standard Annex 9, 2.3: isolates). */
function isolated(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}

const listed = (all: readonly string[]) => all.map(isolated).join(' · ');

/** Everything that is different, a line each, in a fixed order. */
export function details(difference: Difference): Detail[] {
  const { sections } = difference;
  const revised = sections?.revised.map((section) =>
    [isolated(section.title), words(section)].filter(Boolean).join(' '),
  );
  const lines: Detail[] = [
    fromTo('Title', difference.title),
    fromTo('Tagline', difference.tagline),
    fromTo('Status', difference.status),
    ...addedRemoved('Sections', sections),
    { label: 'Sections revised', text: revised?.join(' · ') ?? '' },
    ...addedRemoved('Tags', difference.tags),
    ...addedRemoved('Constellation', difference.constellation),
    ...addedRemoved('References', difference.references),
    { label: 'In all', text: words(difference.words) },
  ];
  return lines.filter(({ text }) => text !== '');
}

function fromTo(label: string, change: { from?: string; to?: string } | undefined): Detail {
  const sides = [change?.from, change?.to].filter((side) => side !== undefined).map(isolated);
  const text = change?.to === undefined ? sides.map((side) => `${side} (taken out)`).join('') : sides.join(' → ');
  return { label, text };
}

function addedRemoved(label: string, change: AddedRemoved | undefined): Detail[] {
  return [
    { label: `${label} added`, text: listed(change?.added ?? []) },
    { label: `${label} removed`, text: listed(change?.removed ?? []) },
  ];
}
