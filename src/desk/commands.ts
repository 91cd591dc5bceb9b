/** Every command of the chats, as plain data: both platforms register these and turn what is typed into an ask. */
import type { Ask, View } from './ask.ts';

export type OptionName =
  | ('node' | 'section' | 'at' | 'query' | 'folder' | 'tag' | 'from' | 'to' | 'what')
  | ('links' | 'emoji' | 'digest' | 'zone');

export interface CommandOption {
  name: OptionName;
  required?: true;
  /** What is suggested while somebody types. */
  completes?: 'node' | 'folder' | 'tag' | 'followed';
}

/** Words for people are in the catalogue: `command.NAME.description`, `option.NAME.OPTION`. */
export interface Command {
  /** Lower case Latin letters. */
  name: string;
  view: View;
  options: readonly CommandOption[];
  /** Only for who may manage the place. */
  manages?: true;
}

const ANY_NODE: CommandOption = { name: 'node', completes: 'node' };
const NODE: CommandOption = { ...ANY_NODE, required: true };
const FOLDER: CommandOption = { name: 'folder', completes: 'folder' };
const TAG: CommandOption = { name: 'tag', completes: 'tag' };

const FOLLOWED: CommandOption[] = [
  ...[FOLDER, TAG, ANY_NODE],
  ...(['links', 'emoji', 'query', 'digest', 'zone'] as const).map((name) => ({ name })),
];

export const COMMANDS: readonly Command[] = [
  { name: 'show', view: 'show', options: [NODE, { name: 'section' }, { name: 'at' }] },
  { name: 'search', view: 'search', options: [{ name: 'query', required: true, completes: 'node' }] },
  { name: 'latest', view: 'latest', options: [FOLDER, TAG] },
  { name: 'random', view: 'random', options: [FOLDER, TAG] },
  { name: 'links', view: 'links', options: [NODE] },
  { name: 'history', view: 'history', options: [NODE] },
  { name: 'compare', view: 'diff', options: [NODE, { name: 'from', required: true }, { name: 'to' }] },
  { name: 'constellation', view: 'constellation', options: [NODE] },
  { name: 'tags', view: 'tags', options: [] },
  { name: 'map', view: 'map', options: [FOLDER] },
  { name: 'feeds', view: 'feeds', options: [ANY_NODE, FOLDER, TAG] },
  { name: 'follow', view: 'follow', options: FOLLOWED, manages: true },
  {
    name: 'unfollow',
    view: 'unfollow',
    options: [{ name: 'what', required: true, completes: 'followed' }],
    manages: true,
  },
  { name: 'following', view: 'following', options: [], manages: true },
  { name: 'mute', view: 'mute', options: [NODE], manages: true },
  { name: 'unmute', view: 'unmute', options: [NODE], manages: true },
  { name: 'help', view: 'help', options: [] },
];

/** What a command asks for with these options; undefined where there is no such command or a required one is missing. */
export function askOf(name: string, options: Partial<Record<OptionName, string>>): Ask | undefined {
  const command = COMMANDS.find((one) => one.name === name);
  if (!command) return undefined;
  const found: Partial<Record<OptionName, string>> = {};
  for (const option of command.options) {
    const value = options[option.name]?.trim();
    if (value) found[option.name] = value;
    else if (option.required) return undefined;
  }
  // The options of each command are the fields of its ask.
  return { view: command.view, ...found } as Ask;
}
