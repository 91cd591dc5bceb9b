/** References as buttons under a post. Pure. */
import type { Link, ReviewAnnouncement } from '../announce/announcement.ts';
import { wordsIn } from '../announce/words.ts';
import type { ReviewAsk } from '../desk/ask.ts';
import { encode } from '../desk/codes.ts';
import { shortId } from '../desk/short-id.ts';
import { linkTo } from './asking.ts';
import { addressOf, cut } from './text.ts';

/** A button that opens an address (https://core.telegram.org/bots/api#inlinekeyboardbutton), or that our bot is told of. */
export type Button = { text: string } & ({ url: string } | { callback_data: string });

/** More would stand taller than the post. */
const MOST = 8;

/** UTF-16 units of a label. */
const LABEL = 40;

/** Units of labels that can share a row on a telephone. */
const HALF = 16;

/** The first references that lead somewhere, with their buttons. `bot`: name of one that shows nodes. */
export function buttonsOf(references: readonly Link[], bot?: string): Map<Link, Button> {
  const found = new Map<Link, Button>();
  for (const link of references) {
    const button = found.size < MOST ? buttonOf(link, bot) : undefined;
    if (button) found.set(link, button);
  }
  return found;
}

/** Two short ones share a row. */
export function rowsOf(buttons: Iterable<Button>): Button[][] {
  const rows: Button[][] = [];
  for (const button of buttons) {
    const row = rows.at(-1);
    if (row?.length === 1 && [...row, button].every(({ text }) => text.length <= HALF)) row.push(button);
    else rows.push([button]);
  }
  return rows;
}

/** Undefined for a reference that leads nowhere. */
function buttonOf({ title, url, nodeId }: Link, bot: string | undefined): Button | undefined {
  const address = bot !== undefined && nodeId !== undefined ? linkTo(bot, shortId(nodeId)) : addressOf(url);
  return address === undefined ? undefined : { text: cut(title, LABEL).text || 'read', url: address };
}

/** What can be said of a post that waits for approval. Every code is shorter than the 64 bytes that Telegram takes. */
export function decisionRows({ post, delivery, revision }: ReviewAnnouncement): Button[][] {
  const say = wordsIn(post).review;
  const button = (does: ReviewAsk['do']): Button => ({
    text: say[does],
    callback_data: encode({ ask: { view: 'review', do: does, held: delivery, revision }, trail: [] }),
  });
  const edit = post.type === 'node' ? [button('edit')] : [];
  return [
    [button('approve'), ...edit],
    [button('hold'), button('skip')],
  ];
}
