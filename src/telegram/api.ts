/** The way to Telegram, or to another server that speaks its Bot API. */
import { Api } from 'grammy';
import { Pace } from '../delivery/pace.ts';

/** How long an answer may take, seconds. grammY itself would wait for more than eight minutes. */
const PATIENCE = 30;

/** `root`: address of the server, without the token. Nothing is retried by itself: that could post twice. */
export function telegramApi(token: string, root?: string, patience = PATIENCE): Api {
  return new Api(token, {
    timeoutSeconds: patience,
    ...(root === undefined ? {} : { apiRoot: root.replace(/\/+$/, '') }),
  });
}

/** Permits that may be saved up: with a rate of 29 never more than 30 messages in any second, and a late timer is made up for. */
const SPARE = 1.9;

/** Of a bot that is allowed very many, a twentieth of a second's worth: timers are no finer. */
const SLICE = 1 / 20;

/** `perSecond`: messages over all chats (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this). */
export function telegramPace(perSecond: number): Pace {
  return new Pace(perSecond, Math.max(SPARE, perSecond * SLICE));
}
