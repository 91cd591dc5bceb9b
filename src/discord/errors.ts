/** What an error of Discord's, or of the road to it, asks of us. */
import { DiscordAPIError, HTTPError, RateLimitError } from '@discordjs/rest';
import { oneLine } from '../announce/text.ts';
import { Closed, Locked, Refused, TryLater } from '../delivery/sink.ts';

/**
 * Codes that matter to us
 * (https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes).
 */
export const CODES = {
  unknownChannel: 10003,
  unknownMessage: 10008,
  archivedThread: 50083,
  replyWithoutHistory: 160002,
} as const;

/** The channel, or our place in it, has to be mended by somebody; the words say how. */
const CLOSED: Record<number, string> = {
  [CODES.unknownChannel]: 'the channel is gone, or its id is wrong',
  10004: 'the server is gone, or the bot is no longer in it',
  50001: 'the bot cannot see the channel: invite it, or give it View Channel',
  50007: 'this person takes no messages from the bot',
  50008: 'the channel holds no messages: name a text channel, or a thread of the forum',
  50013: 'the bot may not do this there: give it View Channel, Send Messages and Read Message History',
  50024: 'this kind of channel takes no such messages',
  [CODES.archivedThread]: 'the thread is archived and locked',
  160005: 'the thread is locked',
};

/** Busy in a way that no rate limit header tells: sending switched off for a while, slow mode, write limits, old edits. */
const BUSY: readonly number[] = [20016, 20028, 30046, 40004, 130000];

/** It lies at this one message: another bot's, or one that a filter of the server keeps out. */
const ALONE: readonly number[] = [50005, 200000, 240000, CODES.unknownMessage];

/** Errors of connecting (Node.js, undici): the request never left. */
const UNSENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];

/** The request may have been carried out, but no answer to it came. The message names no address and no header. */
export class Lost extends Error {
  override name = 'Lost';
}

/** One of ours for every error that was foreseen; any other one, unchanged, is a bug. */
export function reactionTo(error: unknown): unknown {
  if (error instanceof RateLimitError) {
    const after = Math.max(error.timeToReset, error.retryAfter);
    return new TryLater('Discord asks to wait', after, error.global);
  }
  if (error instanceof DiscordAPIError) return refusal(error);
  if (error instanceof HTTPError) return new Lost(`Discord answered ${error.status}`);
  // An answer that breaks off in the middle.
  if (error instanceof SyntaxError) return new Lost('Discord answered what is no JSON');
  if (!(error instanceof Error)) return error;
  if (error.name === 'AbortError') return new Lost('no answer from Discord in time');
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code === undefined || !/^(E[A-Z_]+|UND_ERR_\w+)$/.test(code)) return error;
  if (UNSENT.includes(code)) return new TryLater(`no connection to Discord (${code})`, undefined, true);
  return new Lost(`the connection to Discord broke (${code})`);
}

function refusal(error: DiscordAPIError): Error {
  const code = Number(error.code);
  const said = `Discord answered ${error.status} (${code}): ${oneLine(error.message).slice(0, 300)}`;
  if (error.status === 401)
    return new Locked('Discord does not know the token of the bot: set STARPOST_DISCORD_TOKEN anew');
  if (BUSY.includes(code)) return new TryLater(said);
  const closed = CLOSED[code];
  if (closed !== undefined) return new Closed(`${closed} (${error.status}, ${code})`);
  const isAlone = ALONE.includes(code);
  if (!isAlone && (error.status === 403 || error.status === 404)) return new Closed(said);
  return new Refused(said);
}

/** Whether Discord answered with this code. */
export function hasCode(error: unknown, code: number): boolean {
  return error instanceof DiscordAPIError && error.code === code;
}
