/** Where fenced code ends. */
import { columnsBefore, isSpace } from './blocks.ts';

/** An open fence: what closes it, and the list item or quote it stands in. */
export interface Fence {
  marker: string;
  length: number;
  /** Column its container (list item) begins at; 0 outside lists. */
  column: number;
  quoted: boolean;
  index: number;
}

/**
 * Where a line stands to an open fence: `last` closes it; `outside` is no part of it, because its quote or list item has
 * ended. `[at, end)` is the line from `start` without its indent.
 */
export function placeInFence(
  text: string,
  fence: Fence,
  start: number,
  at: number,
  end: number,
): 'inside' | 'last' | 'outside' {
  const column = columnsBefore(text, start, at);
  if (fence.quoted ? text[at] !== '>' : at < end && column < fence.column) return 'outside';
  const content = fence.quoted ? skipQuotes(text, at, end) : at;
  const indent = fence.quoted ? 0 : column - fence.column;
  return indent < 4 && closesFence(text, content, end, fence) ? 'last' : 'inside';
}

function closesFence(text: string, at: number, end: number, fence: Fence): boolean {
  let stop = at;
  while (stop < end && text[stop] === fence.marker) stop++;
  if (stop - at < fence.length) return false;
  while (stop < end && isSpace(text.charCodeAt(stop))) stop++;
  return stop === end;
}

/** Behind the quote marks of a line. */
export function skipQuotes(text: string, at: number, end: number): number {
  let content = at;
  while (content < end && (text[content] === '>' || isSpace(text.charCodeAt(content)))) content++;
  return content;
}
