/** The parts of a post about many nodes, in Discord's Markdown. Pure. */
import type { DigestAnnouncement, DigestItem } from '../announce/announcement.ts';
import { KIND_WORDS } from '../announce/marks.ts';
import { MOST_TEXT, type Text } from './body.ts';
import { titleOf } from './node-post.ts';
import { fitting, words } from './text.ts';

/** Text displays of a message: it holds at most 40 components of all kinds. */
const GROUPS = 30;

/**
 * A text for each folder, as far as there is room; what is left out is counted. A node that is withdrawn is counted
 * too, never named. Where all are, there is a head and no body.
 */
export function digestParts(digest: DigestAnnouncement): { head: string; body: Text[] } {
  const items = digest.groups.flatMap((group) => group.items);
  const gone = items.filter(isGone).length;
  if (gone === items.length) return { head: `${nodes(gone)} withdrawn.`, body: [] };
  const texts: string[] = [];
  let room = MOST_TEXT - 200;
  let told = gone;
  for (const { folder, items } of digest.groups.slice(0, GROUPS)) {
    const lines = group(
      folder,
      items.filter((item) => !isGone(item)),
      room,
    );
    if (lines.length < 2) continue;
    told += lines.length - 1;
    texts.push(lines.join('\n'));
    room -= lines.join('\n').length;
  }
  const rest = [
    items.length > told ? `and ${items.length - told} more` : '',
    gone > 0 ? `${gone} withdrawn` : '',
  ].filter((part) => part !== '');
  if (rest.length > 0) texts.push(`-# ${rest.join(' · ')}`);
  return { head: `${nodes(items.length)} changed together`, body: texts.map((content) => ({ type: 10, content })) };
}

/** The folder, and a line for each of its nodes that there is room for. */
function group(folder: string, items: DigestItem[], room: number): string[] {
  const name = `**${words(folder, 150) || '/'}**`;
  const lines = items.map((item) => `\`${KIND_WORDS[item.kind]}\` ${titleOf(item)}`);
  return [name, ...fitting(lines, room - name.length)];
}

function isGone({ kind }: DigestItem): boolean {
  return kind === 'removed';
}

function nodes(count: number): string {
  return `${count} ${count === 1 ? 'node' : 'nodes'}`;
}
