/** The bot's registered commands, everywhere or in one guild. */
import { type Fields, fieldsOf, listOf } from '../../server/body.ts';
import type { Answer } from '../../server/listener.ts';
import type { Core } from '../core.ts';
import { missingAccess, Problems, unknownCommand } from '../errors.ts';
import { checkCommand, checkCommands } from '../rules/commands.ts';
import { done, type Matched, ok, type Route } from './router.ts';

export function commandRoutes(core: Core): Route[] {
  return ['/applications/:application/commands', '/applications/:application/guilds/:guild/commands'].flatMap(
    (path) =>
      [
        { pattern: `GET ${path}`, handle: (matched) => ok(listed(core, placeOf(core, matched))) },
        {
          pattern: `PUT ${path}`,
          handle: (matched) => replace(core, placeOf(core, matched), listOf(matched.call.body.value)),
        },
        {
          pattern: `POST ${path}`,
          handle: (matched) => add(core, placeOf(core, matched), fieldsOf(matched.call.body.value)),
        },
        { pattern: `DELETE ${path}/:command`, handle: (matched) => remove(core, placeOf(core, matched), matched) },
      ] satisfies Route[],
  );
}

/** The guild's id, or '' for everywhere. */
function placeOf(core: Core, { at }: Matched): string {
  const guild = at['guild'] ?? '';
  if (at['application'] !== core.bot.id) throw missingAccess();
  if (guild !== '' && !core.world.guilds.get(guild)?.joined) throw missingAccess();
  return guild;
}

function listed(core: Core, place: string): Fields[] {
  return core.commands.get(place) ?? [];
}

function replace(core: Core, place: string, commands: Fields[]): Answer {
  checkCommands(commands);
  const made = commands.map((command) => numbered(core, place, command));
  core.commands.set(place, made);
  return ok(made);
}

function add(core: Core, place: string, command: Fields): Answer {
  const problems = new Problems();
  checkCommand(command, [], problems);
  problems.settle();
  const made = numbered(core, place, command);
  core.commands.set(place, [...listed(core, place).filter(({ id }) => id !== made['id']), made]);
  return { status: 201, body: made };
}

function remove(core: Core, place: string, { at }: Matched): Answer {
  const left = listed(core, place).filter(({ id }) => id !== at['command']);
  if (left.length === listed(core, place).length) throw unknownCommand();
  core.commands.set(place, left);
  return done;
}

/** A command that keeps its name keeps its id. */
function numbered(core: Core, place: string, command: Fields): Fields {
  const { type = 1, name } = command;
  const known = listed(core, place).find((other) => other['name'] === name && other['type'] === type);
  return {
    ...command,
    type,
    id: known?.['id'] ?? core.id(),
    application_id: core.bot.id,
    version: core.id(),
    default_member_permissions: command['default_member_permissions'] ?? null,
    ...(place === '' ? {} : { guild_id: place }),
  };
}
