import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { ROWS } from './crashing.ts';
import { SOURCE } from './records.ts';
import type { Desk } from './suite.ts';

/** Lets another process commit, kills it after so many passes and milliseconds; returns the last pass it had told of. */
async function crash(address: string, passes: number, later: number): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'crashing.ts'), address], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  let told = 0;
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    told = Number(line);
    seen += 1;
    if (seen === passes) setTimeout(() => child.kill('SIGKILL'), later);
  }
  const [, signal] = await ended;
  expect(signal).toBe('SIGKILL');
  return told;
}

export function crashContract(desk: Desk): void {
  describe('a process killed in the middle of its work', () => {
    test('leaves a ledger that is whole: each pass is there with all it wrote, or not at all', async () => {
      for (const later of [0, 3, 7, 12]) {
        const told = await crash(desk.address(), 2, later);
        const ledger = await desk.restart();
        const cursor = Number((await ledger.source(SOURCE))?.cursor);
        // What was told to be committed is; at most the pass after it may be too.
        expect([told, told + 1]).toContain(cursor);
        const nodes = await Array.fromAsync(ledger.nodes(SOURCE));
        expect(nodes).toHaveLength(cursor * ROWS);
        expect(await ledger.changes({ limit: 1e6 })).toHaveLength(cursor * ROWS);
        // Each pass withdrew one delivery of the pass before.
        expect(await ledger.deliveries({})).toHaveLength(cursor * ROWS - (cursor - 1));
      }
    });
  });
}
