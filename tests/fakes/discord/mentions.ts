/**
 * Whom a message pings. Text in code counts as well, though Discord would leave it alone: nothing of ours may rely on
 * that. Text of embeds pings nobody.
 */
import { type Fields, fieldsOf, textOf } from '../server/body.ts';
import { Problems } from './errors.ts';
import { allComponents } from './shown.ts';
import type { Message, User } from './world.ts';

const MENTION = /@everyone|@here|<@!?(\d+)>|<@&(\d+)>/g;

/**
 * @param allowed the `allowed_mentions` of this very request; without it everything pings
 * @param repliedTo the author of the message that is replied to
 */
export function pingsOf(
  message: Pick<Message, 'content' | 'components'>,
  allowed: unknown,
  repliedTo?: User,
): string[] {
  const texts = [
    message.content,
    ...allComponents(message.components).map((component) => textOf(component['content'])),
  ];
  const found = new Set<string>();
  for (const text of texts) {
    for (const [mention, user, role] of text.matchAll(MENTION)) {
      if (isAllowed(allowed, user, role)) found.add(user === undefined ? mention : `<@${user}>`);
    }
  }
  const pingsReplied = allowed === undefined || allowed === null || fieldsOf(allowed)['replied_user'] === true;
  if (repliedTo && !repliedTo.bot && pingsReplied) found.add(`<@${repliedTo.id}>`);
  return [...found];
}

function isAllowed(allowed: unknown, user: string | undefined, role: string | undefined): boolean {
  if (allowed === undefined || allowed === null) return true;
  const fields = fieldsOf(allowed);
  const among = (key: string, value: string) => Array.isArray(fields[key]) && fields[key].includes(value);
  if (user !== undefined) return among('parse', 'users') || among('users', user);
  if (role !== undefined) return among('parse', 'roles') || among('roles', role);
  return among('parse', 'everyone');
}

/** A kind is either allowed as a whole or by names. */
export function checkAllowedMentions(body: Fields): void {
  const allowed = fieldsOf(body['allowed_mentions']);
  const problems = new Problems();
  for (const kind of ['users', 'roles']) {
    const parse = allowed['parse'];
    const named = allowed[kind];
    if (Array.isArray(parse) && parse.includes(kind) && Array.isArray(named) && named.length > 0) {
      const message = `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`;
      problems.add(['allowed_mentions'], 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', message);
    }
  }
  problems.settle();
}
