/**
 * Runs git. Every call gets an environment in which git can neither prompt, nor run anything a repository brings
 * along, nor fetch objects behind our back.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { redact } from '../log.ts';
import { GitEnded, MirrorDamaged } from './errors.ts';

/** Programs that git would start for a person; simple-git refuses an environment that names them. npm sets EDITOR. */
const FOR_PEOPLE = new Set(['EDITOR', 'VISUAL', 'PAGER', 'PREFIX', 'SSH_ASKPASS']);

/** How to reach servers is the operator's to say; every other ambient GIT_ variable (GIT_DIR in a hook, say) is dropped. */
const KEPT = /^GIT_(SSH|SSH_COMMAND|SSH_VARIANT|SSL_\w+|HTTP_\w+|PROXY_\w+|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM))$/;

/** Never asks, and notices a dead connection within a minute. */
const SSH = 'ssh -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=4';

/** Configuration given to every git, by environment so that it also reaches the git processes git starts. */
const SETTINGS: readonly (readonly [string, string])[] = [
  ['safe.directory', '*'],
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['protocol.ext.allow', 'never'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
];

/** The environment's variables for a git that talks to a remote. `settings` are further configuration values. */
export function remoteEnvironment(settings: readonly (readonly [string, string])[] = []): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [key, value] of Object.entries(process.env)) {
    if (value === undefined || FOR_PEOPLE.has(key.toUpperCase())) continue;
    if (!key.startsWith('GIT_') || KEPT.test(key)) env[key] = value;
  }
  if (!env['GIT_SSH'] && !env['GIT_SSH_COMMAND']) env['GIT_SSH_COMMAND'] = SSH;
  const all = [...SETTINGS, ...settings];
  env['GIT_CONFIG_COUNT'] = String(all.length);
  for (const [index, [key, value]] of all.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return Object.assign(env, {
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'true',
    SSH_ASKPASS: 'true',
    GCM_INTERACTIVE: 'never',
    GIT_OPTIONAL_LOCKS: '0',
    // Since git 2.39.4. Reading never fetches, one blob at a time, what a filtered clone left out.
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_PAGER: 'cat',
  });
}

let reading: Record<string, string> | undefined;

/** The environment for reading a mirror: the user's own git configuration (diff and log settings) must not matter. */
function readingEnvironment(): Record<string, string> {
  reading ??= { ...remoteEnvironment(), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return reading;
}

type GitChild = ChildProcessByStdio<Writable, Readable, Readable>;

/** A running git that reads `gitDir`. */
export interface Running {
  stdin: Writable;
  stdout: Readable;
  /** Settles once git has ended and its output is read; `code` is null where a signal ended it. */
  ended: Promise<{ code: number | null; stderr: string }>;
  kill(): void;
}

/** Starts git on a repository, without a shell; the streams are bytes. */
export function start(gitDir: string, args: readonly string[]): Running {
  const child: GitChild = spawn('git', ['--git-dir', gitDir, ...args], {
    env: readingEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (stderr.length < 4000) stderr += text;
  });
  // A git that ends early closes its input: the exit code tells, the broken pipe adds nothing.
  child.stdin.on('error', () => {});
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`git could not be started: ${error.message}. Is it installed?`)));
    child.on('close', (code) => resolve({ code, stderr: redact(stderr.trim()) }));
  });
  // Whoever awaits it is told; a reader that broke off early is not a crash.
  ended.catch(() => {});
  return { stdin: child.stdin, stdout: child.stdout, ended, kill: () => void child.kill('SIGKILL') };
}

/** A small answer as text. Exit codes other than those in `expected` mean that the mirror cannot be read. */
export async function ask(gitDir: string, args: readonly string[], expected: readonly number[] = [0]): Promise<Answer> {
  const git = start(gitDir, args);
  git.stdin.end();
  const parts: Buffer[] = [];
  git.stdout.on('data', (part: Buffer) => parts.push(part));
  const { code, stderr } = await git.ended;
  if (code === null || !expected.includes(code)) throw failure(args, code, stderr);
  return { code, text: Buffer.concat(parts).toString('utf8').trim() };
}

export interface Answer {
  code: number;
  text: string;
}

/** A long answer as it comes. Leaving the loop early ends git; git failing throws after the last chunk. */
export async function* output(gitDir: string, args: readonly string[]): AsyncGenerator<Buffer, void, void> {
  const git = start(gitDir, args);
  git.stdin.end();
  try {
    for await (const chunk of git.stdout) yield chunk as Buffer;
    const { code, stderr } = await git.ended;
    if (code !== 0) throw failure(args, code, stderr);
  } finally {
    git.kill();
  }
}

function failure(args: readonly string[], code: number | null, stderr: string): MirrorDamaged | GitEnded {
  // Somebody ended it, perhaps together with us: that says nothing of the mirror.
  if (code === null) return new GitEnded(`git ${args[0]} was ended by a signal`);
  const how = `failed with exit code ${code}`;
  // git repeats itself over a damaged pack.
  const said = [...new Set(stderr.split('\n'))].slice(-4).join('; ');
  return new MirrorDamaged(`git ${args[0]} ${how}: ${said || 'it gave no reason'}`);
}
