import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TerminalSink } from '../../../src/terminal/sink.ts';
import { type Stage, sinkContract } from './suite.ts';

/** A sink that writes to a file, as with `starpost run > posts.txt`. */
async function open(options: { color: boolean; links: boolean }): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'starpost-terminal-'));
  const file = join(folder, 'posts.txt');
  const fd = openSync(file, 'w');
  return {
    sink: new TerminalSink({ write: { fd }, width: 80, ...options }),
    channel: 'terminal',
    shown: async () => readFileSync(file, 'utf8'),
    close: async () => {
      closeSync(fd);
      rmSync(folder, { recursive: true });
    },
  };
}

sinkContract('terminal, plain', () => open({ color: false, links: false }), { knows: true });
sinkContract('terminal, with colours and links', () => open({ color: true, links: true }), { knows: true });
