/** What changed in a node, a line for each thing, in the words every platform shares. Pure. */
import type { AddedRemoved, ChangeKind, Difference, FromTo } from '../change/change.ts';
import type { NodeAnnouncement } from './announcement.ts';
import { oneLine } from './text.ts';

/** What happened to a node, in a word. */
export const KIND_WORDS: Record<ChangeKind, string> = {
  created: 'new',
  revised: 'revised',
  moved: 'moved',
  removed: 'withdrawn',
  restored: 'back',
};

export interface Mark {
  /** Absent: a line that only counts. */
  sign?: '+' | '−' | '~' | '→';
  label: string;
  text: string;
  /** Small print behind the text. */
  aside?: string;
}

/** The first `glance` things that changed, how many more there are, and how many words came and went. */
export function differences(node: NodeAnnouncement, glance: number): Mark[] {
  const all = [...path(node), ...(node.difference ? parts(node.difference) : [])].filter((mark) => mark.text !== '');
  const marks = all.slice(0, glance);
  const rest = [all.length > glance ? `and ${all.length - glance} more` : '', words(node.difference)];
  const text = rest.filter((part) => part !== '').join(' · ');
  if (text !== '') marks.push({ label: '', text });
  return marks;
}

function path(node: NodeAnnouncement): Mark[] {
  if (node.from === undefined || node.from === node.path) return [];
  return [
    { sign: '−', label: 'from', text: oneLine(node.from) },
    { sign: '+', label: 'to', text: oneLine(node.path) },
  ];
}

/** What a reader cares for most comes first. */
function parts(difference: Difference): Mark[] {
  const { title, tagline, status, sections, tags, constellation, references } = difference;
  const revised = sections?.revised ?? [];
  return [
    ...turned('title', title),
    ...turned('status', status),
    ...turned('tagline', tagline),
    ...came('section', sections),
    ...revised.map(
      (section): Mark => ({
        sign: '~',
        label: 'section',
        text: oneLine(section.title),
        aside: `  ${counts(section.added, section.cut)}`,
      }),
    ),
    ...came('reference', references),
    ...came('tag', tags),
    ...came('constellation', constellation),
  ];
}

function turned(label: string, change: FromTo | undefined): Mark[] {
  if (!change) return [];
  const from = oneLine(change.from ?? '');
  const to = oneLine(change.to ?? '');
  if (from === '') return [{ sign: '+', label, text: to }];
  return to === '' ? [{ sign: '−', label, text: from }] : [{ sign: '~', label, text: `${from} → ${to}` }];
}

function came(label: string, change: AddedRemoved | undefined): Mark[] {
  if (!change) return [];
  return [
    ...change.added.map((text): Mark => ({ sign: '+', label, text: oneLine(text) })),
    ...change.removed.map((text): Mark => ({ sign: '−', label, text: oneLine(text) })),
  ];
}

function words(difference: Difference | undefined): string {
  if (!difference) return '';
  const { added, cut } = difference.words;
  const parts = [added ? `${added} ${added === 1 ? 'word' : 'words'} added` : '', cut ? `${cut} cut` : ''];
  return parts.filter((part) => part !== '').join(', ');
}

function counts(added: number, cut: number): string {
  return [added ? `+${added}` : '', cut ? `−${cut}` : ''].filter((part) => part !== '').join(' ');
}
