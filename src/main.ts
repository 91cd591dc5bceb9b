#!/usr/bin/env node
/**
 * The commands and their exit codes: 0 done, 1 done and something was found wrong or nothing was found,
 * 2 a mistake in the call, the config or the machine, 3 a repository that cannot be reached, 70 a bug,
 * 74 the output cannot be written.
 */
import { Command, CommanderError } from 'commander';
import { announceCommand } from './cli/announce.ts';
import { buildCommand } from './cli/build.ts';
import { changesCommand } from './cli/changes.ts';
import { checkCommand } from './cli/check.ts';
import { UsageError } from './cli/context.ts';
import { deliveriesCommand } from './cli/deliveries.ts';
import { deskCommands } from './cli/desk.ts';
import { nodesCommand } from './cli/nodes.ts';
import { previewCommand } from './cli/preview.ts';
import { runCommand } from './cli/run.ts';
import { whyCommand } from './cli/why.ts';
import { ConfigError } from './config/faults.ts';
import { BranchGone, MirrorBusy, Unreachable } from './git/errors.ts';
import { LedgerFault } from './ledger/ledger.ts';
import { redact } from './log.ts';

const program = new Command('starpost')
  .description('watches git repositories of Markdown nodes and tells their readers what changed')
  .showHelpAfterError('(try --help)')
  .exitOverride();

runCommand(program);
buildCommand(program);
nodesCommand(program);
changesCommand(program);
previewCommand(program);
whyCommand(program);
announceCommand(program);
checkCommand(program);
deskCommands(program);
deliveriesCommand(program);
for (const command of program.commands) command.exitOverride();

// A reader that closes the pipe (head, less) has what it wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  process.stderr.write(`stdout cannot be written: ${error.message}\n`);
  process.exit(74);
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const { message, stack } = error as Error;
  // What the operating system refuses (a taken port, a file where a folder should be, no git) names itself.
  const refused = error instanceof Error && 'syscall' in error && 'code' in error;
  const expected =
    refused || error instanceof ConfigError || error instanceof UsageError || error instanceof LedgerFault;
  const remote = error instanceof Unreachable || error instanceof BranchGone || error instanceof MirrorBusy;
  process.stderr.write(`${redact(expected || remote ? message : (stack ?? message))}\n`);
  return expected ? 2 : remote ? 3 : 70;
}
