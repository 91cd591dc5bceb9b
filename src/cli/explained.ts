/** What each channel gets and why, as a table for people. */
import type { Explained } from '../announce/explain.ts';
import { clean, print, printJson } from './context.ts';

const HEADS = ['channel', 'what', 'when', 'node', 'why'] as const;
const WIDEST = 48;

/** `hidden`: paths of nodes that the public does not see. */
export function showExplained(all: readonly Explained[], hidden: readonly string[], json: boolean | undefined): void {
  const drafts = hidden.map((path) => ({ path, does: 'nothing' as const, why: 'draft' }));
  if (json) {
    for (const row of [...all, ...drafts]) printJson(row);
    return;
  }
  const rows = [
    ...all.map(({ channel, does, at, path, why }) => [channel, does, at ? minute(at) : '', path, why ?? '']),
    ...drafts.map(({ path, does, why }) => ['(all)', does, '', path, why]),
  ];
  print(tableOf([[...HEADS], ...rows]));
}

function tableOf(rows: readonly string[][]): string {
  const shown = rows.map((row) => row.map((cell) => clip(clean(cell))));
  const widths = HEADS.map((_, column) => Math.max(...shown.map((row) => row[column]!.length)));
  return shown
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function clip(cell: string): string {
  const letters = [...cell];
  return letters.length > WIDEST ? `…${letters.slice(1 - WIDEST).join('')}` : cell;
}

/** `2026-03-14 08:00 UTC` */
function minute(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}
