/** What Telegram asks of an inline keyboard. */
import { type Fields, fieldsOf, textOf } from '../server/body.ts';
import { bad } from './errors.ts';
import type { Params } from './params.ts';

const KINDS = [
  'url',
  'callback_data',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'callback_game',
  'pay',
  'disabled',
];
const MOST_BUTTONS = 100;

/** @returns the keyboard of a call, if it has one */
export function keyboardOf(params: Params): Fields | undefined {
  const markup = params.object('reply_markup');
  if (markup) checkKeyboard(markup);
  return markup && Array.isArray(markup['inline_keyboard']) && markup['inline_keyboard'].length > 0
    ? markup
    : undefined;
}

export function checkKeyboard(markup: Fields): void {
  const rows = markup['inline_keyboard'];
  if (rows === undefined) {
    if ('keyboard' in markup || 'remove_keyboard' in markup || 'force_reply' in markup) return;
    if (Object.keys(markup).length === 0) return;
    throw bad('object expected as reply markup');
  }
  if (!Array.isArray(rows)) throw bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array');
  let count = 0;
  for (const row of rows) {
    if (!Array.isArray(row)) throw bad('field "inline_keyboard" must be an Array of Arrays');
    count += row.length;
    for (const button of row) checkButton(fieldsOf(button));
  }
  if (count > MOST_BUTTONS) throw bad('reply markup is too long');
}

function checkButton(button: Fields): void {
  if (textOf(button['text']).trim() === '')
    throw bad("can't parse inline keyboard button: button text must be non-empty");
  const kinds = KINDS.filter((kind) => button[kind] !== undefined);
  if (kinds.length !== 1) throw bad('text buttons are unallowed in the inline keyboard');
  const data = button['callback_data'];
  if (data !== undefined) {
    const bytes = Buffer.byteLength(textOf(data));
    if (bytes < 1 || bytes > 64) throw bad('BUTTON_DATA_INVALID');
  }
  const url = button['url'];
  if (url !== undefined && !isLink(textOf(url))) {
    throw bad(`inline keyboard button URL '${textOf(url)}' is invalid: Wrong HTTP URL`);
  }
  const copied = button['copy_text'];
  if (copied !== undefined) {
    const { length } = [...textOf(fieldsOf(copied)['text'])];
    if (length < 1 || length > 256) throw bad('BUTTON_COPY_TEXT_INVALID');
  }
}

/** Hosts need a dot: Telegram takes no `localhost`. */
function isLink(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  if (protocol === 'tg:' || protocol === 'ton:') return true;
  return (protocol === 'http:' || protocol === 'https:') && (hostname.includes('.') || hostname.startsWith('['));
}
