/** The bot's commands and descriptions, as people see them in its menu and profile. */
import { type Fields, textOf } from '../../server/body.ts';
import { bad } from '../errors.ts';
import type { Params } from '../params.ts';
import type { Method } from './method.ts';

/** The longest text of each, in characters. */
const TEXTS = { Name: 64, Description: 512, ShortDescription: 120 } as const;

export function commandMethods(): Record<string, Method> {
  const commands = new Map<string, Fields[]>();
  const texts = new Map<string, string>();
  const place = (params: Params) =>
    `${JSON.stringify(params.object('scope') ?? {})} ${params.text('language_code') ?? ''}`;
  const made: Record<string, Method> = {
    setMyCommands: (params) => {
      const list = params.list('commands');
      check(list);
      commands.set(place(params), list);
      return true;
    },
    getMyCommands: (params) => commands.get(place(params)) ?? [],
    deleteMyCommands: (params) => {
      commands.delete(place(params));
      return true;
    },
    setChatMenuButton: () => true,
  };
  for (const [name, most] of Object.entries(TEXTS)) {
    const field = name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
    made[`setMy${name}`] = (params) => {
      const text = params.text(field) ?? '';
      if ([...text].length > most) throw bad(`${field} is too long`);
      texts.set(`${name} ${params.text('language_code') ?? ''}`, text);
      return true;
    };
    made[`getMy${name}`] = (params) => ({ [field]: texts.get(`${name} ${params.text('language_code') ?? ''}`) ?? '' });
  }
  return made;
}

function check(commands: Fields[]): void {
  if (commands.length > 100) throw bad('BOT_COMMANDS_TOO_MUCH');
  for (const { command, description } of commands) {
    if (!/^[a-z0-9_]{1,32}$/.test(textOf(command))) throw bad('BOT_COMMAND_INVALID');
    const { length } = [...textOf(description)];
    if (length < 1 || length > 256) throw bad('BOT_COMMAND_DESCRIPTION_INVALID');
  }
}
