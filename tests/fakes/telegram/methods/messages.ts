/** Sending, editing and deleting. */
import type { Fields } from '../../server/body.ts';
import type { Core } from '../core.ts';
import { bad } from '../errors.ts';
import { keyboardOf } from '../keyboard.ts';
import type { Params } from '../params.ts';
import { chatOf, mayWrite, threadOf } from '../places.ts';
import { messageOut } from '../wire.ts';
import type { Chat, Message } from '../world.ts';
import { type Content, fileContent, richContent, sameContent, textContent } from './content.ts';
import type { Method } from './method.ts';

const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';
const HOURS_TO_DELETE = 48;

export function messageMethods(core: Core): Record<string, Method> {
  return {
    sendMessage: (params) => send(core, params, 'sendMessage', () => textContent(params)),
    sendRichMessage: (params) => send(core, params, 'sendRichMessage', () => richContent(core, params)),
    sendDocument: (params) => send(core, params, 'sendDocument', () => fileContent(core, params, 'document')),
    sendPhoto: (params) => send(core, params, 'sendPhoto', () => fileContent(core, params, 'photo')),
    editMessageText: (params) => editText(core, params),
    editMessageReplyMarkup: (params) => editMarkup(core, params),
    deleteMessage: (params) => {
      const chat = chatOf(core, params);
      remove(core, chat, params.number('message_id'), params.fields, 'deleteMessage');
      return true;
    },
    deleteMessages: (params) => deleteMany(core, params),
    sendChatAction: (params) => {
      mayWrite(chatOf(core, params));
      return true;
    },
  };
}

function send(core: Core, params: Params, method: string, read: () => Content): Fields {
  const chat = chatOf(core, params);
  mayWrite(chat);
  const thread = threadOf(chat, params);
  const { found, ...content } = read();
  const markup = keyboardOf(params);
  const replyTo = replied(chat, params);
  core.gate.pass(chat);
  const message: Message = {
    id: chat.nextId(),
    chat,
    from: core.bot,
    created: core.clock.now(),
    silent: params.flag('disable_notification'),
    ...content,
    ...found,
    ...(markup ? { markup } : {}),
    ...(thread === undefined ? {} : { thread }),
    ...(replyTo === undefined ? {} : { replyTo }),
  };
  chat.byId.set(message.id, message);
  note(core, message, 'create', method, params.fields, found.pings);
  return messageOut(message);
}

function note(core: Core, message: Message, kind: 'create' | 'edit', method: string, body: Fields, pings: string[]) {
  message.chat.tell({ at: core.clock.now(), kind, method, id: message.id, body, pings });
}

function replied(chat: Chat, params: Params): number | undefined {
  const reply = params.object('reply_parameters');
  const id = Number(reply?.['message_id'] ?? params.number('reply_to_message_id') ?? Number.NaN);
  if (Number.isNaN(id)) return undefined;
  if (chat.byId.has(id)) return id;
  if (reply?.['allow_sending_without_reply'] === true) return undefined;
  throw bad('message to be replied not found');
}

/** The message an edit names: the bot's own, or one that a person sent from its inline results. */
function edited(core: Core, params: Params): Message {
  const inline = params.text('inline_message_id');
  if (inline !== undefined) {
    const message = core.world.inline.get(inline);
    if (!message) throw bad('MESSAGE_ID_INVALID');
    return message;
  }
  const chat = chatOf(core, params);
  mayWrite(chat);
  const message = chat.byId.get(params.number('message_id') ?? 0);
  if (!message) throw bad('message to edit not found');
  if (message.from !== core.bot) throw bad("message can't be edited");
  return message;
}

function editText(core: Core, params: Params): Fields | true {
  const message = edited(core, params);
  if (message.file) throw bad('there is no text in the message to edit');
  const isRich = core.rich && params.has('rich_message');
  const { found, ...content } = isRich ? richContent(core, params) : textContent(params);
  const markup = keyboardOf(params);
  if (sameContent(message, { ...content, found }, markup)) throw bad(NOT_MODIFIED);
  core.gate.pass(message.chat);
  for (const key of ['rich', 'linkPreview', 'markup'] as const) delete message[key];
  Object.assign(message, content, markup ? { markup } : {});
  message.edited = core.clock.now();
  message.pings = [...new Set([...message.pings, ...found.pings])];
  message.joins = found.joins;
  note(core, message, 'edit', 'editMessageText', params.fields, found.pings);
  return message.inlineId === undefined ? messageOut(message) : true;
}

function editMarkup(core: Core, params: Params): Fields | true {
  const message = edited(core, params);
  const markup = keyboardOf(params);
  if (JSON.stringify(markup ?? null) === JSON.stringify(message.markup ?? null)) throw bad(NOT_MODIFIED);
  core.gate.pass(message.chat);
  if (markup) message.markup = markup;
  else delete message.markup;
  message.edited = core.clock.now();
  note(core, message, 'edit', 'editMessageReplyMarkup', params.fields, []);
  return message.inlineId === undefined ? messageOut(message) : true;
}

function remove(core: Core, chat: Chat, id: number | undefined, body: Fields, method: string): void {
  const message = chat.byId.get(id ?? 0);
  if (!message) throw bad('message to delete not found');
  const isOld = core.clock.now() - message.created >= HOURS_TO_DELETE * 3_600_000;
  const isOthers = message.from !== core.bot && !(chat.standing === 'administrator' && chat.rights.delete);
  if (isOld || (isOthers && chat.kind !== 'private')) throw bad("message can't be deleted");
  chat.byId.delete(message.id);
  chat.tell({ at: core.clock.now(), kind: 'delete', method, id: message.id, body, pings: [] });
}

/** Those that can not be found are skipped; one that may not be deleted refuses. */
function deleteMany(core: Core, params: Params): true {
  const chat = chatOf(core, params);
  const ids = params.values('message_ids').map(Number);
  if (ids.length < 1 || ids.length > 100) throw bad('there must be from 1 to 100 message identifiers');
  for (const id of ids) if (chat.byId.has(id)) remove(core, chat, id, params.fields, 'deleteMessages');
  return true;
}
