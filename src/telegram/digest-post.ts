/** Many changes in one message, as Telegram's HTML. Pure. */
import type { DigestAnnouncement, DigestItem } from '../announce/announcement.ts';
import { shownItems } from '../announce/digest.ts';
import { briefly } from '../announce/marks.ts';
import { wordsIn } from '../announce/words.ts';
import { addressOf, badge, inline, link, linked, visible, words } from './text.ts';

/**
 * Of one message: UTF-16 units of text, bytes of HTML, and links, bold words and quotes. Telegram takes 4,096 code points of
 * text and no formatting behind the hundredth (https://limits.tginfo.me); TDLib reads 35,000 bytes (td/telegram/misc.cpp).
 */
const ROOM = { text: 3_900, bytes: 28_000, entities: 90 };

/** Lines: a screen or two, most of it folded. */
const MOST = 60;

/** What a digest shows, as HTML of one line each. */
export interface DigestParts {
  heading: string;
  folders: Folder[];
  /** How much is not shown; empty where all is. */
  rest: string;
}

interface Folder {
  name: string;
  /** At least one. */
  lines: string[];
}

/** `besides`: units of text that stand in the same message. */
export function digestText(digest: DigestAnnouncement, besides = 0): string {
  const { heading, folders, rest } = digestParts(digest, besides);
  const blocks = folders.map(({ name, lines }) => `${name}\n${quote(lines.join('\n'))}`);
  return `${heading}\n\n${[...blocks, ...(rest === '' ? [] : [rest])].join('\n')}`;
}

/** Folded to three lines until a reader opens it. */
export function quote(html: string): string {
  return `<blockquote expandable>${html}</blockquote>`;
}

export function digestParts(digest: DigestAnnouncement, besides = 0): DigestParts {
  const say = wordsIn(digest);
  const groups = shownItems(digest);
  const items = groups.flatMap((group) => group.items);
  // What was withdrawn is counted, never named.
  const withdrawn = items.filter((item) => item.kind === 'removed').length;
  const alive = items.length - withdrawn;
  const all = groups.map(({ folder, items }) => ({
    name: `<b>${words(folder, 120) || '/'}</b>`,
    lines: items.filter((item) => item.kind !== 'removed').map((item) => itemLine(item, digest)),
  }));
  const folders = fill(
    all.filter(({ lines }) => lines.length > 0),
    besides,
  );
  const shown = folders.reduce((sum, { lines }) => sum + lines.length, 0);
  const rest = [alive > shown ? say.more(alive - shown) : '', withdrawn > 0 ? say.withdrawn(withdrawn) : '']
    .filter((part) => part !== '')
    .join(' · ');
  return { heading: headingOf(digest), folders, rest: rest && `<i>${rest}</i>` };
}

export function headingOf(digest: DigestAnnouncement): string {
  const count = shownItems(digest).reduce((sum, group) => sum + group.items.length, 0);
  return `🗂️ <b>${wordsIn(digest).digest(digest.reason, count)}</b>`;
}

/** As many lines as there is room for, under the names of their folders. */
function fill(folders: readonly Folder[], besides: number): Folder[] {
  const room = { ...ROOM, text: ROOM.text - besides };
  const kept: Folder[] = [];
  let shown = 0;
  for (const { name, lines } of folders) {
    const [first = '', ...others] = lines;
    if (shown === MOST || !takes(room, `${name}\n${quote(first)}\n`, 3)) break;
    const folder = { name, lines: [first] };
    kept.push(folder);
    shown += 1;
    for (const line of others) {
      if (shown === MOST || !takes(room, `${line}\n`, 1)) break;
      folder.lines.push(line);
      shown += 1;
    }
  }
  return kept;
}

/** Takes the room where there is enough. */
function takes(room: typeof ROOM, html: string, entities: number): boolean {
  const text = visible(html).length;
  const bytes = Buffer.byteLength(html);
  if (text > room.text || bytes > room.bytes || entities > room.entities) return false;
  room.text -= text;
  room.bytes -= bytes;
  room.entities -= entities;
  return true;
}

/** In a digest that people wait for, also what changed. */
function itemLine(item: DigestItem, { reason, language }: DigestAnnouncement): string {
  const { kind, emoji, title, url, contentNote } = item;
  const name = linked(title, url, 120) || link('untitled', addressOf(url));
  const note = contentNote ? `⚠️ ${words(contentNote, 80)} · ` : '';
  const brief = reason === 'mass' ? '' : inline(briefly(item, language), 160);
  return `${wordsIn({ language }).kinds[kind]} · ${note}${badge(emoji)}${name}${brief && ` — ${brief}`}`;
}
