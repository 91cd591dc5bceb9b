/** Many changes in one message, as Telegram's HTML. Pure. */
import type { DigestAnnouncement, DigestItem } from '../announce/announcement.ts';
import { KIND_WORDS } from '../announce/marks.ts';
import { addressOf, badge, link, linked, visible, words } from './text.ts';

/**
 * Of one message: UTF-16 units of text, bytes of HTML, and links, bold words and quotes. Telegram takes 4,096 code points of
 * text and no formatting behind the hundredth (https://limits.tginfo.me); TDLib reads 35,000 bytes (td/telegram/misc.cpp).
 */
const ROOM = { text: 3_900, bytes: 28_000, entities: 90 };

/** Lines: a screen or two, most of it folded. */
const MOST = 60;

export function digestText(digest: DigestAnnouncement): string {
  const items = digest.groups.flatMap((group) => group.items);
  // What was withdrawn is counted, never named.
  const withdrawn = items.filter((item) => item.kind === 'removed').length;
  const alive = items.length - withdrawn;
  const folders = digest.groups.map(({ folder, items: all }) => ({
    folder,
    lines: all.filter((item) => item.kind !== 'removed').map(itemLine),
  }));
  const { blocks, shown } = fill(folders.filter(({ lines }) => lines.length > 0));
  const rest = [alive > shown ? `and ${alive - shown} more` : '', withdrawn > 0 ? `${withdrawn} withdrawn` : '']
    .filter((part) => part !== '')
    .join(' · ');
  const lines = [...blocks, ...(rest === '' ? [] : [`<i>${rest}</i>`])];
  return `${headingOf(digest)}\n\n${lines.join('\n')}`;
}

export function headingOf({ groups }: DigestAnnouncement): string {
  const count = groups.reduce((sum, group) => sum + group.items.length, 0);
  return `🗂️ <b>${count} ${count === 1 ? 'node' : 'nodes'} changed together</b>`;
}

/** As many lines as there is room for, under the names of their folders. */
function fill(folders: { folder: string; lines: string[] }[]): { blocks: string[]; shown: number } {
  const room = { ...ROOM };
  const blocks: string[] = [];
  let shown = 0;
  for (const { folder, lines } of folders) {
    const name = `<b>${words(folder, 120) || '/'}</b>`;
    if (shown === MOST || !takes(room, `${name}\n<blockquote expandable>${lines[0]}</blockquote>\n`, 3)) break;
    const kept = [lines[0]];
    shown += 1;
    for (const line of lines.slice(1)) {
      if (shown === MOST || !takes(room, `${line}\n`, 1)) break;
      kept.push(line);
      shown += 1;
    }
    // Folded to three lines until a reader opens it.
    blocks.push(`${name}\n<blockquote expandable>${kept.join('\n')}</blockquote>`);
  }
  return { blocks, shown };
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

function itemLine({ kind, emoji, title, url }: DigestItem): string {
  const name = linked(title, url, 120) || link('untitled', addressOf(url));
  return `${KIND_WORDS[kind]} · ${badge(emoji)}${name}`;
}
