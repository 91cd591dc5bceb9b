/** `starpost preview A..B`: exactly what would be sent, without sending. */
import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { explain } from '../announce/explain.ts';
import type { Settings } from '../config/read.ts';
import { schema } from '../config/schema.ts';
import { history } from '../git/history.ts';
import type { Source } from '../pipeline/source.ts';
import { type PassResult, passTo } from '../pipeline.ts';
import { revisable } from '../service/sinks.ts';
import { render } from '../terminal/message.ts';
import { type CommonOptions, logOf, print, printJson, settingsOf, UsageError, withCommonOptions } from './context.ts';
import { showExplained } from './explained.ts';
import { heading, plainText, previewPage } from './preview-page.ts';
import { type Range, rangeOf } from './range.ts';
import { rehearse, type Sent } from './rehearsal.ts';
import { Workspace } from './workspace.ts';

const PLATFORMS = ['discord', 'telegram', 'terminal'] as const;
type Platform = (typeof PLATFORMS)[number];

type PreviewOptions = CommonOptions & {
  each?: boolean;
  why?: boolean;
  to?: Platform;
  json?: boolean;
  of?: string;
  html?: string;
};

export function previewCommand(program: Command): void {
  withCommonOptions(program.command('preview <range>'))
    .description('what would be sent for a range, taken as one pass')
    .option('--each', 'commit by commit instead')
    .addOption(
      new Option('--to <platform>', 'only for channels of this platform, or one that hears of everything').choices(
        PLATFORMS,
      ),
    )
    .option('--of <source>', 'which source of the config (default: the first)')
    .option('--why', 'a table instead: what each channel gets, when, and why something waits or is left out')
    .option('--json', 'the requests (or the rows of --why), one JSON object a line')
    .option('--html <file>', 'a page that shows the posts as the platforms would')
    .action(preview);
}

async function preview(text: string, options: PreviewOptions): Promise<void> {
  const settings = withChannel(settingsOf(options, 'once'), options.to);
  const { config } = settings;
  const shown = new Set(
    config.channels.filter(({ platform }) => !options.to || platform === options.to).map((c) => c.name),
  );
  if (shown.size === 0)
    throw new UsageError('the config has no channel to preview for; add --to terminal, discord or telegram');
  const log = logOf(settings);
  await using workspace = await Workspace.open(settings, { log, telling: true });
  const range = await rangeOf(workspace, text, options.of);
  await workspace.to(range.source, range.from);
  const parts = { ...workspace.parts, revisable: revisable(settings.config) };
  const all: Sent[] = [];
  for (const commit of await stops(range, options.each)) {
    const result = await passTo(range.source, commit, parts);
    if (options.why) await explained(workspace, range.source, result, shown, options.json);
    await rehearse(workspace.ledger, config, shown, log, (sent) => {
      if (options.why) return;
      if (options.html === undefined) show(sent, options.json);
      else all.push(sent);
    });
  }
  if (options.html === undefined) return;
  writeFileSync(options.html, previewPage(`What ${text} would send`, all));
  process.stderr.write(`${all.length} requests are drawn in ${options.html}\n`);
}

async function explained(
  workspace: Workspace,
  source: Source,
  { told, hidden }: PassResult,
  shown: ReadonlySet<string>,
  json: boolean | undefined,
): Promise<void> {
  const { subscriptions, house } = workspace.parts;
  const ids = told.map(({ change }) => change.nodeId);
  const hearers = await workspace.ledger.hearers(ids, revisable(workspace.settings.config));
  const all = explain({ told, hearers, subscriptions, house, massChange: source.config.massChange });
  showExplained(
    all.filter(({ channel }) => shown.has(channel)),
    hidden,
    json,
  );
}

/** Where the config has no channel of the platform, one that hears of everything stands in. */
function withChannel(settings: Settings, platform: Platform | undefined): Settings {
  const { config } = settings;
  if (platform === undefined || config.channels.some((channel) => channel.platform === platform)) return settings;
  const place = { discord: { channel: '100000000000000000' }, telegram: { chat: '@preview' }, terminal: {} }[platform];
  const added = schema.parse({
    sources: [{ name: 'any', url: '.' }],
    channels: [{ name: 'preview', platform, ...place }],
    subscriptions: [{ channel: 'preview' }],
  });
  const channels = [...config.channels, ...added.channels];
  const subscriptions = [...config.subscriptions, ...added.subscriptions];
  return { ...settings, config: { ...config, channels, subscriptions } };
}

/** Where a pass ends: at the end of the range, or at every commit of it. */
async function stops({ source, from, to }: Range, each: boolean | undefined): Promise<string[]> {
  const commits: string[] = [];
  if (each) for await (const step of history(source.mirror.gitDir, from, to)) commits.push(step.commit);
  return each ? commits : [to];
}

function show(sent: Sent, json: boolean | undefined): void {
  const { parcel, ...request } = sent;
  const { announcement } = parcel;
  if (announcement.type === 'ping') return;
  if (json) printJson(sent.platform === 'terminal' ? { ...request, announcement, text: plainText(sent) } : request);
  else if (sent.platform !== 'terminal') print(`${heading(sent)}\n${bodyText(sent)}\n`);
  else {
    const color = process.stdout.isTTY === true;
    print(render(announcement, { width: Math.min(process.stdout.columns ?? 80, 100), color, links: color }));
  }
}

function bodyText(request: { body?: unknown }): string {
  return request.body === undefined ? '' : `${JSON.stringify(request.body, undefined, 2)}\n`;
}
