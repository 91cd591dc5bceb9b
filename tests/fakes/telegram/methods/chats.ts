/** What the bot may ask about itself and its chats. */
import type { Fields } from '../../server/body.ts';
import type { Core } from '../core.ts';
import { bad } from '../errors.ts';
import { chatOf } from '../places.ts';
import { chatOut, userOut } from '../wire.ts';
import type { Chat, User } from '../world.ts';
import type { Method } from './method.ts';

export function chatMethods(core: Core): Record<string, Method> {
  const { bot } = core;
  return {
    getMe: () => ({
      ...userOut(bot),
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: true,
      can_connect_to_business: false,
      has_main_web_app: false,
    }),
    getChat: (params) => {
      const chat = chatOf(core, params);
      return { ...chatOut(chat), accent_color_id: 0, max_reaction_count: 11 };
    },
    getChatMember: (params) => {
      const chat = chatOf(core, params);
      const user = core.world.users.get(params.number('user_id') ?? 0);
      if (!user) throw bad('invalid user_id specified');
      return user === bot ? botIn(chat, bot) : { user: userOut(user), status: memberStatus(chat, user) };
    },
    getChatAdministrators: (params) => {
      const chat = chatOf(core, params);
      if (chat.kind === 'private') throw bad('there are no administrators in the private chat');
      return chat.standing === 'administrator' ? [botIn(chat, bot)] : [];
    },
    getChatMemberCount: (params) => chatOf(core, params).members.size + 1,
    leaveChat: (params) => {
      chatOf(core, params).standing = 'left';
      return true;
    },
  };
}

function memberStatus(chat: Chat, user: User): string {
  if (chat.administrators.has(user)) return 'administrator';
  return chat.members.has(user) || chat.id === user.id ? 'member' : 'left';
}

function botIn(chat: Chat, bot: User): Fields {
  const user = userOut(bot);
  if (chat.standing !== 'administrator') {
    return { user, status: chat.standing, ...(chat.standing === 'restricted' ? { can_send_messages: false } : {}) };
  }
  const { post, edit, delete: erase } = chat.rights;
  const posting = chat.kind === 'channel' ? { can_post_messages: post, can_edit_messages: edit } : {};
  return { user, status: 'administrator', can_be_edited: false, can_delete_messages: erase, ...posting };
}
