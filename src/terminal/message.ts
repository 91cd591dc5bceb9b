/** An announcement dressed for a terminal. Pure. */
import type {
  DigestAnnouncement,
  DigestItem,
  Link,
  NodeAnnouncement,
  Post,
  ReviewAnnouncement,
} from '../announce/announcement.ts';
import { shownItems, summaryOf } from '../announce/digest.ts';
import { briefly, differences, type Mark } from '../announce/marks.ts';
import { type PostWords, wordsIn } from '../announce/words.ts';
import { type Pen, penOf } from './pen.ts';
import { clean, columns, cut, pad, wrap } from './text.ts';

export interface Style {
  /** Columns. */
  width: number;
  color: boolean;
  /** Whether the terminal follows OSC 8 hyperlinks; where not, addresses are written out. */
  links: boolean;
  /** Short key of the delivery, shown in the last line. */
  key?: string;
}

/** Under each title, so that titles stand out on the left. */
const INDENT = '   ';

/** What a reader takes in at a glance; the rest is counted. */
const GLANCE = 5;

/** Lines of a digest: a screen or two. */
const SCREEN = 60;

/** Columns below which a post is not folded any further. */
const NARROW = 32;

/** Columns of a line that is comfortable to read, however wide the terminal. */
const COMFORT = 100;

/** Lines of a post, ending with a line break. Nothing in them but our own escapes moves the cursor or the colours. */
export function render(announcement: Post | ReviewAnnouncement, style: Style): string {
  if (announcement.type === 'review') return question(announcement, style);
  const width = Math.max(NARROW, Math.min(style.width, COMFORT));
  const pen = penOf(style);
  const body = announcement.type === 'node' ? nodePost(announcement, pen, width) : digestPost(announcement, pen, width);
  const lines = [...body, '', pen.dim(INDENT + footer(announcement, style, pen))];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** A preview of what waits for approval: nobody can answer on a terminal. */
function question({ channel, post, decided }: ReviewAnnouncement, style: Style): string {
  const say = wordsIn(post).review;
  return `${clean(decided ? say.decided(decided.as, decided.by) : say.heading(channel))}\n${render(post, style)}`;
}

/** Commit, instant and key: small print, and what the sink looks for. */
function footer(announcement: Post, style: Style, pen: Pen): string {
  const commit = announcement.type === 'node' ? [clean(announcement.commit).slice(0, 9)] : [];
  if (announcement.type === 'node' && commit[0] && announcement.commitUrl) {
    commit[0] = pen.link(commit[0], announcement.commitUrl);
  }
  const key = style.key === undefined ? [] : [keyWord(style.key)];
  return [...commit, moment(announcement.at), ...key].join(' · ');
}

/** The words by which a post is found again. */
export function keyWord(key: string): string {
  return `key ${key}`;
}

function nodePost(node: NodeAnnouncement, pen: Pen, width: number): string[] {
  const say = wordsIn(node);
  const { title = node.title, changes, body } = node.worded ?? {};
  const lines: string[] = [];
  if (node.contentNote && node.kind !== 'removed') {
    lines.push(
      pen.warn(cut(`${say.contentNote.toLocaleLowerCase(node.language)} ${clean(node.contentNote)}`, width)),
      '',
    );
  }
  lines.push(...heading(node.emoji, title, say.kinds[node.kind], pen, width));
  // A withdrawal takes back everything said: not a word of the text, not even where it lay.
  if (node.kind === 'removed') return lines;
  if (node.contentNote) return [...lines, INDENT + pen.dim(say.folded), ...blocks([facts(node, pen, width)])];
  if (node.tagline && body === undefined) lines.push(...paragraph(clean(node.tagline), width).map(pen.italic));
  // A node that only moved is told by its two paths; its text has been told.
  const text =
    node.kind === 'moved' && !node.difference
      ? []
      : [paragraph(clean(summaryOf(node)), width), references(node.references, say, pen, width)];
  const marks = changes ? changes.flatMap((line) => paragraph(clean(line), width)) : changed(node, pen, width);
  return [...lines, ...blocks([marks, ...text, facts(node, pen, width)])];
}

/** Title on the left, what happened on the right, dim; a long title runs on below itself. */
function heading(emoji: string | undefined, title: string, word: string, pen: Pen, width: number): string[] {
  const badge = clean(emoji ?? '') || '•';
  const margin = Math.max(INDENT.length, columns(badge) + 1);
  const [first = '', ...rest] = wrap(clean(title), width - margin - columns(word) - 2);
  const gap = Math.max(2, width - margin - columns(first) - columns(word));
  return [
    `${pad(badge, margin)}${pen.bold(first)}${' '.repeat(gap)}${pen.kind(word)}`,
    ...rest.map((line) => ' '.repeat(margin) + pen.bold(line)),
  ];
}

/** Blocks that hold something, each after an empty line. */
function blocks(parts: string[][]): string[] {
  return parts.filter((part) => part.length > 0).flatMap((part) => ['', ...part]);
}

function paragraph(text: string, width: number): string[] {
  return wrap(text, width - INDENT.length).map((line) => INDENT + line);
}

function changed(node: NodeAnnouncement, pen: Pen, width: number): string[] {
  const marks = differences(node, GLANCE);
  const label = Math.max(0, ...marks.map((mark) => columns(mark.label)));
  return marks.map((mark) => markLine(mark, label, pen, width));
}

function markLine(mark: Mark, label: number, pen: Pen, width: number): string {
  if (mark.sign === undefined) return `${INDENT}  ${pen.dim(cut(mark.text, width - INDENT.length - 2))}`;
  const room = width - INDENT.length - 2 - label - 2 - columns(mark.aside ?? '');
  const aside = mark.aside ? pen.dim(mark.aside) : '';
  return `${INDENT}${pen.sign(mark.sign)} ${pen.dim(pad(mark.label, label))}  ${cut(mark.text, room)}${aside}`;
}

function references(links: Link[], say: PostWords, pen: Pen, width: number): string[] {
  const lines = links.slice(0, GLANCE).flatMap((link) => referenceLines(link, pen, width));
  if (links.length > GLANCE) lines.push(`${INDENT}${pen.dim(`  ${say.more(links.length - GLANCE)}`)}`);
  return lines;
}

function referenceLines(link: Link, pen: Pen, width: number): string[] {
  const room = width - INDENT.length - 2;
  const title = cut(clean(link.title), room);
  if (link.url === undefined && link.nodeId === undefined) {
    return wrap(beside(title, link.note), room).map((line, at) => INDENT + pen.dim((at ? '  ' : '→ ') + line));
  }
  const [first = '', ...rest] = wrap(beside(title, link.note), room);
  const shown = first.startsWith(title) ? pen.link(title, link.url) + first.slice(title.length) : first;
  const address = link.url && !pen.hyperlinks ? [`${INDENT}  ${pen.dim(clean(link.url))}`] : [];
  return [`${INDENT}${pen.accent('→')} ${shown}`, ...rest.map((line) => `${INDENT}  ${line}`), ...address];
}

function beside(title: string, note: string | undefined): string {
  const words = clean(note ?? '');
  return words === '' ? title : `${title} — ${words}`;
}

/** Tags, status, dates and the node's address; of a folded node only the last two. */
function facts(node: NodeAnnouncement, pen: Pen, width: number): string[] {
  const say = wordsIn(node);
  const rows: [string, string][] = [];
  if (!node.contentNote && node.tags.length > 0) rows.push([say.tags, node.tags.map(clean).join(' · ')]);
  if (!node.contentNote && node.status) rows.push([say.status, clean(node.status)]);
  const dates = [node.created && say.created(day(node.created)), node.updated && say.updated(day(node.updated))];
  const known = dates.filter((date) => date !== undefined && date !== '');
  if (known.length > 0) rows.push([say.dates, known.join(' · ')]);
  const label = Math.max(6, ...rows.map(([word]) => columns(word)), columns(node.url ? say.read : ''));
  const room = width - INDENT.length - label - 2;
  const lines = rows.flatMap(([word, text]) =>
    wrap(text, room).map((line, at) => `${INDENT}${pen.dim(pad(at ? '' : word, label))}  ${line}`),
  );
  // Addresses are never wrapped or cut: half an address leads nowhere.
  if (node.url) lines.push(`${INDENT}${pen.dim(pad(say.read, label))}  ${pen.link(clean(node.url), node.url)}`);
  return lines;
}

function digestPost(digest: DigestAnnouncement, pen: Pen, width: number): string[] {
  const say = wordsIn(digest);
  const groups = shownItems(digest);
  const total = groups.reduce((sum, group) => sum + group.items.length, 0);
  const lines = heading('🗂️', say.digest(digest.reason, total), 'digest', pen, width);
  let room = SCREEN;
  for (const { folder, items } of groups) {
    if (room <= 0) break;
    const shown = items.slice(0, room);
    room -= shown.length;
    lines.push('', INDENT + pen.bold(cut(clean(folder) || '/', width - INDENT.length)));
    lines.push(...shown.flatMap((item) => digestLines(item, digest, pen, width)));
  }
  if (total > SCREEN) lines.push('', INDENT + pen.dim(say.more(total - SCREEN)));
  return lines;
}

function digestLines(item: DigestItem, { reason, language }: DigestAnnouncement, pen: Pen, width: number): string[] {
  const badge = clean(item.emoji ?? '') || '•';
  const word = wordsIn({ language }).kinds[item.kind];
  const room = width - INDENT.length - 11 - 3;
  const brief = reason === 'mass' ? '' : clean(briefly(item, language));
  const note = item.contentNote ? `${wordsIn({ language }).contentNote} ${clean(item.contentNote)} · ` : '';
  const title = pen.link(cut(note + clean(item.title), room), item.kind === 'removed' ? undefined : item.url);
  const line = `${INDENT}${pen.kind(pad(word, 9))}  ${pad(badge, 3)}${title}`;
  return brief === '' ? [line] : [line, `${INDENT}${' '.repeat(14)}${pen.dim(cut(brief, room))}`];
}

/** The day of an ISO instant or date; what is neither is shown as it is. */
function day(iso: string): string {
  const text = clean(iso);
  return /^\d{4}-\d\d-\d\dT/.test(text) ? text.slice(0, 10) : text;
}

/** `2026-03-14 10:22 UTC` of an ISO instant. */
function moment(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? clean(iso) : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
