/** The way to Telegram, or to another server that speaks its Bot API. */
import { Api } from 'grammy';

/** How long an answer may take, seconds. grammY itself would wait for more than eight minutes. */
const PATIENCE = 30;

/** `root`: address of the server, without the token. Nothing is retried by itself: that could post twice. */
export function telegramApi(token: string, root?: string, patience = PATIENCE): Api {
  return new Api(token, {
    timeoutSeconds: patience,
    ...(root === undefined ? {} : { apiRoot: root.replace(/\/+$/, '') }),
  });
}
