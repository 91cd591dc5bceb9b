/** Which chat a call means, and whether the bot may write there. */
import type { Core } from './core.ts';
import { bad, forbidden, migrated } from './errors.ts';
import type { Params } from './params.ts';
import type { Chat } from './world.ts';

/** @throws {Refusal} of a chat that is not there, or shuts the bot out */
export function chatOf(core: Core, params: Params, name = 'chat_id'): Chat {
  const given = params.text(name)?.trim() ?? '';
  if (given === '') throw bad('chat_id is empty');
  const chat = find(core, given);
  if (!chat) throw bad('chat not found');
  if (chat.movedTo !== undefined) throw migrated(chat.movedTo);
  shutOut(chat);
  return chat;
}

function find({ world }: Core, given: string): Chat | undefined {
  if (!given.startsWith('@')) return world.chats.get(Number(given));
  const name = given.slice(1).toLowerCase();
  return [...world.chats.values()].find(({ username, kind }) => kind !== 'private' && username?.toLowerCase() === name);
}

function shutOut({ kind, standing }: Chat): void {
  if (standing === 'blocked') throw forbidden('bot was blocked by the user');
  if (standing === 'deactivated') throw forbidden('user is deactivated');
  if (standing === 'stranger') throw forbidden("bot can't initiate conversation with a user");
  if (standing === 'kicked') throw forbidden(`bot was kicked from the ${kind} chat`);
  if (standing === 'left') throw forbidden(`bot is not a member of the ${kind} chat`);
}

/** @throws {Refusal} when the bot may not write here */
export function mayWrite(chat: Chat): void {
  if (chat.kind === 'channel' && (chat.standing !== 'administrator' || !chat.rights.post)) {
    throw bad('need administrator rights in the channel chat');
  }
  if (chat.standing === 'restricted') throw bad('not enough rights to send text messages to the chat');
}

/** @returns the topic a message goes into, if it names one */
export function threadOf(chat: Chat, params: Params): number | undefined {
  const thread = params.number('message_thread_id');
  if (thread === undefined) return undefined;
  const topic = chat.forum ? chat.topics.get(thread) : undefined;
  if (!topic) throw bad('message thread not found');
  if (topic.closed && chat.standing !== 'administrator') throw bad('TOPIC_CLOSED');
  return thread;
}
