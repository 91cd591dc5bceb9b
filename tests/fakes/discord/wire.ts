/** The world in the shapes of Discord's API. */
import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { Fields } from '../server/body.ts';
import { CHANNEL_TYPE, type Channel, type Guild, type Message, type User } from './world.ts';

export function userOut(user: User): Fields {
  return {
    id: user.id,
    username: user.username,
    global_name: user.username,
    discriminator: '0',
    avatar: null,
    bot: user.bot,
  };
}

export function memberOut(guild: Guild, user: User): Fields {
  return {
    user: userOut(user),
    nick: null,
    roles: user.bot ? guild.roles.filter(({ name }) => name === 'starpost').map(({ id }) => id) : [],
    joined_at: '2026-01-01T00:00:00.000000+00:00',
    deaf: false,
    mute: false,
    flags: 0,
    permissions: '0',
  };
}

export function guildOut(guild: Guild, owner: User): Fields {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    owner_id: owner.id,
    roles: guild.roles.map(({ id, name, permissions }, position) => ({
      id,
      name,
      permissions: String(permissions),
      position,
      color: 0,
      hoist: false,
      managed: false,
      mentionable: false,
      flags: 0,
    })),
    emojis: [],
    stickers: [],
    features: [],
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    premium_tier: 0,
    preferred_locale: 'en-US',
    system_channel_flags: 0,
  };
}

export function channelOut(channel: Channel, bot: User): Fields {
  const type = CHANNEL_TYPE[channel.kind];
  if (channel.recipient) return { id: channel.id, type, recipients: [userOut(channel.recipient)] };
  const common = { id: channel.id, type, name: channel.name, guild_id: channel.guild?.id };
  if (channel.kind === 'thread') {
    const thread_metadata = {
      archived: channel.archived,
      locked: channel.locked,
      auto_archive_duration: 1440,
      archive_timestamp: '2026-01-01T00:00:00.000000+00:00',
    };
    return { ...common, parent_id: channel.parent?.id, owner_id: bot.id, thread_metadata, message_count: 0 };
  }
  return { ...common, parent_id: null, position: 0, nsfw: false, permission_overwrites: [overwriteOf(channel, bot)] };
}

/** The rights of the bot in a channel, said as what is allowed to and kept from its member. */
function overwriteOf(channel: Channel, bot: User): Fields {
  let allow = 0n;
  let deny = 0n;
  for (const [name, bit] of Object.entries(PermissionFlagsBits)) {
    if (name === 'Administrator') continue;
    if (channel.can(name as keyof typeof PermissionFlagsBits)) allow |= bit;
    else deny |= bit;
  }
  return { id: bot.id, type: 1, allow: String(allow), deny: String(deny) };
}

export function timeOut(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000+00:00');
}

export function messageOut(message: Message): Fields {
  const { channel } = message;
  return {
    id: message.id,
    channel_id: channel.id,
    type: message.interaction ? 20 : message.replyTo === undefined ? 0 : 19,
    author: userOut(message.author),
    content: message.content,
    embeds: message.embeds,
    components: message.components,
    attachments: message.attachments.map(({ id, name, type, bytes, description }) => ({
      id,
      filename: name,
      content_type: type,
      size: bytes.length,
      description,
      url: `https://cdn.example/${channel.id}/${id}/${encodeURIComponent(name)}`,
      proxy_url: `https://media.example/${channel.id}/${id}/${encodeURIComponent(name)}`,
    })),
    flags: message.flags,
    timestamp: timeOut(message.created),
    edited_timestamp: message.edited === undefined ? null : timeOut(message.edited),
    mentions: [],
    mention_roles: [],
    mention_everyone: message.pings.includes('@everyone') || message.pings.includes('@here'),
    pinned: false,
    tts: false,
    ...(message.nonce === undefined ? {} : { nonce: message.nonce }),
    ...(message.replyTo === undefined ? {} : { message_reference: referenceOf(message) }),
    ...(message.interaction ? { interaction_metadata: metadataOf(message.interaction) } : {}),
  };
}

function referenceOf({ replyTo, channel }: Message): Fields {
  return { type: 0, message_id: replyTo, channel_id: channel.id, guild_id: channel.guild?.id };
}

function metadataOf({ id, user }: NonNullable<Message['interaction']>): Fields {
  return { id, type: 2, user: userOut(user), authorizing_integration_owners: {} };
}
