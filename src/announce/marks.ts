/** What changed in a node, a line for each thing, in the words every platform shares. Pure. */
import type { AddedRemoved, Difference, FromTo } from '../change/change.ts';
import type { DigestItem, Language, NodeAnnouncement } from './announcement.ts';
import { oneLine } from './text.ts';
import { type PostWords, wordsIn } from './words.ts';

export interface Mark {
  /** Absent: a line that only counts. */
  sign?: '+' | '−' | '~' | '→';
  label: string;
  text: string;
  /** Small print behind the text. */
  aside?: string;
}

/** What of an announcement says what changed. */
type Changed = Pick<NodeAnnouncement, 'path' | 'from' | 'difference' | 'language'>;

/** The first `glance` things that changed, how many more there are, and how many words came and went. */
export function differences(node: Changed, glance: number): Mark[] {
  const say = wordsIn(node);
  const all = marksOf(node, say);
  const marks = all.slice(0, glance);
  const { added, cut } = node.difference?.words ?? { added: 0, cut: 0 };
  const rest = [all.length > glance ? say.more(all.length - glance) : '', say.words(added, cut)];
  const text = rest.filter((part) => part !== '').join(' · ');
  if (text !== '') marks.push({ label: '', text });
  return marks;
}

/** What changed, in a few words: for a line of a digest. Empty where there is nothing to say. */
export function briefly(
  item: Pick<DigestItem, 'path' | 'from' | 'difference'>,
  language: Language | undefined,
): string {
  const say = wordsIn({ language });
  const [first, ...others] = marksOf({ ...item, from: undefined }, say);
  const { added, cut } = item.difference?.words ?? { added: 0, cut: 0 };
  return [
    item.from === undefined || item.from === item.path ? '' : `${say.parts.from} ${oneLine(item.from)}`,
    first ? `${first.sign ?? ''} ${first.label} ${first.text}`.trim() : '',
    others.length > 0 ? say.more(others.length) : '',
    say.words(added, cut),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function marksOf(node: Changed, say: PostWords): Mark[] {
  return [...path(node, say), ...(node.difference ? parts(node.difference, say) : [])].filter(
    ({ text }) => text !== '',
  );
}

function path(node: Changed, { parts }: PostWords): Mark[] {
  if (node.from === undefined || node.from === node.path) return [];
  return [
    { sign: '−', label: parts.from, text: oneLine(node.from) },
    { sign: '+', label: parts.to, text: oneLine(node.path) },
  ];
}

/** What a reader cares for most comes first. */
function parts(difference: Difference, say: PostWords): Mark[] {
  const { title, tagline, status, sections, tags, constellation, references } = difference;
  const revised = sections?.revised ?? [];
  return [
    ...turned(say.parts.title, title),
    ...turned(say.parts.status, status),
    ...turned(say.parts.tagline, tagline),
    ...came(say.parts.section, sections),
    ...revised.map(
      (section): Mark => ({
        sign: '~',
        label: say.parts.section,
        text: oneLine(section.title),
        aside: `  ${counts(section.added, section.cut)}`,
      }),
    ),
    ...came(say.parts.reference, references),
    ...came(say.parts.tag, tags),
    ...came(say.parts.constellation, constellation),
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

function counts(added: number, cut: number): string {
  return [added ? `+${added}` : '', cut ? `−${cut}` : ''].filter((part) => part !== '').join(' ');
}
