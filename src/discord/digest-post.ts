/** The parts of a post about many nodes, in Discord's Markdown. Pure. */
import type { DigestAnnouncement, DigestItem } from '../announce/announcement.ts';
import { shownItems } from '../announce/digest.ts';
import { briefly } from '../announce/marks.ts';
import { wordsIn } from '../announce/words.ts';
import { MOST_TEXT, type Text } from './body.ts';
import { titleOf } from './node-post.ts';
import { fitting, inline, words } from './text.ts';

/** Text displays of a message: it holds at most 40 components of all kinds. */
const GROUPS = 30;

/**
 * A text for each folder, as far as there is room; what is left out is counted. A node that is withdrawn is counted
 * too, never named. Where all are, there is a head and no body.
 */
export function digestParts(digest: DigestAnnouncement): { head: string; body: Text[] } {
  const say = wordsIn(digest);
  const groups = shownItems(digest);
  const items = groups.flatMap((group) => group.items);
  const gone = items.filter(isGone).length;
  if (gone === items.length) return { head: say.allWithdrawn(gone), body: [] };
  const texts: string[] = [];
  let room = MOST_TEXT - 200;
  let told = gone;
  for (const { folder, items } of groups.slice(0, GROUPS)) {
    const lines = group(
      folder,
      items.filter((item) => !isGone(item)).map((item) => itemLines(item, digest)),
      room,
    );
    if (lines.length < 2) continue;
    told += lines.length - 1;
    texts.push(lines.join('\n'));
    room -= lines.join('\n').length;
  }
  const rest = [items.length > told ? say.more(items.length - told) : '', gone > 0 ? say.withdrawn(gone) : ''].filter(
    (part) => part !== '',
  );
  if (rest.length > 0) texts.push(`-# ${rest.join(' · ')}`);
  return { head: say.digest(digest.reason, items.length), body: texts.map((content) => ({ type: 10, content })) };
}

/** The folder, and a line for each of its nodes that there is room for. */
function group(folder: string, lines: string[], room: number): string[] {
  const name = `**${words(folder, 150) || '/'}**`;
  return [name, ...fitting(lines, room - name.length)];
}

/** What happened to which node; below it, in a digest that people wait for, what changed. */
function itemLines(item: DigestItem, digest: DigestAnnouncement): string {
  const { kinds } = wordsIn(digest);
  const note = item.contentNote ? `⚠️ ${words(item.contentNote, 100)} · ` : '';
  const line = `\`${kinds[item.kind]}\` ${note}${titleOf(item)}`;
  const brief = digest.reason === 'mass' ? '' : inline(briefly(item, digest.language), 160);
  return brief === '' ? line : `${line}\n-# ${brief}`;
}

function isGone({ kind }: DigestItem): boolean {
  return kind === 'removed';
}
