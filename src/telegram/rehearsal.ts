/** Telegram as far as a preview needs it: everything is written down, and nothing leaves the machine. */
import { Api } from 'grammy';

export interface Rehearsed {
  /** Of the Bot API, such as `sendMessage`. */
  method: string;
  body: unknown;
}

/** Stands for the number that Telegram would name the chat by. */
const CHAT = -1_000_000_000_001;

/** A way to Telegram that only calls `record`, and answers as if each message had been made. */
export function rehearsalApi(record: (request: Rehearsed) => void): Api {
  const api = new Api('0:rehearsal');
  let last = 0;
  api.config.use(async (_, method, payload) => {
    record({ method, body: payload });
    last += 1;
    const result = method === 'deleteMessage' ? true : { message_id: last, date: 0, chat: { id: CHAT } };
    return { ok: true, result } as never;
  });
  return api;
}
