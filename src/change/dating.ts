/**
 * When a node last changed in substance. A burst of saves counts once: a substantial step moves `updated` only when it
 * comes at least `settle` after the present one. Steps after a pause of `settle` always do, so the last bursts of a
 * history are enough to know the date, and a rebuild from git finds the very date that was told live.
 */
/** `updated` after a substantial step; `updated` absent before the first. ISO instants; `settle` in milliseconds. */
export function advance(updated: string | undefined, at: string, settle: number): string {
  if (updated === undefined) return at;
  return Date.parse(at) - Date.parse(updated) >= Math.max(settle, 1) ? at : updated;
}

/** Index of the first step of the burst that ends with step `end`. */
export function burstStart(steps: readonly { at: string }[], end: number, settle: number): number {
  let start = end;
  while (start > 0 && Date.parse(steps[start]!.at) - Date.parse(steps[start - 1]!.at) < settle) start--;
  return start;
}
