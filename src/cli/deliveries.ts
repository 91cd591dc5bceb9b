/** `starpost deliveries`: what waits, is unknown or dead; tried again or dropped by hand. */
import { Argument, type Command } from 'commander';
import type { Delivery } from '../ledger/ledger.ts';
import { openLedger } from '../service/places.ts';
import { type CommonOptions, clean, print, printJson, settingsOf, UsageError, withCommonOptions } from './context.ts';

type Action = 'list' | 'retry' | 'drop';

export function deliveriesCommand(program: Command): void {
  withCommonOptions(program.command('deliveries'))
    .description('deliveries that wait, are unknown or dead')
    .addArgument(new Argument('[action]', 'what to do').choices(['list', 'retry', 'drop']).default('list'))
    .argument('[ids...]', 'their ids, or the first characters of them')
    .option('--channel <name>', 'only of this channel; to retry or drop, all of it that is not sent')
    .option('--json', 'one JSON object a line')
    .action(async (action: Action, ids: string[], options: CommonOptions & { channel?: string; json?: boolean }) => {
      const ledger = await openLedger(settingsOf(options, 'service'));
      try {
        const states = ['pending', 'held', 'sending', 'retry', 'unknown', 'dead'] as const;
        const open = await ledger.deliveries({ states: [...states], channel: options.channel });
        if (action === 'list') return list(open, options.json);
        const all = options.channel !== undefined && ids.length === 0;
        const chosen = all ? open.map(({ id }) => id) : choose(open, ids);
        const done =
          action === 'retry'
            ? await ledger.retryDeliveries(chosen, new Date().toISOString())
            : await ledger.dropDeliveries(chosen);
        process.stderr.write(`${done} ${action === 'retry' ? 'will be tried again' : 'dropped'}\n`);
      } finally {
        await ledger.close();
      }
    });
}

function choose(open: readonly Delivery[], ids: readonly string[]): string[] {
  if (ids.length === 0)
    throw new UsageError(
      'expected the ids of the deliveries, or --channel for all of one; `starpost deliveries list` shows them',
    );
  return ids.map((id) => {
    const found = open.filter((delivery) => delivery.id.startsWith(id));
    if (found.length !== 1)
      throw new UsageError(`${found.length === 0 ? 'no' : 'more than one'} unfinished delivery begins with ${id}`);
    return found[0]!.id;
  });
}

function list(open: readonly Delivery[], json: boolean | undefined): void {
  for (const delivery of open) {
    if (json) printJson(delivery);
    else print(lineOf(delivery));
  }
  if (open.length === 0) process.stderr.write('nothing waits\n');
}

function lineOf({ id, channel, state, dueAt, reason, attempts, doubts, announcement }: Delivery): string {
  const what = announcement.type === 'node' ? `${announcement.kind} ${announcement.title}` : announcement.type;
  const counts = [
    `attempts ${attempts}`,
    ...(doubts > 0 ? [`perhaps sent ${doubts === 1 ? 'once' : `${doubts} times`} before`] : []),
    ...(reason ? [clean(reason)] : []),
  ];
  return `${id.slice(0, 8)}  ${state.padEnd(8)} ${channel}  ${clean(what)}\n          due ${dueAt}, ${counts.join(', ')}\n`;
}
