/** Messages of a channel: read, written, edited, deleted. */
import { fieldsOf } from '../../server/body.ts';
import type { Answer } from '../../server/listener.ts';
import type { Core } from '../core.ts';
import {
  archivedThread,
  closedToUs,
  missingAccess,
  missingPermissions,
  noHistoryForReply,
  noText,
  notTheAuthor,
  Problems,
  unknownChannel,
  unknownMessage,
} from '../errors.ts';
import { Nonces } from '../nonces.ts';
import { erase, revise, type Sent, sentOf, write } from '../posts.ts';
import { messageOut } from '../wire.ts';
import type { Channel, Message, User } from '../world.ts';
import { done, type Matched, ok, type Route } from './router.ts';

const MESSAGES = '/channels/:channel/messages';

export function messageRoutes(core: Core): Route[] {
  const nonces = new Nonces(core);
  const one = ({ at }: Matched) => existing(visible(core, at['channel']), at['message']);
  return [
    { pattern: `GET ${MESSAGES}`, handle: ({ call, at }) => list(visible(core, at['channel']), call.query) },
    { pattern: `GET ${MESSAGES}/:message`, handle: (matched) => ok(messageOut(one(matched))) },
    {
      pattern: `POST ${MESSAGES}`,
      handle: ({ call, at }) => create(core, nonces, visible(core, at['channel']), sentOf(call.body)),
    },
    {
      pattern: `PATCH ${MESSAGES}/:message`,
      handle: (matched) => {
        const message = one(matched);
        if (message.author !== core.bot) throw notTheAuthor();
        const sent = sentOf(matched.call.body);
        needForParts(message.channel, sent);
        revise(core, message, sent, 'MessageEditRequestPartial');
        return ok(messageOut(message));
      },
    },
    {
      pattern: `DELETE ${MESSAGES}/:message`,
      handle: (matched) => {
        const message = one(matched);
        if (message.author !== core.bot && !message.channel.can('ManageMessages')) throw missingPermissions();
        erase(core, message);
        return done;
      },
    },
    {
      pattern: 'POST /channels/:channel/typing',
      handle: ({ at }) => {
        writable(visible(core, at['channel']));
        return done;
      },
    },
  ];
}

/** A channel the bot can see. */
export function visible(core: Core, id: string | undefined): Channel {
  const channel = core.world.channels.get(id ?? '');
  if (!channel || channel.deleted) throw unknownChannel();
  if (channel.guild && (!channel.guild.joined || !channel.can('ViewChannel'))) throw missingAccess();
  return channel;
}

/** @throws {Refusal} when the bot may not write here */
export function writable(channel: Channel): void {
  if (channel.kind === 'forum') throw noText();
  if (channel.closed) throw closedToUs();
  if (!channel.can(channel.kind === 'thread' ? 'SendMessagesInThreads' : 'SendMessages')) throw missingPermissions();
  if (channel.archived && channel.locked) throw archivedThread();
}

export function needForParts(channel: Channel, { fields, files }: Sent): void {
  const embeds = fields['embeds'];
  if (Array.isArray(embeds) && embeds.length > 0 && !channel.can('EmbedLinks')) throw missingPermissions();
  if (files.length > 0 && !channel.can('AttachFiles')) throw missingPermissions();
}

function existing(channel: Channel, id: string | undefined): Message {
  const message = channel.byId.get(id ?? '');
  if (!message || message.onlyFor) throw unknownMessage();
  return message;
}

function create(core: Core, nonces: Nonces, channel: Channel, sent: Sent): Answer {
  writable(channel);
  needForParts(channel, sent);
  const { nonce, enforce_nonce: enforced } = sent.fields;
  const isKeyed = enforced === true && nonce !== undefined && nonce !== null;
  const earlier = isKeyed ? nonces.earlier(nonce) : undefined;
  if (earlier) return ok(messageOut(earlier));
  const repliedTo = checkReply(channel, sent);
  const origin = { author: core.bot, schema: 'MessageCreateRequest', ...(repliedTo ? { repliedTo } : {}) };
  const message = write(core, channel, sent, origin);
  channel.archived = false;
  if (isKeyed) nonces.keep(nonce, message);
  return ok(messageOut(message));
}

/** @returns the author of the message that is replied to */
function checkReply(channel: Channel, sent: Sent): User | undefined {
  const reference = fieldsOf(sent.fields['message_reference']);
  const id = reference['message_id'];
  if (id === undefined || id === null) return undefined;
  if (!channel.can('ReadMessageHistory')) throw noHistoryForReply();
  const message = channel.byId.get(String(id));
  if (message) return message.author;
  if (reference['fail_if_not_exists'] === false) {
    delete sent.fields['message_reference'];
    return undefined;
  }
  const problems = new Problems();
  problems.add(['message_reference'], 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
  problems.settle();
  return undefined;
}

/** Newest first, whichever of `before`, `after` and `around` is asked for. */
function list(channel: Channel, query: URLSearchParams): Answer {
  if (!channel.can('ReadMessageHistory')) return ok([]);
  const limit = Number(query.get('limit') ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    const problems = new Problems();
    problems.add(['limit'], 'NUMBER_TYPE_MAX', 'int value should be between 1 and 100.');
    problems.settle();
  }
  return ok(pick(channel.messages, query, limit).reverse().map(messageOut));
}

function pick(messages: Message[], query: URLSearchParams, limit: number): Message[] {
  const [around, before, after] = ['around', 'before', 'after'].map((key) => query.get(key));
  if (around) {
    const older = messages.filter(({ id }) => BigInt(id) < BigInt(around)).slice(-Math.floor(limit / 2));
    const rest = messages.filter(({ id }) => BigInt(id) >= BigInt(around)).slice(0, limit - older.length);
    return [...older, ...rest];
  }
  if (after) return messages.filter(({ id }) => BigInt(id) > BigInt(after)).slice(0, limit);
  const older = before ? messages.filter(({ id }) => BigInt(id) < BigInt(before)) : messages;
  return older.slice(-limit);
}
