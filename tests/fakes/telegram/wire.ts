/** The world in the shapes of the Bot API. */
import type { Fields } from '../server/body.ts';
import { blocksOf } from './rich.ts';
import type { Chat, Message, User } from './world.ts';

export function userOut({ id, name, username, bot }: User): Fields {
  return { id, is_bot: bot, first_name: name, ...(username ? { username } : {}) };
}

export function chatOut({ id, kind, title, username, forum }: Chat): Fields {
  const named = kind === 'private' ? { first_name: title } : { title };
  return { id, type: kind, ...named, ...(username ? { username } : {}), ...(forum ? { is_forum: true } : {}) };
}

export function messageOut(message: Message): Fields {
  const { chat, from, markup, thread, replyTo } = message;
  const replied = replyTo === undefined ? undefined : chat.byId.get(replyTo);
  return {
    message_id: message.id,
    ...(chat.kind === 'channel' ? { sender_chat: chatOut(chat) } : from ? { from: userOut(from) } : {}),
    chat: chatOut(chat),
    date: Math.floor(message.created / 1000),
    ...(message.edited === undefined ? {} : { edit_date: Math.floor(message.edited / 1000) }),
    ...(thread === undefined ? {} : { message_thread_id: thread, is_topic_message: true }),
    // The whole message, but not what that one replied to.
    ...(replied ? { reply_to_message: messageOut({ ...replied, replyTo: undefined }) } : {}),
    ...contentOf(message),
    ...(markup ? { reply_markup: markup } : {}),
  };
}

function contentOf({ rich, file, text, entities, linkPreview }: Message): Fields {
  if (rich) return { rich_message: { blocks: blocksOf(text) } };
  const formatted = entities.length > 0 ? entities : undefined;
  if (!file) {
    return {
      text,
      ...(formatted ? { entities: formatted } : {}),
      ...(linkPreview ? { link_preview_options: linkPreview } : {}),
    };
  }
  const caption = text === '' ? {} : { caption: text, ...(formatted ? { caption_entities: formatted } : {}) };
  const common = { file_id: file.id, file_unique_id: file.id, file_size: file.bytes.length };
  if (file.kind === 'photo') return { photo: [{ ...common, width: 1, height: 1 }], ...caption };
  return { document: { ...common, file_name: file.name, mime_type: file.type }, ...caption };
}
