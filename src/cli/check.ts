/** `starpost check`: what an author can mend. The config was checked before this runs. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Settings } from '../config/read.ts';
import { type NodeFault, nodeFaults, warningFault } from '../desk/faults.ts';
import { Guesser } from '../desk/guess.ts';
import { scopeFaults } from '../desk/sound.ts';
import type { Library } from '../library/library.ts';
import { misnamed } from '../service/misnamed.ts';
import { Publisher } from '../service/publisher.ts';
import { refusal } from '../service/report.ts';
import { type CommonOptions, clean, logOf, print, settingsOf, withCommonOptions } from './context.ts';
import { Workspace } from './workspace.ts';

type Format = 'text' | 'json' | 'github';

export function checkCommand(program: Command): void {
  withCommonOptions(program.command('check'))
    .description(
      'config and nodes: broken references with the best guess, faults of texts and dates; exit code 1 on errors',
    )
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json', 'github']).default('text'))
    .action(async (options: CommonOptions & { format: Format }) => {
      const faults = await findFaults(options);
      for (const fault of faults) print(dress(fault, options.format));
      const errors = faults.filter((fault) => fault.severity === 'error').length;
      process.stderr.write(`${errors} ${errors === 1 ? 'error' : 'errors'}, ${faults.length - errors} warnings\n`);
      if (errors > 0) process.exitCode = 1;
    });
}

async function findFaults(options: CommonOptions): Promise<NodeFault[]> {
  const settings = settingsOf(options, 'once');
  const faults: NodeFault[] = [];
  const log = logOf(settings);
  await using workspace = await Workspace.open(settings, {
    log,
    report: (path, warnings) => void faults.push(...warnings.map((warning) => warningFault(path, warning))),
  });
  await workspace.load();
  faults.push(...refusals(settings, options.config, workspace.library));
  faults.push(...(await misnamedFeeds(settings, options.config, workspace)));
  const guesser = new Guesser(workspace.library.nodes());
  for (const node of workspace.library.nodes()) faults.push(...nodeFaults(node, workspace.presenter, guesser));
  if (workspace.library.count() === 0) log.warn('no nodes were found: look at include and exclude of each source');
  return faults.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
}

/** Subscriptions that are left out: what they say cannot be, or names what is not there. */
function refusals({ config, refused, place }: Settings, file: string, library: Library): NodeFault[] {
  const sources = config.sources.map(({ name }) => name);
  const named = config.subscriptions.flatMap((one) =>
    scopeFaults(one, library, sources).map((fault) => refusal({ place }, one.at ?? '', fault)),
  );
  return [...refused, ...named].map(({ at, message, line = 1 }) => ({
    ...{ severity: 'error', code: 'subscription', path: file, line, message: `${at}: ${message}` },
  }));
}

/** Feeds with options of their own that are called otherwise now. */
async function misnamedFeeds(settings: Settings, file: string, workspace: Workspace): Promise<NodeFault[]> {
  const { addresses, log, now } = workspace.parts;
  const { feeds } = new Publisher({ ...workspace, config: settings.config, addresses, log, now });
  return (await misnamed(settings, feeds)).map(({ at, message, line = 1 }) => ({
    ...{ severity: 'warning', code: 'feed', path: file, line, message: `${at}: ${message}` },
  }));
}

function dress(fault: NodeFault, format: Format): string {
  const { severity, code, path, line, message, mend } = fault;
  if (format === 'json') return `${JSON.stringify(fault)}\n`;
  const text = `${message}${mend ? ` — ${mend}` : ''}`;
  if (format === 'text') return `${clean(`${path}:${line}: ${severity}: ${text} [${code}]`)}\n`;
  // https://docs.github.com/actions/reference/workflow-commands-for-github-actions
  return `::${severity} file=${escapeProperty(path)},line=${line},title=${code}::${escapeData(text)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
