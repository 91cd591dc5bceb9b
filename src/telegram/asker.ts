/** Who asks on Telegram, where, and about what. Pure. */
import type { Message } from 'grammy/types';
import type { Ask, Context } from '../desk/ask.ts';
import { decode } from '../desk/codes.ts';
import { nodeOfLink } from './asking.ts';

/** What a link to the bot asks for. */
export function startOf(payload: string): Ask {
  const node = nodeOfLink(payload);
  return node === undefined ? { view: 'help' } : { view: 'show', node };
}

/** Who asks, and where. */
export function contextOf({ chat, from, is_topic_message: inTopic, message_thread_id: thread }: Message): Context {
  const topic = inTopic === true && thread !== undefined ? { topic: thread } : {};
  return {
    language: from?.language_code ?? 'en',
    by: `telegram:${from?.id ?? chat.id}`,
    ...(from && { name: from.username === undefined ? from.first_name : `@${from.username}` }),
    place: { platform: 'telegram', address: String(chat.id), ...topic },
  };
}

/** In a group with topics an answer stays in its topic. */
export function place({ is_topic_message: inTopic, message_thread_id: thread }: Message): {
  message_thread_id?: number;
} {
  return inTopic === true && thread !== undefined ? { message_thread_id: thread } : {};
}

/** In a group it is seen whom the answer is for. */
export function replying({ chat, message_id: id, from }: Message) {
  if (chat.type === 'private' || from?.is_bot) return {};
  return { reply_parameters: { message_id: id, allow_sending_without_reply: true } };
}

/** The node that a message of ours is about, by its buttons. */
export function nodeIn(message: Message | undefined): string | undefined {
  for (const button of message?.reply_markup?.inline_keyboard.flat() ?? []) {
    const own = 'callback_data' in button ? (button.callback_data ?? '') : '';
    const asked = own === '' ? undefined : decode(own.replace(/^![a-z]/, ''));
    // A button leads on from what the message shows.
    const shown = asked?.trail.at(-1) ?? asked?.ask;
    if (shown && 'node' in shown && shown.node) return shown.node;
    const payload = 'url' in button ? /[?&]start=(n_[\w-]+)/.exec(button.url ?? '')?.[1] : undefined;
    if (payload !== undefined) return nodeOfLink(payload);
  }
  return undefined;
}
