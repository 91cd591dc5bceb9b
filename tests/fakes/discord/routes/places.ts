/** The bot itself, its guilds, channels, threads and direct channels. */
import { fieldsOf, textOf } from '../../server/body.ts';
import type { Answer } from '../../server/listener.ts';
import type { Core } from '../core.ts';
import { missingPermissions, Problems, unknownGuild, unknownMessage, unknownUser } from '../errors.ts';
import { type Sent, sentOf, write } from '../posts.ts';
import { checkBody } from '../rules/message.ts';
import { channelOut, guildOut, memberOut, messageOut, userOut } from '../wire.ts';
import { Channel, type Guild } from '../world.ts';
import { needForParts, visible } from './messages.ts';
import { type Matched, ok, type Route } from './router.ts';

export function placeRoutes(core: Core): Route[] {
  const { bot, owner } = core;
  const application = () => ({
    id: bot.id,
    name: bot.username,
    description: '',
    flags: 0,
    bot_public: true,
    owner: userOut(owner),
  });
  const guild = ({ at }: Matched) => joinedGuild(core, at['guild']);
  return [
    { pattern: 'GET /users/@me', handle: () => ok({ ...userOut(bot), verified: true, mfa_enabled: false }) },
    { pattern: 'GET /users/@me/guilds', handle: () => ok(guildsOf(core)) },
    { pattern: 'POST /users/@me/channels', handle: ({ call }) => direct(core, sentOf(call.body)) },
    { pattern: 'GET /applications/@me', handle: () => ok(application()) },
    { pattern: 'GET /oauth2/applications/@me', handle: () => ok(application()) },
    { pattern: 'GET /guilds/:guild', handle: (matched) => ok(guildOut(guild(matched), owner)) },
    {
      pattern: 'GET /guilds/:guild/channels',
      handle: (matched) =>
        ok(
          guild(matched)
            .channels.filter(isListed)
            .map((channel) => channelOut(channel, bot)),
        ),
    },
    { pattern: 'GET /guilds/:guild/roles', handle: (matched) => ok(guildOut(guild(matched), owner)['roles']) },
    { pattern: 'GET /guilds/:guild/members/:user', handle: (matched) => member(core, guild(matched), matched) },
    { pattern: 'GET /channels/:channel', handle: ({ at }) => ok(channelOut(visible(core, at['channel']), bot)) },
    { pattern: 'POST /channels/:channel/threads', handle: (matched) => openThread(core, matched) },
    { pattern: 'POST /channels/:channel/messages/:message/threads', handle: (matched) => openThread(core, matched) },
  ];
}

function joinedGuild(core: Core, id: string | undefined): Guild {
  const guild = core.world.guilds.get(id ?? '');
  if (!guild?.joined) throw unknownGuild();
  return guild;
}

function guildsOf(core: Core): unknown[] {
  const joined = [...core.world.guilds.values()].filter((guild) => guild.joined);
  return joined.map(({ id, name }) => ({ id, name, icon: null, owner: false, permissions: '0', features: [] }));
}

function isListed({ kind, deleted }: Channel): boolean {
  return kind !== 'thread' && !deleted;
}

function member(core: Core, guild: Guild, { at }: Matched): Answer {
  const user = core.world.users.get(at['user'] === '@me' ? core.bot.id : (at['user'] ?? ''));
  if (!user || !guild.members.has(user)) throw unknownUser();
  return ok(memberOut(guild, user));
}

function direct(core: Core, { fields }: Sent): Answer {
  checkBody('CreatePrivateChannelRequest', fields);
  const recipient = core.world.users.get(textOf(fields['recipient_id']));
  if (!recipient) throw unknownUser();
  return ok(channelOut(directChannel(core, recipient), core.bot));
}

/** The channel between the bot and one person. */
export function directChannel(core: Core, recipient: Channel['recipient'] & object): Channel {
  const known = [...core.world.channels.values()].find((channel) => channel.recipient === recipient);
  if (known) return known;
  const channel = new Channel({ id: core.id(), kind: 'dm', name: recipient.username, recipient });
  core.world.channels.set(channel.id, channel);
  return channel;
}

/** A thread of a text channel, under one of its messages, or a forum's post with its first message. */
function openThread(core: Core, { at, call }: Matched): Answer {
  const parent = visible(core, at['channel']);
  const sent = sentOf(call.body);
  checkName(sent);
  const isForum = parent.kind === 'forum';
  if (!parent.can(isForum ? 'SendMessages' : 'CreatePublicThreads')) throw missingPermissions();
  const under = at['message'];
  if (under !== undefined && !parent.byId.has(under)) throw unknownMessage();
  const id = under ?? core.id();
  const name = textOf(sent.fields['name']);
  const thread = new Channel({ id, kind: 'thread', name, parent, ...(parent.guild ? { guild: parent.guild } : {}) });
  if (!isForum) {
    place(core, thread);
    return { status: 201, body: channelOut(thread, core.bot) };
  }
  const first = { fields: fieldsOf(sent.fields['message']), files: sent.files };
  needForParts(parent, first);
  const message = write(core, thread, first, { author: core.bot, schema: 'BaseCreateMessageCreateRequest' });
  place(core, thread);
  return { status: 201, body: { ...channelOut(thread, core.bot), message: messageOut(message) } };
}

function checkName({ fields }: Sent): void {
  const problems = new Problems();
  problems.length(['name'], fields['name'] ?? '', 1, 100);
  problems.settle();
}

function place(core: Core, thread: Channel): void {
  core.world.channels.set(thread.id, thread);
  thread.guild?.channels.push(thread);
  core.emit('THREAD_CREATE', { ...channelOut(thread, core.bot), newly_created: true }, thread.guild);
}
