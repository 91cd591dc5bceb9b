/** `@bot words` in any chat: nodes to send there. */
import type { InlineQuery, InlineQueryResultArticle } from 'grammy/types';
import type { Result } from '../desk/card.ts';
import type { Counter } from '../desk/counter.ts';
import type { Say } from '../desk/words.ts';
import { linkTo } from './asking.ts';
import { addressOf, badge, cut, linked, words } from './text.ts';

/** Telegram takes no more in one answer. */
const PAGE = 50;
/** Finds that can be paged through. */
const MOST = 500;

/** Results, and where the next ones begin; empty at the end. */
export function inlineAnswer(query: InlineQuery, counter: Counter, bot: string) {
  const offset = /^\d{1,4}$/.test(query.offset) ? Number(query.offset) : 0;
  const say = counter.words(query.from.language_code ?? 'en');
  const found = offset < MOST ? counter.find(query.query, PAGE + 1, offset) : [];
  const results = found.slice(0, PAGE).map((result) => articleOf(result, bot, say));
  return { results, next_offset: found.length > PAGE ? String(offset + PAGE) : '' };
}

function articleOf(result: Result, bot: string, say: Say): InlineQueryResultArticle {
  const { id, emoji, title, aside } = result;
  const node = 'node' in result.ask ? (result.ask.node ?? id) : id;
  const shown = cut([emoji, title].filter(Boolean).join(' '), 100).text || '·';
  const description = cut(aside, 120).text;
  return {
    type: 'article',
    id,
    title: shown,
    ...(description === '' ? {} : { description }),
    input_message_content: {
      message_text: textOf(result),
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
    },
    reply_markup: { inline_keyboard: [[{ text: say('telegram.open'), url: linkTo(bot, node) }]] },
  };
}

/** Behind a content note nothing of the node but its title is said. */
function textOf({ emoji, title, url, aside, summary, note }: Result): string {
  const head = `${badge(emoji)}<b>${linked(title, addressOf(url), 200) || words(title, 200)}</b>`;
  const lines =
    note === undefined ? [`<i>${words(aside, 200)}</i>`, words(summary ?? '', 400)] : [`<b>${words(note, 200)}</b>`];
  return [head, ...lines.filter((line) => line !== '' && line !== '<i></i>')].join('\n');
}
