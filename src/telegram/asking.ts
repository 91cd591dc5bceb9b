/** What somebody writes to the bot, as an ask. Pure. */
import type { Ask, ReviewAsk } from '../desk/ask.ts';
import { askOf, COMMANDS, type OptionName } from '../desk/commands.ts';

/** A command with what follows it; `undefined` for what is no command, or another bot's. */
export function commandOf(text: string, bot: string): { name: string; rest: string } | undefined {
  const [, name = '', to, rest = ''] = /^\/(\w{1,32})(?:@(\w+))?(?:\s+([\s\S]*))?$/.exec(text.trim()) ?? [];
  if (name === '' || (to !== undefined && to.toLowerCase() !== bot.toLowerCase())) return undefined;
  return { name: name.toLowerCase(), rest: rest.trim() };
}

/** Which option words without a name mean. */
const BARE: Partial<Record<string, OptionName>> = {
  search: 'query',
  latest: 'folder',
  random: 'folder',
  map: 'folder',
  follow: 'folder',
  unfollow: 'what',
};

/**
 * `/latest beds`, `/latest #peas`, `/show peas at:2026-01 section:"how to sow"`. `node`: what the message replied to is
 * about. `missing`: something that the command needs.
 */
export function askIn(name: string, rest: string, node?: string): Ask | 'unknown' | 'missing' {
  const command = COMMANDS.find((one) => one.name === name);
  if (!command) return 'unknown';
  const names = command.options.map((option) => option.name);
  const options: Partial<Record<OptionName, string>> = {};
  const bare = BARE[name] ?? 'node';
  const words = name === 'search' ? rest : named(rest, names, options);
  if (/^#\S+$/.test(words) && names.includes('tag') && bare === 'folder') options.tag = words.slice(1);
  else if (words !== '' && names.includes(bare)) options[bare] = words;
  const about = bare === 'node' && options.node === undefined && !(options.folder ?? options.tag) ? node : undefined;
  if (about !== undefined && names.includes('node')) options.node = about;
  return askOf(name, options) ?? 'missing';
}

/** Takes `name:value` and `name:"some words"` out of a text. */
function named(text: string, names: readonly OptionName[], found: Partial<Record<OptionName, string>>): string {
  const pattern = /(?<=^|\s)([a-z]+):(?:"([^"]*)"|(\S+))/g;
  return text
    .replace(pattern, (all, name: string, quoted?: string, plain?: string) => {
      const option = names.find((one) => one === name);
      if (!option) return all;
      found[option] = quoted ?? plain ?? '';
      return ' ';
    })
    .replace(/\s+/g, ' ')
    .trim();
}

/** The address that a question for a summary leads to: by it a reply is known to answer it. */
export function linkToEdit(bot: string, { held, revision }: Pick<ReviewAsk, 'held' | 'revision'>): string {
  return `https://t.me/${bot}?start=e_${held}_${revision}`;
}

/** What a reply to such a question says. A dash: the author's words again. */
export function editIn(address: string, text: string): ReviewAsk | undefined {
  const [, held, revision] = /[?&]start=e_([0-9a-f-]{36})_(\d{1,6})$/.exec(address) ?? [];
  if (held === undefined) return undefined;
  const summary = /^[-–—]$/.test(text.trim()) ? '' : text.trim();
  return { view: 'review', do: 'edit', held, revision: Number(revision), summary };
}

/** `n_` and a short id without its sign, or a whole UUID, as links to the bot carry it. */
export function nodeOfLink(payload: string): string | undefined {
  const [, id] = /^(?:n_)?([\w-]+)$/.exec(payload) ?? [];
  if (id === undefined) return undefined;
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? id : id.length === 8 ? `=${id}` : undefined;
}

/** The link that opens a node in a chat with the bot. `id`: a short one (see desk/short-id.ts). */
export function linkTo(bot: string, id: string): string {
  return `https://t.me/${bot}?start=n_${id.replace(/^=/, '')}`;
}
