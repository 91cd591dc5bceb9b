/** A node's title and emoji. */
import { splitEmoji } from './emoji.ts';
import { asText } from './fields.ts';
import { dataText } from './inline.ts';
import type { Warning } from './node.ts';
import type { Outline, OutlineEntry } from './outline.ts';

/** First headings that name a section of a document whose title stands in front matter, as in the EIPs. */
const SECTION_WORDS =
  /^(?:simple summary|summary|abstract|introduction|overview|motivation|specification|parameters|preamble|background|contents|table of contents)$/;

const FOLDER_NODE = /^(?:readme|index)$/i;

/**
 * The heading that is the node's title: the first H1. Where front matter has a title, the H1 must also be the first
 * heading, and either begin with an emoji, repeat that title, or be the only H1 and no usual section word; else H1s are
 * the sections of the document and front matter has the word. Without an H1, and without a front matter title, the first
 * heading of any level.
 */
export function titleHeading(outline: Outline, fields: ReadonlyMap<string, unknown>): OutlineEntry | undefined {
  const first = outline[0];
  const top = outline.find(({ level }) => level === 1);
  const stated = asText(fields.get('title'));
  if (stated === undefined) return top ?? first;
  if (!top || top !== first) return undefined;
  if (top.emoji || top.name === stated.toLowerCase()) return top;
  const only = outline.findLast(({ level }) => level === 1) === top;
  return only && top.name !== '' && !SECTION_WORDS.test(top.name) ? top : undefined;
}

/** Title (never empty) and emoji, from the heading, front matter, or the path. */
export function readTitle(
  heading: OutlineEntry | undefined,
  fields: ReadonlyMap<string, unknown>,
  path: string,
  warnings: Warning[],
): { emoji?: string; title: string } {
  const stated = splitEmoji(dataText(asText(fields.get('title')) ?? asText(fields.get('name')) ?? ''));
  const named = fromPath(path);
  const title = heading?.title || stated.rest;
  const emoji = heading?.emoji ?? (heading?.title ? undefined : stated.emoji) ?? named.emoji;
  if (title !== '') return { emoji, title };
  warnings.push({
    code: 'no-title',
    message: 'No heading and no front matter title; the title is taken from the file name.',
    mend: 'Begin the text with a line `# Title`.',
    line: 1,
  });
  return { emoji, title: named.title || emoji || path || 'Untitled' };
}

/** `🫀_snake_case.md` is `🫀` and `Snake case`; a README has its folder's emoji and name. */
function fromPath(path: string): { emoji?: string; title: string } {
  const parts = path.split('/');
  const own = words(parts.at(-1)?.replace(/\.[a-z0-9]{1,10}$/i, '') ?? '');
  if (!FOLDER_NODE.test(own.title)) return own;
  const folder = words(parts.at(-2) ?? '');
  return { emoji: own.emoji ?? folder.emoji, title: folder.title || own.title };
}

function words(name: string): { emoji?: string; title: string } {
  const { emoji, rest } = splitEmoji(name.toWellFormed());
  const spaced = rest.replace(/[\s_-]+/g, ' ').trim();
  const first = String.fromCodePoint(spaced.codePointAt(0) ?? 32);
  return { emoji, title: (first.toUpperCase() + spaced.slice(first.length)).trim() };
}
