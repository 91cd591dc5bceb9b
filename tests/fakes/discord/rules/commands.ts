/** What Discord asks of a command beyond its description (its documentation, "Application Commands"). */
import { type Fields, listOf, textOf } from '../../server/body.ts';
import { Problems } from '../errors.ts';
import { checkSchema } from './schema.ts';

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const CHAT = 1;
const MOST_CHARACTERS = 8000;

type Path = (string | number)[];

export function checkCommand(command: Fields, path: Path, problems: Problems): void {
  checkSchema('ApplicationCommandCreateRequest', command, problems);
  const isChat = (command['type'] ?? CHAT) === CHAT;
  if (isChat) {
    checkName(command, path, problems);
    problems.length([...path, 'description'], command['description'] ?? '', 1, 100);
    checkOptions(command, path, problems);
  } else problems.length([...path, 'name'], command['name'] ?? '', 1, 32);
  if (characters(command) > MOST_CHARACTERS) {
    problems.add(path, 'APPLICATION_COMMAND_TOO_LARGE', 'Command exceeds maximum size (8000)');
  }
}

/** Discord takes a list whole or not at all. */
export function checkCommands(commands: Fields[]): void {
  const problems = new Problems();
  if (commands.filter(({ type = CHAT }) => type === CHAT).length > 100) {
    problems.add([], 'BASE_TYPE_MAX_LENGTH', 'Must be 100 or fewer in length.');
  }
  checkUnique(commands, [], 'APPLICATION_COMMANDS_DUPLICATE_NAME', problems);
  for (const [index, command] of commands.entries()) checkCommand(command, [index], problems);
  problems.settle();
}

function checkName(named: Fields, path: Path, problems: Problems): void {
  const name = textOf(named['name']);
  if (NAME.test(name) && name === name.toLowerCase()) return;
  problems.add([...path, 'name'], 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
}

function checkOptions(command: Fields, path: Path, problems: Problems): void {
  const options = listOf(command['options']);
  const at = [...path, 'options'];
  problems.length(at, options, 0, 25);
  checkUnique(options, at, 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', problems);
  let optional = false;
  for (const [index, option] of options.entries()) {
    const here = [...at, index];
    checkName(option, here, problems);
    problems.length([...here, 'description'], option['description'] ?? '', 1, 100);
    if (option['required'] === true && optional) {
      const message = 'Required options must be placed before non-required options';
      problems.add(here, 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', message);
    }
    optional ||= option['required'] !== true;
    checkOptionChoices(option, here, problems);
    checkOptions(option, here, problems);
  }
}

function checkOptionChoices(option: Fields, path: Path, problems: Problems): void {
  const choices = listOf(option['choices']);
  if (option['autocomplete'] === true && choices.length > 0) {
    problems.add(
      path,
      'APPLICATION_COMMAND_OPTIONS_CHOICES_AND_AUTOCOMPLETE',
      'Choices and autocomplete exclude each other',
    );
  }
  problems.length([...path, 'choices'], choices, 0, 25);
  for (const [index, choice] of choices.entries()) {
    problems.length([...path, 'choices', index, 'name'], choice['name'] ?? '', 1, 100);
    if (typeof choice['value'] === 'string')
      problems.length([...path, 'choices', index, 'value'], choice['value'], 1, 100);
  }
}

function checkUnique(list: Fields[], path: Path, code: string, problems: Problems): void {
  const names = new Set(list.map(({ name, type = CHAT }) => `${path.length === 0 ? type : ''} ${name}`));
  if (names.size < list.length) problems.add(path, code, 'Names must be unique');
}

/** Names, descriptions and values together, as Discord counts the size of a command. */
function characters(named: Fields): number {
  const own = [named['name'], named['description'], named['value']].map((text) => textOf(text).length);
  const inner = [...listOf(named['options']), ...listOf(named['choices'])].map(characters);
  return [...own, ...inner].reduce((sum, length) => sum + length, 0);
}
