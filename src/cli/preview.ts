/** `starpost preview A..B`: exactly what would be sent, without sending. */
import { type Command, Option } from 'commander';
import { history } from '../git/history.ts';
import type { Delivery } from '../ledger/ledger.ts';
import { passTo } from '../pipeline.ts';
import { render } from '../terminal/message.ts';
import { type CommonOptions, logOf, print, printJson, settingsOf, UsageError, withCommonOptions } from './context.ts';
import { type Range, rangeOf } from './range.ts';
import { Workspace } from './workspace.ts';

type PreviewOptions = CommonOptions & { each?: boolean; to?: string; json?: boolean; of?: string };

export function previewCommand(program: Command): void {
  withCommonOptions(program.command('preview <range>'))
    .description('what would be sent for a range, taken as one pass')
    .option('--each', 'commit by commit instead')
    .addOption(new Option('--to <platform>', 'only for channels of this platform').choices(['terminal']))
    .option('--of <source>', 'which source of the config (default: the first)')
    .option('--json', 'what each channel would be sent, one JSON object a line')
    .action(preview);
}

async function preview(text: string, options: PreviewOptions): Promise<void> {
  const settings = settingsOf(options, 'once');
  const { channels } = settings.config;
  const shown = new Set(
    channels.filter((c) => options.to === undefined || c.platform === options.to).map((c) => c.name),
  );
  if (shown.size === 0) throw new UsageError('the config has no channel to preview for');
  await using workspace = await Workspace.open(settings, { log: logOf(settings), telling: true });
  const range = await rangeOf(workspace, text, options.of);
  await workspace.to(range.source, range.from);
  for (const commit of await stops(range, options.each)) await passTo(range.source, commit, workspace.parts);
  const deliveries = await workspace.ledger.deliveries({ states: ['pending'] });
  for (const delivery of deliveries.sort((a, b) => a.seq - b.seq))
    if (shown.has(delivery.channel)) show(delivery, options.json);
}

/** Where a pass ends: at the end of the range, or at every commit of it. */
async function stops({ source, from, to }: Range, each: boolean | undefined): Promise<string[]> {
  const commits: string[] = [];
  if (each) for await (const step of history(source.mirror.gitDir, from, to)) commits.push(step.commit);
  return each ? commits : [to];
}

function show({ id, channel, announcement }: Delivery, json: boolean | undefined): void {
  if (announcement.type === 'ping') return;
  const color = process.stdout.isTTY === true;
  const style = { width: Math.min(process.stdout.columns ?? 80, 100), color, links: color };
  if (json)
    printJson({
      channel,
      platform: 'terminal',
      delivery: id,
      announcement,
      text: render(announcement, { width: 80, color: false, links: false }),
    });
  else print(render(announcement, style));
}
