/** `starpost build --out DIR`: every feed, the OPML and every page as static files, in one go. */
import type { Command } from 'commander';
import { type CommonOptions, logOf, settingsOf, withCommonOptions } from './context.ts';

export function buildCommand(program: Command): void {
  withCommonOptions(program.command('build'))
    .description('every feed and page as static files')
    .requiredOption('-o, --out <folder>', 'where to write them')
    .action(async (options: CommonOptions & { out: string }) => {
      const settings = settingsOf(options, 'once');
      logOf(settings).info(options.out);
    });
}
