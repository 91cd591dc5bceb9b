/** Old node, new node -> what is different, and how much. Pure. */
import type { ParsedNode } from '../node/node.ts';
import type { AddedRemoved, Difference, FromTo, Grade, SectionRevision } from './change.ts';
import { countWords, sameButSpace } from './words.ts';

/** A version of a node: its text and what the parser read in it. */
export interface Read {
  text: string;
  node: ParsedNode;
}

/**
 * How much a text changed. A change of title or status is substantial however short; else more than `minorWords`
 * words added and cut are. `parse` is asked only when the words leave it open.
 */
export function grade(before: string, after: string, minorWords: number, parse: (text: string) => ParsedNode): Grade {
  if (before === after) return 'none';
  const words = countWords(before, after);
  if (words.added + words.cut > minorWords) return 'substantial';
  const old = parse(before);
  const now = parse(after);
  if (old.title !== now.title || old.status !== now.status || old.draft !== now.draft) return 'substantial';
  return sameButSpace(before, after) ? 'none' : 'minor';
}

/** What a reader would want to hear of; undefined when the texts are the same but for white space. */
export function difference(before: Read, after: Read): Difference | undefined {
  if (sameButSpace(before.text, after.text)) return undefined;
  const old = before.node;
  const now = after.node;
  const result: Difference = { words: countWords(before.text, after.text) };
  const title = fromTo(heading(old), heading(now));
  const tagline = fromTo(old.tagline, now.tagline);
  const status = fromTo(old.status, now.status);
  const sections = compareSections(before, after);
  const tags = addedRemoved(old.tags, now.tags, (tag) => tag.toLowerCase());
  const constellation = addedRemoved(old.constellation, now.constellation);
  const references = addedRemoved(titles(old), titles(now));
  if (title) result.title = title;
  if (tagline) result.tagline = tagline;
  if (status) result.status = status;
  if (sections) result.sections = sections;
  if (tags) result.tags = tags;
  if (constellation) result.constellation = constellation;
  if (references) result.references = references;
  return result;
}

/** Sections whose revisions are told as tags, constellation and references, or are mere housekeeping. */
const TOLD_APART = /^[^\p{L}]*(stardust|tags|constellations?|footer|cross.?references)\b/iu;

const heading = (node: ParsedNode) => (node.emoji ? `${node.emoji} ${node.title}` : node.title);
const titles = (node: ParsedNode) => node.references.filter((r) => r.kind !== 'return').map((r) => r.title);

function fromTo(from: string | undefined, to: string | undefined): FromTo | undefined {
  return from === to ? undefined : { from, to };
}

function addedRemoved(before: string[], after: string[], key = (item: string) => item): AddedRemoved | undefined {
  const old = new Set(before.map(key));
  const now = new Set(after.map(key));
  const added = [...new Set(after)].filter((item) => !old.has(key(item)));
  const removed = [...new Set(before)].filter((item) => !now.has(key(item)));
  return added.length + removed.length > 0 ? { added, removed } : undefined;
}

function compareSections(before: Read, after: Read): Difference['sections'] {
  const old = sectionTexts(before);
  const now = sectionTexts(after);
  const added = [...now.keys()].filter((title) => title !== '' && !old.has(title));
  const removed = [...old.keys()].filter((title) => title !== '' && !now.has(title));
  const revised: SectionRevision[] = [];
  for (const [title, text] of now) {
    const former = old.get(title);
    if (title === '' || TOLD_APART.test(title) || former === undefined || sameButSpace(former, text)) continue;
    revised.push({ title, ...countWords(former, text) });
  }
  return added.length + removed.length + revised.length > 0 ? { added, removed, revised } : undefined;
}

/** Section heading (with emoji) -> its text; `''` -> all before the first. Sections of one name are taken together. */
function sectionTexts({ text, node }: Read): Map<string, string> {
  const lines = text.split('\n');
  const parts = new Map<string, string>();
  let title = '';
  let from = 0;
  const close = (to: number) => parts.set(title, (parts.get(title) ?? '') + lines.slice(from, to).join('\n'));
  for (const section of node.sections) {
    close(section.line - 1);
    title = section.emoji ? `${section.emoji} ${section.title}` : section.title;
    from = section.line;
  }
  close(lines.length);
  return parts;
}
