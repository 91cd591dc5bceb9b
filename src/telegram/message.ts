/** An announcement dressed for Telegram: the request that posts it, and its look after an edit. Pure. */
import type { DigestAnnouncement, NodeAnnouncement, Post, ReviewAnnouncement } from '../announce/announcement.ts';
import { wordsIn } from '../announce/words.ts';
import type { TelegramChannel } from '../config/schema.ts';
import { type Form, type Parcel, Refused } from '../delivery/sink.ts';
import { type Button, buttonsOf, decisionRows, rowsOf } from './buttons.ts';
import { headingOf as digestHeading, digestText } from './digest-post.ts';
import { chatOf, spotOf } from './id.ts';
import {
  changesOf,
  day,
  factsOf,
  headingOf,
  noteOf,
  opening,
  referencesOf,
  summaryOf,
  taglineOf,
  tagsOf,
  titleOf,
} from './node-post.ts';
import { paragraph, type Rich, richDigest, richNode, richOf } from './rich.ts';
import { addressOf, visible, words } from './text.ts';

/** What of a message an edit can change as well. */
export type Look = HtmlLook | RichLook;

export interface HtmlLook extends Keyboard {
  text: string;
  parse_mode: 'HTML';
  link_preview_options: { is_disabled: true } | { url: string; prefer_small_media: true };
}

export interface RichLook extends Keyboard {
  rich_message: Rich;
}

interface Keyboard {
  reply_markup?: { inline_keyboard: Button[][] };
}

/** Where to, and how. */
export interface Delivery {
  chat_id: number | string;
  message_thread_id?: number;
  disable_notification?: true;
  reply_parameters?: { message_id: number; allow_sending_without_reply: true };
}

/** A call of https://core.telegram.org/bots/api#sendmessage or #sendrichmessage. */
export type Request =
  | { method: 'sendMessage'; body: Delivery & HtmlLook }
  | { method: 'sendRichMessage'; body: Delivery & RichLook };

/**
 * The one request that posting a parcel makes, exactly: a rich message only for a post, in a channel that asks for it.
 * Throws Refused for what is not for people.
 */
export function payloads(parcel: Parcel, channel: TelegramChannel, bot?: string): [Request] {
  const replyTo = parcel.replyTo?.map(spotOf).find(({ chat }) => chat === channel.chat || channel.chat.startsWith('@'));
  const to: Delivery = {
    chat_id: chatOf(channel.chat),
    ...(channel.topic === undefined ? {} : { message_thread_id: channel.topic }),
    ...(channel.silent ? { disable_notification: true } : {}),
    // An earlier post that somebody deleted is no reason not to tell.
    ...(replyTo ? { reply_parameters: { message_id: replyTo.message, allow_sending_without_reply: true } } : {}),
  };
  const look = lookOf(parcel, channel, channel.rich && parcel.form === 'post', bot);
  return [
    'rich_message' in look
      ? { method: 'sendRichMessage', body: { ...to, ...look } }
      : { method: 'sendMessage', body: { ...to, ...look } },
  ];
}

/** What the message of a parcel looks like, new or edited. `rich`: as a rich message, which shows no preview of a page. */
export function lookOf(
  { announcement, form }: Parcel,
  { linkPreview }: TelegramChannel,
  rich: boolean,
  bot?: string,
): Look {
  if (announcement.type === 'ping') throw new Refused('only posts are shown on Telegram');
  if (announcement.type === 'review') return question(announcement);
  const whole = announcement.type === 'node' && announcement.kind !== 'removed' && form === 'post';
  // A button can not be folded, and the preview of a page would show what a content note folds.
  const open = whole && !announcement.contentNote ? announcement : undefined;
  const rows = rowsOf(buttonsOf(open?.references ?? [], bot).values());
  const keyboard = rows.length > 0 ? { reply_markup: { inline_keyboard: rows } } : {};
  if (rich) return { rich_message: richOf(richText(announcement, form)), ...keyboard };
  const page = linkPreview ? addressOf(open?.url) : undefined;
  return {
    text: textOf(announcement, form),
    parse_mode: 'HTML',
    link_preview_options: page === undefined ? { is_disabled: true } : { url: page, prefer_small_media: true },
    ...keyboard,
  };
}

/** What waits for approval, as it would be posted, with the buttons; once it is decided, a line. */
function question(review: ReviewAnnouncement): HtmlLook {
  const { post, channel, unanswered, decided } = review;
  const say = wordsIn(post).review;
  const preview = { parse_mode: 'HTML', link_preview_options: { is_disabled: true } } as const;
  const verdict = decided ? `<i>${words(say.decided(decided.as, decided.by), 120)}</i>` : '';
  if (decided && decided.as !== 'held') {
    const what = post.type === 'node' ? titleOf(post) : digestHeading(post);
    return { ...preview, text: `${verdict} · ${what}` };
  }
  const until = unanswered
    ? say.unanswered(unanswered.otherwise, `${unanswered.at.slice(0, 16).replace('T', ' ')} UTC`)
    : '';
  const head = stacked(
    [`<i>${words(say.heading(channel), 120)}</i>`, verdict, until && `<i>${words(until, 120)}</i>`],
    '\n',
  );
  const shown = post.type === 'digest' ? digestText(post, visible(head).length) : textOf(post, 'post');
  const whole = stacked([head, shown]);
  return {
    ...preview,
    // Where there is no room for all of it, who decides sees the references on the page.
    text: fits(whole) ? whole : stacked([head, textOf({ ...post, references: [] } as Post, 'post')]),
    reply_markup: { inline_keyboard: decisionRows(review) },
  };
}

/** Telegram takes 4,096 code points; there are never more of them than units. */
function fits(html: string): boolean {
  return visible(html).length <= 4_000;
}

/** What is left of a message that can not be deleted: not a word of what it told. */
export function withdrawal(announcement: Post | ReviewAnnouncement, rich: boolean): Look {
  const text = withdrawn(announcement);
  if (rich) return { rich_message: richOf(paragraph([text])) };
  return { text, parse_mode: 'HTML', link_preview_options: { is_disabled: true } };
}

function withdrawn(announcement: Post | ReviewAnnouncement): string {
  const said = announcement.type === 'review' ? announcement.post : announcement;
  return `<i>${wordsIn(said).withdrawnByAuthor} · ${day(announcement.at)}</i>`;
}

function richText(announcement: Post, form: Form): string {
  if (form === 'post' && announcement.type === 'digest') return richDigest(announcement);
  if (form === 'post' && announcement.type === 'node' && announcement.kind !== 'removed') return richNode(announcement);
  return paragraph([textOf(announcement, form)]);
}

function textOf(announcement: Post, form: Form): string {
  if (announcement.type === 'digest') return digest(announcement, form);
  if (announcement.kind === 'removed') return withdrawn(announcement);
  if (form === 'earlier') return `<i>${earlier(announcement)} ·</i> ${titleOf(announcement)}`;
  if (announcement.contentNote) return folded(announcement, form);
  const changes = changesOf(announcement).join('\n');
  const heading = headingOf(announcement);
  const quoted = changes === '' ? '' : `<blockquote>${changes}</blockquote>`;
  if (form === 'change') return stacked([heading, quoted], '\n');
  const opening = stacked([heading, taglineOf(announcement), quoted], '\n');
  return stacked([
    // A quote has air around it.
    stacked([opening, summaryOf(announcement)], quoted === '' ? '\n\n' : '\n'),
    referencesOf(announcement, buttonsOf(announcement.references)).join('\n'),
    stacked([tagsOf(announcement), factsOf(announcement)], '\n'),
  ]);
}

/** The note and the title; the rest is a quote that is closed, of words that are hidden. */
function folded(node: NodeAnnouncement, form: Form): string {
  const text = [
    taglineOf(node),
    summaryOf(node),
    referencesOf(node, new Map()).join('\n'),
    stacked([tagsOf(node), factsOf(node)], '\n'),
  ];
  const inside = stacked([changesOf(node).join('\n'), ...(form === 'post' ? text : [])]);
  const box = inside === '' ? '' : `<blockquote expandable><tg-spoiler>${inside}</tg-spoiler></blockquote>`;
  return stacked([noteOf(node), headingOf(node), box], '\n');
}

function digest(announcement: DigestAnnouncement, form: Form): string {
  return form === 'earlier'
    ? `<i>${earlier(announcement)} ·</i> ${digestHeading(announcement)}`
    : digestText(announcement);
}

function earlier(announcement: Post): string {
  return opening(wordsIn(announcement).earlier, announcement.language);
}

/** Parts that say something. */
function stacked(parts: readonly string[], between = '\n\n'): string {
  return parts.filter((part) => part !== '').join(between);
}
