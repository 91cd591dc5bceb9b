/**
 * A post as Telegram's rich HTML: what message.ts says, in blocks (https://core.telegram.org/bots/api#rich-html-style).
 * All of it stays far below a rich message's limits, 32,768 characters and 500 blocks. Pure.
 */
import type { DigestAnnouncement, NodeAnnouncement } from '../announce/announcement.ts';
import { wordsIn } from '../announce/words.ts';
import { buttonsOf } from './buttons.ts';
import { digestParts, quote } from './digest-post.ts';
import {
  changesOf,
  factsOf,
  headingOf,
  noteOf,
  opening,
  referencesOf,
  summaryOf,
  taglineOf,
  tagsOf,
} from './node-post.ts';

/** Of `InputRichMessage`: as HTML, because the first servers of rich messages know no other structured form. */
export interface Rich {
  html: string;
  /** Telegram makes no link by itself. */
  skip_entity_detection: true;
}

export function richOf(html: string): Rich {
  return { html, skip_entity_detection: true };
}

/** Lines of HTML as one block; nothing of no lines. */
export function paragraph(lines: readonly string[], tag: 'p' | 'footer' = 'p'): string {
  const told = lines.filter((line) => line !== '').join('<br>');
  return told && `<${tag}>${told}</${tag}>`;
}

export function richNode(node: NodeAnnouncement): string {
  if (node.contentNote) return folded(node);
  return [
    heading(headingOf(node)),
    paragraph([taglineOf(node)]),
    list(changesOf(node)),
    paragraph([summaryOf(node)]),
    paragraph(referencesOf(node, buttonsOf(node.references))),
    paragraph([tagsOf(node), factsOf(node)], 'footer'),
  ].join('');
}

export function richDigest(announcement: DigestAnnouncement): string {
  const { heading: title, folders, rest } = digestParts(announcement);
  const blocks = folders.map(({ name, lines }) => paragraph([name]) + quote(lines.join('<br>')));
  return heading(title) + blocks.join('') + paragraph([rest], 'footer');
}

/** The note and the title; the rest is a section that is closed. Its words are hidden too: a notification shows no sections. */
function folded(node: NodeAnnouncement): string {
  const hide = (lines: readonly string[]) => lines.map((line) => line && `<tg-spoiler>${line}</tg-spoiler>`);
  const inside = [
    list(hide(changesOf(node))),
    paragraph(hide([taglineOf(node)])),
    paragraph(hide([summaryOf(node)])),
    paragraph(hide(referencesOf(node, new Map()))),
    paragraph(hide([tagsOf(node), factsOf(node)]), 'footer'),
  ].join('');
  return `${paragraph([noteOf(node)])}${heading(headingOf(node))}<details><summary>${opening(wordsIn(node).read, node.language)}</summary>${inside}</details>`;
}

function heading(html: string): string {
  return `<h3>${html}</h3>`;
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `<ul>${lines.map((line) => `<li>${line}</li>`).join('')}</ul>`;
}
