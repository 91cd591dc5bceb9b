/** Writing, editing and deleting a message, whoever asks for it: a channel's route or an interaction's web hook. */
import { type Body, type Fields, fieldsOf, listOf, textOf, type Upload } from '../server/body.ts';
import type { Core } from './core.ts';
import { badRequest, Problems } from './errors.ts';
import { checkAllowedMentions, pingsOf } from './mentions.ts';
import { numbered } from './rules/components.ts';
import { checkBody, checkMessage, FLAG } from './rules/message.ts';
import { messageOut } from './wire.ts';
import type { Attachment, Channel, Message, User } from './world.ts';

export interface Sent {
  fields: Fields;
  files: Upload[];
}

/** The fields of a request, out of JSON or out of `payload_json` beside its files. */
export function sentOf(body: Body): Sent {
  if (!body.form) return { fields: fieldsOf(body.value), files: [] };
  const payload = fieldsOf(body.value)['payload_json'];
  try {
    return { fields: fieldsOf(JSON.parse(textOf(payload) || '{}')), files: body.files };
  } catch {
    throw badRequest();
  }
}

export interface Origin {
  author: User;
  schema: string;
  onlyFor?: User;
  interaction?: Message['interaction'];
  /** The author of the message that is replied to. */
  repliedTo?: User;
}

/** Checks and stores a new message; the channel's readers and the gateway hear of it. */
export function write(core: Core, channel: Channel, { fields, files }: Sent, origin: Origin): Message {
  checkBody(origin.schema, fields);
  checkAllowedMentions(fields);
  const reference = fieldsOf(fields['message_reference'])['message_id'];
  const nonce = fields['nonce'];
  const message: Message = {
    id: core.id(),
    channel,
    author: origin.author,
    content: textOf(fields['content']).trim(),
    embeds: listOf(fields['embeds']).map((embed) => ({ type: 'rich', ...embed })),
    components: numbered(listOf(fields['components'])),
    attachments: attached(core, fields, files),
    flags: flagsOf(fields, FLAG.suppressEmbeds | FLAG.silent | FLAG.v2 | (origin.interaction ? FLAG.ephemeral : 0)),
    created: core.clock.now(),
    pings: [],
    ...(typeof nonce === 'string' || typeof nonce === 'number' ? { nonce } : {}),
    ...(typeof reference === 'string' ? { replyTo: reference } : {}),
    ...(origin.onlyFor ? { onlyFor: origin.onlyFor } : {}),
    ...(origin.interaction ? { interaction: origin.interaction } : {}),
  };
  checkMessage(message);
  message.pings = pingsOf(message, fields['allowed_mentions'], origin.repliedTo);
  channel.byId.set(message.id, message);
  if (message.onlyFor) return message;
  channel.history.push({ at: message.created, kind: 'create', id: message.id, body: fields, pings: message.pings });
  core.emit('MESSAGE_CREATE', inGuild(message), channel.guild);
  return message;
}

/** Checks and stores what an edit changes; a field that is absent stays as it was, `null` empties it. */
export function revise(core: Core, message: Message, { fields, files }: Sent, schema: string): void {
  checkBody(schema, fields);
  checkAllowedMentions(fields);
  keepFlag(message, fields);
  const settable = FLAG.suppressEmbeds | FLAG.v2;
  const kept = message.flags & ~FLAG.suppressEmbeds;
  const next = {
    content: 'content' in fields ? textOf(fields['content']).trim() : message.content,
    embeds: 'embeds' in fields ? listOf(fields['embeds']).map((embed) => ({ type: 'rich', ...embed })) : message.embeds,
    components: 'components' in fields ? numbered(listOf(fields['components'])) : message.components,
    attachments: keptFiles(message, fields).concat(attached(core, fields, files)),
    flags: 'flags' in fields ? kept | flagsOf(fields, settable) : message.flags,
  };
  checkMessage(next);
  Object.assign(message, next);
  message.edited = core.clock.now();
  const pings = pingsOf(message, fields['allowed_mentions']);
  message.pings = [...new Set([...message.pings, ...pings])];
  if (message.onlyFor) return;
  message.channel.history.push({ at: message.edited, kind: 'edit', id: message.id, body: fields, pings });
  core.emit('MESSAGE_UPDATE', inGuild(message), message.channel.guild);
}

export function erase(core: Core, message: Message): void {
  const { channel, id } = message;
  channel.byId.delete(id);
  if (message.onlyFor) return;
  channel.history.push({ at: core.clock.now(), kind: 'delete', id, pings: [] });
  const data = { id, channel_id: channel.id, guild_id: channel.guild?.id };
  core.emit('MESSAGE_DELETE', data, channel.guild);
}

function inGuild(message: Message): Fields {
  return { ...messageOut(message), guild_id: message.channel.guild?.id };
}

function flagsOf(fields: Fields, settable: number): number {
  const flags = fields['flags'];
  return typeof flags === 'number' ? flags & settable : 0;
}

/** A message that has the flag of Components V2 keeps it for ever. */
function keepFlag(message: Message, fields: Fields): void {
  const flags = fields['flags'];
  if ((message.flags & FLAG.v2) === 0 || typeof flags !== 'number' || (flags & FLAG.v2) !== 0) return;
  const problems = new Problems();
  const said = 'MessageFlags.IS_COMPONENTS_V2 cannot be removed from a message';
  problems.add(['flags'], 'MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG', said);
  problems.settle();
}

function attached(core: Core, fields: Fields, files: Upload[]): Attachment[] {
  const described = listOf(fields['attachments']);
  return files.map((file) => {
    const number = /^files\[(\d+)\]$/.exec(file.field)?.[1];
    const entry = described.find(({ id }) => String(id) === number);
    const description = entry?.['description'];
    const name = textOf(entry?.['filename']) || file.name;
    return { ...file, name, id: core.id(), ...(typeof description === 'string' ? { description } : {}) };
  });
}

/** An edit that lists attachments keeps those alone. */
function keptFiles(message: Message, fields: Fields): Attachment[] {
  if (!('attachments' in fields)) return message.attachments;
  const ids = new Set(listOf(fields['attachments']).map(({ id }) => String(id)));
  return message.attachments.filter(({ id }) => ids.has(id));
}
