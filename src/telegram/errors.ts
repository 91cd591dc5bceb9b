/** What an error of the Bot API, or of the road to it, asks of us. No message of ours holds an address, which would hold the token. */
import { GrammyError, HttpError } from 'grammy';
import { oneLine } from '../announce/text.ts';
import { Closed, Locked, Refused, TryLater, Unknown } from '../delivery/sink.ts';

/**
 * Telegram has no codes for what a 400 means, only words, in lower case here
 * (`fail_query_with_error` in telegram-bot-api/Client.cpp, https://github.com/tdlib/telegram-bot-api). Words that are not
 * listed refuse this one message.
 */
const UNCHANGED = ['message is not modified'];
const GONE = ['message to edit not found', 'message to delete not found', 'message not found', 'message_id_invalid'];
const STAYS = ["message can't be deleted"];
const CLOSED: [says: string, mend: string][] = [
  ['chat not found', 'the chat is not known to the bot: check its number or name, and add the bot'],
  ['peer_id_invalid', 'the chat is not known to the bot: check its number or name, and add the bot'],
  ['group chat was deactivated', 'the group is gone'],
  ['message thread not found', 'the topic is gone: check its number'],
  ['topic_deleted', 'the topic is gone'],
  ['topic_closed', 'the topic is closed'],
  ['not enough rights', 'the bot may not post there: give it the right to'],
  ['no rights to send', 'the bot may not post there: give it the right to'],
  ['need administrator rights', 'the bot may not post there: make it an administrator that may post messages'],
  ['chat_admin_required', 'the bot may not post there: make it an administrator that may post messages'],
  ['chat_write_forbidden', 'the bot may not post there: give it the right to'],
  ['chat_restricted', 'the bot may not post there: give it the right to'],
];

/** Errors of connecting and of TLS: the request never left (Node.js; https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const UNSENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|EPROTO|ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|UNABLE_TO_\w+|SELF_SIGNED_\w+|DEPTH_ZERO_\w+)$/;

/** What stands in addresses of the Bot API. */
const TOKEN = /\d+:[\w-]{20,}/g;

/** What Telegram says of a message that is out. `stays`: it can not be deleted. */
export function fateOf(error: unknown): 'unchanged' | 'gone' | 'stays' | undefined {
  if (!(error instanceof GrammyError) || error.error_code !== 400) return undefined;
  if (says(error, UNCHANGED)) return 'unchanged';
  if (says(error, GONE)) return 'gone';
  return says(error, STAYS) ? 'stays' : undefined;
}

/** The number of the supergroup that a group became. */
export function migratedTo(error: unknown): string | undefined {
  const to = error instanceof GrammyError ? error.parameters.migrate_to_chat_id : undefined;
  return to === undefined ? undefined : String(to);
}

/**
 * A server refuses a method it does not know (`Not Found: method not found`) before it reads on. The same number stands
 * for a wrong token, and the next request says so.
 */
export function isUnknownMethod(error: unknown): boolean {
  return error instanceof GrammyError && error.error_code === 404;
}

/** One of ours for every error that was foreseen; any other one, unchanged, is a bug. `repeatable`: doing it again does no harm. */
export function reactionTo(error: unknown, repeatable: boolean): unknown {
  if (error instanceof GrammyError) return refusal(error, repeatable);
  if (!(error instanceof HttpError)) return error;
  const code = codeOf(error.error);
  if (code === undefined) return lost('no answer from Telegram that can be read', repeatable);
  if (UNSENT.test(code)) return new TryLater(`no connection to Telegram (${code})`, undefined, true);
  return lost(`the connection to Telegram broke (${code})`, repeatable);
}

function refusal(error: GrammyError, repeatable: boolean): Error {
  const { error_code: code, parameters } = error;
  const words = oneLine(error.description ?? '')
    .replace(TOKEN, '…')
    .slice(0, 200);
  if (code === 429) return new TryLater('Telegram asks to wait', (parameters.retry_after ?? 1) * 1_000);
  if (code === 401) return new Locked('Telegram does not know the token of the bot');
  if (code === 404) return new Locked('Telegram does not know the bot: check its token, and telegram.api');
  if (code === 403) return new Closed(`Telegram: ${words.replace(/^Forbidden: /, '')}`);
  const mend = code === 400 ? CLOSED.find(([fragment]) => says(error, [fragment]))?.[1] : undefined;
  if (mend !== undefined) return new Closed(mend);
  if (code >= 400 && code < 500) return new Refused(`Telegram: ${words}`);
  return lost(`Telegram answered ${code}`, repeatable);
}

function lost(message: string, repeatable: boolean): TryLater | Unknown {
  return repeatable ? new TryLater(message) : new Unknown(message);
}

function says({ description }: GrammyError, fragments: readonly string[]): boolean {
  const words = (description ?? '').toLowerCase();
  return fragments.some((fragment) => words.includes(fragment));
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
