/** `starpost show|search|latest`: the desk, from a terminal. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Line, Sheet } from '../desk/answer.ts';
import {
  type CommonOptions,
  clean,
  logOf,
  print,
  printJson,
  settingsOf,
  UsageError,
  withCommonOptions,
} from './context.ts';
import { Workspace } from './workspace.ts';

type DeskOptions = CommonOptions & { json?: boolean; limit: number; folder?: string; tag?: string };

export function deskCommands(program: Command): void {
  withCommonOptions(program.command('show <query...>'))
    .description('a node by title, path, emoji or id')
    .option('--json', 'as JSON')
    .action(show);
  withCommonOptions(program.command('search <query...>'))
    .description('nodes by words, best first')
    .option('-n, --limit <count>', 'how many', count, 10)
    .option('--json', 'one JSON object a line')
    .action(search);
  withCommonOptions(program.command('latest'))
    .description('nodes that changed last')
    .option('-n, --limit <count>', 'how many', count, 10)
    .option('--folder <path>', 'only in this folder')
    .option('--tag <tag>', 'only with this tag')
    .option('--json', 'one JSON object a line')
    .action(latest);
}

async function show(words: string[], options: DeskOptions): Promise<void> {
  await using workspace = await open(options);
  const query = words.join(' ');
  const sheet = await workspace.desk.show(query);
  if (!sheet) return nothing(query, workspace);
  if (options.json) printJson(sheet);
  else print(dress(sheet));
}

async function search(words: string[], options: DeskOptions): Promise<void> {
  await using workspace = await open(options);
  const query = words.join(' ');
  const lines = workspace.desk.search(query, options.limit);
  if (lines.length === 0) return nothing(query, workspace);
  list(lines, options.json);
}

async function latest(options: DeskOptions): Promise<void> {
  await using workspace = await open(options);
  const { limit, folder, tag } = options;
  const source = workspace.sources[0];
  if (folder !== undefined && tag !== undefined) throw new UsageError('--folder and --tag do not go together');
  const place = folder === undefined || !source ? undefined : { source: source.name, path: folder.replace(/\/+$/, '') };
  list(workspace.desk.latest({ limit, tag, folder: place }), options.json);
}

async function open(options: DeskOptions): Promise<Workspace> {
  const settings = settingsOf(options, 'once');
  const workspace = await Workspace.open(settings, { log: logOf(settings) });
  await workspace.load();
  return workspace.index();
}

/** Nothing found is an answer, with what comes nearest; the exit code tells scripts. */
function nothing(query: string, workspace: Workspace): void {
  const near = workspace.desk.latest({ limit: 3 }).map((line) => clean(`${line.emoji ?? '·'} ${line.title}`));
  process.stderr.write(`nothing found for "${clean(query)}"; the latest are: ${near.join(', ') || 'none'}\n`);
  process.exitCode = 1;
}

function list(lines: readonly Line[], json: boolean | undefined): void {
  for (const line of lines) {
    if (json) printJson(line);
    else print(`${clean(`${line.emoji ?? '·'} ${line.title}`)}\n  ${clean(line.tagline ?? line.path)}\n`);
  }
}

function dress(sheet: Sheet): string {
  const { emoji, title, path, url, tags, references, backlinks, contentNote, text } = sheet;
  const seen = references
    .filter((r) => r.kind !== 'mention')
    .map((r) => `  ${r.state === 'missing' ? '×' : '→'} ${r.label}${r.note ? ` — ${r.note}` : ''}`);
  const parts = [
    `${emoji ?? '·'} ${title}`,
    `  ${path}`,
    `  ${url}`,
    tags.length > 0 ? `  ${tags.join(' · ')}` : undefined,
    ...(seen.length > 0 ? ['', ...seen] : []),
    ...(backlinks.length > 0 ? ['', ...backlinks.map((line) => `  ← ${line.emoji ?? '·'} ${line.title}`)] : []),
    '',
  ];
  const body = contentNote ? [`Content note: ${contentNote}. The text is at ${url}`] : text.split('\n');
  return [...parts, ...body].flatMap((line) => (line === undefined ? [] : `${clean(line)}\n`)).join('');
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 1_000)
    throw new InvalidArgumentError('expected a number from 1 to 1000.');
  return number;
}
