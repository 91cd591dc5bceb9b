/** `starpost changes A..B`: what a range of commits did, node by node. */
import type { Command } from 'commander';
import type { Change } from '../change/change.ts';
import { passTo } from '../pipeline.ts';
import { type CommonOptions, clean, logOf, print, printJson, settingsOf, withCommonOptions } from './context.ts';
import { rangeOf } from './range.ts';
import { Workspace } from './workspace.ts';

const WORDS = {
  created: 'new      ',
  revised: 'revised  ',
  moved: 'moved    ',
  removed: 'withdrawn',
  restored: 'back     ',
};

export function changesCommand(program: Command): void {
  withCommonOptions(program.command('changes <range>'))
    .description('the typed changes of a range such as HEAD~5..HEAD')
    .option('--of <source>', 'which source of the config (default: the first)')
    .option('--json', 'one JSON object a line')
    .action(async (text: string, options: CommonOptions & { json?: boolean; of?: string }) => {
      const settings = settingsOf(options, 'once');
      await using workspace = await Workspace.open(settings, { log: logOf(settings), telling: true });
      const { source, from, to } = await rangeOf(workspace, text, options.of);
      await workspace.to(source, from);
      const { changes } = await passTo(source, to, { ...workspace.parts, subscriptions: [] });
      for (const { firstAt, settlesAt, ...change } of changes) {
        if (options.json) printJson(change);
        else print(line(change));
      }
    });
}

function line({ kind, grade, emoji, title, path, from, difference }: Change): string {
  const words = difference
    ? ` (+${difference.words.added} −${difference.words.cut} words${grade === 'minor' ? ', minor' : ''})`
    : '';
  const place = from === undefined ? path : `${from} → ${path}`;
  return `${WORDS[kind]} ${clean(`${emoji ?? '·'} ${title}`)}${words}\n          ${clean(place)}\n`;
}
