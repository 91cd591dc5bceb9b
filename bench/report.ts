/** What was measured, beside what it should be. */

export interface Row {
  what: string;
  /** Undefined where it cannot be measured on this system. */
  value: number | undefined;
  unit: '×' | 'ms' | 's' | 'kB' | 'MB' | '%';
  /** At most. */
  goal?: number;
  /** At least. */
  least?: number;
  note?: string;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Of the sorted values, the one at or before `share` of the way. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** A line for each row: verdict, value, goal, words. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [verdict(row), shown(row.value, row.unit), goalOf(row), wordsOf(row)] as const);
  const widths = [0, 1, 2].map((column) => Math.max(8, ...cells.map((line) => line[column]!.length)));
  const head = ['', 'measured', 'goal', 'what'] as const;
  return [head, ...cells]
    .map(([mark, value, goal, words]) =>
      `${mark.padEnd(widths[0]!)} ${value.padStart(widths[1]!)} ${goal.padStart(widths[2]!)}  ${words}`.trimEnd(),
    )
    .join('\n');
}

function verdict({ value, goal, least }: Row): string {
  if (value === undefined || (goal === undefined && least === undefined)) return '';
  return value <= (goal ?? value) && value >= (least ?? value) ? 'reached' : 'missed';
}

function goalOf({ goal, least, unit }: Row): string {
  if (least !== undefined) return `≥ ${least} ${unit}`;
  return goal === undefined ? '' : `≤ ${goal} ${unit}`;
}

function wordsOf({ what, note }: Row): string {
  return note ? `${what} (${note})` : what;
}

function shown(value: number | undefined, unit: string): string {
  if (value === undefined) return 'unknown';
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${unit}`;
}
