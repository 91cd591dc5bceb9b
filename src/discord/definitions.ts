/** The commands as Discord registers them, in every language of the catalogue. Pure. */
import type { RESTPostAPIChatInputApplicationCommandsJSONBody } from 'discord.js';
import { COMMANDS, type Command, type CommandOption } from '../desk/commands.ts';
import { LANGUAGES, words } from '../desk/words.ts';

type Definition = RESTPostAPIChatInputApplicationCommandsJSONBody;
type Option = NonNullable<Definition['options']>[number];

/** Discord's own names of languages, where they are not ours. English is the default, and needs none. */
const OTHERS = LANGUAGES.filter((language) => language !== 'en');

/** Where a command works: servers, direct messages with the bot, all other conversations. */
const CONTEXTS = [0, 1, 2];

export function definitions(): Definition[] {
  return COMMANDS.map(definition);
}

function definition(command: Command): Definition {
  const { name, options, manages } = command;
  const share = manages ? [] : [shareOption()];
  return {
    type: 1,
    ...named(`command.${name}`, name),
    options: [...options.map(optionOf), ...share],
    // What is posted to a channel needs the bot there; all else a person may take along everywhere.
    integration_types: manages ? [0] : [0, 1],
    contexts: manages ? CONTEXTS.slice(0, 2) : CONTEXTS,
  };
}

function optionOf({ name, required, completes }: CommandOption): Option {
  return {
    type: 3,
    ...named(`option.${name}`, name),
    required: required ?? false,
    ...(completes ? { autocomplete: true } : {}),
    // Longer words than any title are no query.
    max_length: 300,
  } as Option;
}

function shareOption(): Option {
  return { type: 5, ...named('option.share', 'share'), required: false };
}

function named(key: string, name: string) {
  const localized = (part: string) =>
    Object.fromEntries(OTHERS.map((language) => [language, words(language)(`${key}.${part}`)]));
  return {
    name,
    description: words('en')(`${key}.description`),
    name_localizations: localized('name'),
    description_localizations: localized('description'),
  };
}
