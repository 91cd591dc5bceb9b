/** `starpost nodes`: the parsed nodes. */
import type { Command } from 'commander';
import { type CommonOptions, clean, logOf, print, printJson, settingsOf, withCommonOptions } from './context.ts';
import { Workspace } from './workspace.ts';

export function nodesCommand(program: Command): void {
  withCommonOptions(program.command('nodes'))
    .description('the parsed nodes: drafts and excluded files are left out')
    .option('--json', 'one JSON object a line')
    .action(async (options: CommonOptions & { json?: boolean }) => {
      const settings = settingsOf(options, 'once');
      await using workspace = await Workspace.open(settings, { log: logOf(settings) });
      await workspace.load();
      if (workspace.library.count() === 0)
        process.stderr.write('no node was found: look at --path, or at include and exclude\n');
      for (const node of workspace.library.nodes()) {
        const facts = workspace.desk.facts(node);
        if (options.json) printJson(facts);
        else print(`${clean(`${facts.emoji ?? '·'} ${facts.title}`)}\n  ${clean(facts.path)}\n`);
      }
    });
}
