/** `starpost run`: watch, publish, deliver. */
import type { Command } from 'commander';
import { Service } from '../service.ts';
import { type CommonOptions, logOf, progressLine, settingsOf, withCommonOptions } from './context.ts';

export function runCommand(program: Command): void {
  withCommonOptions(program.command('run'))
    .description('watch, publish feeds and pages, deliver posts')
    .action(async (options: CommonOptions) => {
      const settings = settingsOf(options, 'service');
      const log = logOf(settings);
      const service = await Service.open(settings, log, { progress: progressLine(), terminal: process.stdout });
      const stopped = untilAsked();
      try {
        // A first clone may take long: to be stopped, it need not be over.
        const started = service.start();
        await Promise.race([started, stopped]);
        await stopped;
        log.info('stopping');
      } finally {
        await service.stop();
      }
    });
}

/** SIGINT or SIGTERM; a second one ends the process at once. */
function untilAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(130));
        resolve();
      });
    }
  });
}
