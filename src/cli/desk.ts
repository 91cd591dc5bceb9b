/** `starpost show|search|latest|…`: the desk, from a terminal. */
import { writeFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import type { Card } from '../desk/card.ts';
import { askOf, COMMANDS, type Command as DeskCommand, type OptionName } from '../desk/commands.ts';
import { words } from '../desk/words.ts';
import { cardText } from './card.ts';
import { type CommonOptions, logOf, print, printJson, settingsOf, UsageError, withCommonOptions } from './context.ts';
import { Workspace } from './workspace.ts';

type DeskOptions = CommonOptions & { json?: boolean; limit?: number; page?: number; out?: string } & Partial<
    Record<OptionName, string>
  >;

/** Those that are typed without the name of an option. */
const BARE: readonly OptionName[] = ['node', 'query'];
const say = words('en');

export function deskCommands(program: Command): void {
  for (const command of COMMANDS) if (!command.manages && command.name !== 'help') add(program, command);
}

function add(program: Command, { name, options }: DeskCommand): void {
  const bare = options.find((option) => BARE.includes(option.name));
  const words = bare && (bare.required ? ` <${bare.name}...>` : ` [${bare.name}...]`);
  const command = withCommonOptions(program.command(name + (words ?? ''))).description(
    say(`command.${name}.description`),
  );
  for (const option of options) {
    if (option === bare) continue;
    const flag = `--${option.name} <${option.name}>`;
    const text = say(`option.${option.name}.description`);
    if (option.required) command.requiredOption(flag, text);
    else command.option(flag, text);
  }
  if (name === 'latest' || name === 'search') command.option('-n, --limit <count>', 'how many, as JSON', count, 10);
  if (name === 'constellation') command.option('-o, --out <file>', 'write the picture (PNG) here');
  command.option('--page <number>', 'which page, from 1', count).option('--json', 'as JSON');
  command.action((...given: unknown[]) =>
    bare
      ? run(name, { ...(given[1] as DeskOptions), [bare.name]: (given[0] as string[]).join(' ') })
      : run(name, given[0] as DeskOptions),
  );
}

async function run(name: string, options: DeskOptions): Promise<void> {
  if (options.folder !== undefined && options.tag !== undefined)
    throw new UsageError('--folder and --tag do not go together');
  const settings = settingsOf(options, 'once');
  await using workspace = await Workspace.open(settings, { log: logOf(settings) });
  await (await workspace.load()).index();
  if (options.json && (await asLines(name, options, workspace))) return;
  const ask = askOf(name, options);
  if (!ask) throw new UsageError(`${name} needs to be told what: see starpost ${name} --help`);
  const paged = options.page === undefined ? ask : { ...ask, page: options.page - 1 };
  const card = await workspace.counter().answer({ ask: paged as typeof ask, trail: [] }, { language: 'en' });
  // Nothing found is an answer; the exit code tells scripts.
  if (card.kind === 'nothing' || card.kind === 'fault') process.exitCode = 1;
  if (card.picture) await picture(card.picture, options.out);
  if (options.json) printJson(plain(card));
  else (process.exitCode === 1 ? process.stderr : process.stdout).write(cardText(card));
}

/** The old friends of scripts: nodes in full, one JSON object a line. */
async function asLines(name: string, options: DeskOptions, { desk, sources }: Workspace): Promise<boolean> {
  const { limit = 10, folder, tag } = options;
  if (name === 'show' && options.section === undefined && options.at === undefined) {
    const sheet = await desk.show(options.node ?? '');
    if (sheet) printJson(sheet);
    return sheet !== undefined;
  }
  if (name === 'search') {
    const lines = desk.search(options.query ?? '', limit);
    for (const line of lines) printJson(line);
    return lines.length > 0;
  }
  if (name !== 'latest') return false;
  const source = sources[0]?.name;
  const place = folder === undefined || source === undefined ? undefined : { source, path: folder.replace(/\/+$/, '') };
  for (const line of desk.latest({ limit, tag, folder: place })) printJson(line);
  return true;
}

async function picture({ png, alt }: NonNullable<Card['picture']>, out: string | undefined): Promise<void> {
  if (out === undefined) return print(`${alt}\nThe picture is written with --out FILE.\n`);
  await writeFile(out, png);
  print(`${out}: ${alt}\n`);
}

/** Without what only a chat can use. */
function plain({ kind, heading, subtitle, facts, note, parts, menu }: Card) {
  const lines = parts.map((part) =>
    part.type === 'lines' ? { ...part, lines: part.lines.map(({ asked: _, ...line }) => line) } : part,
  );
  const sections = menu?.options.map(({ label }) => label);
  return { kind, heading, subtitle, facts, note, parts: lines, menu: sections };
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 1_000)
    throw new InvalidArgumentError('expected a number from 1 to 1000.');
  return number;
}
