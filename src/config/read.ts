/** Reads the config and the environment; no other file of the project reads `process.env`. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
import { z } from 'zod';
import { checkConfig, expectation } from './check.ts';
import { ConfigDocument } from './document.ts';
import { ConfigError, type Fault, shown } from './faults.ts';
import { baseUrlFault, plainAddress } from './rules.ts';
import { type Config, type Secrets, type SubscriptionConfig, schema } from './schema.ts';
import { type Environment, readSecrets } from './secrets.ts';

export { ConfigError } from './faults.ts';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

/** Everything from outside: the file, the secrets of the environment, and what the environment overrides. */
export interface Settings {
  /** Checked, with defaults; local paths are absolute, durations are milliseconds, `baseUrl` has no slash at its end. */
  config: Config;
  secrets: Secrets;
  /** Folder of the config file, or the current one: what relative paths were resolved from. */
  root: string;
  logLevel: (typeof LEVELS)[number];
  /** Subscriptions of the file that are left out, and why. */
  refused: readonly Fault[];
  /** Where in the file something stands. */
  place(path: readonly PropertyKey[]): { line?: number; column?: number };
}

/**
 * Reads a config file. `url` and `data` may be relative to the file's folder. `overrides` win over file and environment.
 * Throws one ConfigError that names every fault of the file and of the environment.
 */
export function readConfig(file: string, overrides: Overrides = {}, env: Environment = process.env): Settings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message;
    throw new ConfigError(file, [
      {
        at: '',
        message: `cannot be read: ${why}. Write one, name another with --config FILE, or use --source PATH-OR-URL.`,
      },
    ]);
  }
  const document = new ConfigDocument(text);
  const { config, faults, refused } = checkConfig(document);
  const { baseUrl = env['STARPOST_BASE_URL'], data = env['STARPOST_DATA'] } = overrides;
  const given = { ...env, STARPOST_BASE_URL: baseUrl, STARPOST_DATA: data };
  const settings = settle(
    file,
    config,
    faults.length > 0 ? [...faults, ...refused].sort(inFile) : [],
    dirname(resolve(file)),
    given,
  );
  return { ...settings, refused, place: (path) => document.place(path) };
}

const inFile = (a: Fault, b: Fault) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);

/** What the command line may say besides a config file; `data` from the current folder. */
export interface Overrides {
  baseUrl?: string;
  data?: string;
}

/** What the command line names instead of a config file. */
export interface SourceOptions {
  /** Address or path of a repository, from the current folder. */
  source: string;
  branch?: string;
  /** Only this folder, or this one file, from the root of the repository. */
  path?: string;
  baseUrl?: string;
  /** Folder for ledger, library and mirrors, from the current folder; absent: STARPOST_DATA, or else `data`. */
  data?: string;
}

/** A config for one repository: all its Markdown files, told to the terminal. Throws ConfigError. */
export function configForSource(options: SourceOptions, env: Environment = process.env): Settings {
  const place = isAddress(options.source) && !existsSync(options.source) ? options.source : resolve(options.source);
  const title = basename(place.replace(/[/\\]+$/, '')).replace(/\.(git|bundle)$/, '') || 'source';
  const raw = {
    title,
    ...(options.data === undefined ? {} : { data: options.data }),
    ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
    sources: [{ name: nameFrom(title), url: place, branch: options.branch, include: [includeFor(options.path ?? '')] }],
    channels: [{ name: 'terminal', platform: 'terminal' }],
    subscriptions: [{ channel: 'terminal' }],
  };
  const parsed = schema.safeParse(raw, { error: expectation });
  const faults: Fault[] = (parsed.error?.issues ?? []).map((issue) => ({
    at: optionFor(issue.path),
    message: `expected ${issue.message}.`,
  }));
  const query = baseUrlFault(options.baseUrl);
  if (query) faults.push({ at: '--base-url', message: query });
  const given = { ...env };
  if (options.baseUrl !== undefined) delete given['STARPOST_BASE_URL'];
  if (options.data !== undefined) delete given['STARPOST_DATA'];
  return settle('the command line', parsed.data, faults, process.cwd(), given);
}

function optionFor(path: readonly PropertyKey[]): string {
  const key = String(path.findLast((step) => typeof step === 'string'));
  return { baseUrl: '--base-url', include: '--path', branch: '--branch', url: '--source' }[key] ?? key;
}

/** A folder named on the command line is meant literally, whatever glob characters its name holds. */
function includeFor(path: string): string {
  const plain = path.replace(/^(\.?\/)+|^\.$/, '').replace(/\/+$/, '');
  const literal = plain.replace(/[\\*?[\]{}()!+@]/g, '\\$&');
  if (/\.(md|markdown)$/i.test(plain)) return literal;
  return plain ? `${literal}/**/*.md` : '**/*.md';
}

function nameFrom(title: string): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.join('-').slice(0, 40) || 'source';
}

/** Adds the environment's part, then throws all faults or returns what is sound. */
function settle(where: string, config: Config | undefined, faults: Fault[], root: string, env: Environment): Settings {
  const overrides = readOverrides(env);
  const { secrets, faults: secretFaults } = readSecrets(env);
  const all = [...faults, ...overrides.faults, ...secretFaults];
  if (!config || all.length) throw new ConfigError(where, all);
  const { baseUrl, data, host, port, logLevel } = overrides;
  return {
    config: {
      ...config,
      baseUrl: plainAddress(baseUrl ?? config.baseUrl),
      data: data === undefined ? resolve(root, home(config.data)) : resolve(home(data)),
      listen: { host: host ?? config.listen.host, port: port ?? config.listen.port },
      sources: config.sources.map((source) => ({
        ...source,
        url: isAddress(source.url) ? source.url : resolve(root, home(source.url)),
        include: source.include.map((text) => glob(text, '**/*.md')),
        exclude: source.exclude.map((text) => glob(text, '**')),
        drafts: { ...source.drafts, paths: source.drafts.paths.map((text) => glob(text, '**')) },
        contentNotes: source.contentNotes.map((rule) => ({
          ...rule,
          paths: rule.paths.map((text) => glob(text, '**')),
        })),
      })),
      subscriptions: config.subscriptions.map(fromRoots),
    },
    secrets,
    root,
    logLevel: logLevel ?? 'info',
    refused: [],
    place: () => ({}),
  };
}

/** `https://…`, `ssh://…`, and scp's `git@host:owner/name`: a colon before the first slash. */
function isAddress(url: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url) || /^[^/\\]{2,}?:(?![/\\]{2})/.test(url);
}

function home(path: string): string {
  return path === '~' || path.startsWith('~/') ? homedir() + path.slice(1) : path;
}

/** Paths and globs begin at the root of the repository, with or without `/` or `./` before them. */
function fromRoot(path: string): string {
  return path.replace(/^(\.?\/)+/, '');
}

function fromRoots(subscription: SubscriptionConfig): SubscriptionConfig {
  const { near, except } = subscription;
  const placed = <Scope extends { folders: string[]; nodes: string[] }>(scope: Scope) => ({
    ...scope,
    folders: scope.folders.map((folder) => fromRoot(folder).replace(/\/+$/, '')),
    nodes: scope.nodes.map(fromRoot),
  });
  return {
    ...placed(subscription),
    except: placed(except),
    ...(near && { near: { ...near, node: fromRoot(near.node) } }),
  };
}

/** `folder/` stands for what is below it. */
function glob(text: string, below: string): string {
  const plain = fromRoot(text);
  return plain === '' ? below : plain.endsWith('/') ? plain + below : plain;
}

const port = z.coerce.number().int().min(0).max(65_535);

/** What containers set most often: `STARPOST_BASE_URL`, `_DATA`, `_HOST`, `_PORT` (or `PORT`), `_LOG_LEVEL`; they win over the file. */
function readOverrides(env: Environment) {
  const faults: Fault[] = [];
  const value = (name: string) => env[name]?.trim() || undefined;
  const checked = <T>(name: string, type: z.ZodType<T>, expected: string): T | undefined => {
    const text = value(name);
    const parsed = text === undefined ? undefined : type.safeParse(text);
    if (parsed && !parsed.success) faults.push({ at: name, message: `expected ${expected}, found ${shown(text)}.` });
    return parsed?.data;
  };
  const baseUrl = checked('STARPOST_BASE_URL', schema.shape.baseUrl, 'an http or https address');
  const query = baseUrlFault(baseUrl && value('STARPOST_BASE_URL'));
  if (query) faults.push({ at: 'STARPOST_BASE_URL', message: query });
  const portName = value('STARPOST_PORT') === undefined ? 'PORT' : 'STARPOST_PORT';
  return {
    faults,
    baseUrl,
    data: value('STARPOST_DATA'),
    host: value('STARPOST_HOST'),
    port: checked(portName, port, 'a port from 0 to 65535'),
    logLevel: checked('STARPOST_LOG_LEVEL', z.enum(LEVELS), `one of ${LEVELS.join(', ')}`),
  };
}
