/** What all commands share: their common options, their settings, their output. */
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { faultLine } from '../config/faults.ts';
import { configForSource, readConfig, type Settings } from '../config/read.ts';
import { createLog, type Log } from '../log.ts';

export interface CommonOptions {
  config: string;
  source?: string;
  branch?: string;
  path?: string;
  baseUrl?: string;
  data?: string;
}

/** A mistake of the caller: shown without a stack, exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export function withCommonOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', 'config file', 'config/starpost.yaml')
    .option('-s, --source <path-or-url>', 'one repository, instead of a config file')
    .option('-b, --branch <name>', 'its branch (default: the one its HEAD names)')
    .option('-p, --path <folder>', 'only this folder of it')
    .option('--base-url <url>', 'public address of pages and feeds')
    .option('--data <folder>', 'where ledger, library and mirrors lie');
}

/**
 * Settings of a config file, or of `--source`. A service started with `--source` keeps its data in `./data` unless told
 * otherwise; commands that only look keep nothing but a mirror, in the user's cache.
 */
export function settingsOf(options: CommonOptions, use: 'service' | 'once'): Settings {
  const { source, branch, path, baseUrl, data } = options;
  if (source === undefined) {
    if (branch !== undefined || path !== undefined) throw new UsageError('--branch and --path go with --source');
    return withRefusals(readConfig(options.config, { baseUrl, data }));
  }
  const key = createHash('sha256')
    .update(`${source}\n${branch ?? ''}`)
    .digest('hex')
    .slice(0, 12);
  const folder = use === 'service' ? data : (data ?? join(homedir(), '.cache', 'starpost', key));
  return configForSource({ source, branch, path, baseUrl, data: folder });
}

/** What of the file is left out is said at once; the rest runs. */
function withRefusals(settings: Settings): Settings {
  for (const fault of settings.refused) process.stderr.write(`left out: ${clean(faultLine(fault))}\n`);
  return settings;
}

/** Every secret the process holds: no line of the log ever shows one. */
export function logOf({ secrets, logLevel }: Settings): Log {
  const password = secrets.databaseUrl === undefined ? [] : passwordOf(secrets.databaseUrl);
  const { hooks, discordToken, telegramToken } = secrets;
  const all = [...Object.values(hooks), discordToken, telegramToken, ...password];
  const known = all.filter((secret) => secret !== undefined);
  return createLog({ level: logLevel, secrets: known, pretty: process.stderr.isTTY });
}

function passwordOf(url: string): string[] {
  const { password } = new URL(url);
  return password ? [password, decodeURIComponent(password)] : [];
}

/** One JSON object a line on stdout. */
export function printJson(value: unknown): void {
  print(`${JSON.stringify(value)}\n`);
}

export function print(text: string): void {
  process.stdout.write(text);
}

/** Work shorter than this needs no progress line. Milliseconds. */
const PATIENCE = 800;

/** A progress line on a terminal; nothing elsewhere. */
export function progressLine(): ((progress: { stage: string; percent: number }) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  const began = performance.now();
  return ({ stage, percent }) => {
    if (performance.now() - began < PATIENCE) return;
    process.stderr.write(`\r\x1b[K${stage} ${percent} %${percent >= 100 ? '\r\x1b[K' : ''}`);
  };
}

/** Lines for a terminal hold no control characters of a node's text. */
export function clean(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ');
}
