/** A text as lines: what each is, and where it stands. Made by scan.ts. */

/** What a line is. `item` begins a list item, `text` is a paragraph's line wherever it stands, `quote` begins with `>`. */
export const LineKind = { blank: 0, text: 1, item: 2, quote: 3, heading: 4, code: 5, html: 6, rule: 7 } as const;
export type LineKind = (typeof LineKind)[keyof typeof LineKind];

export interface Heading {
  level: number;
  /** Raw inline Markdown. */
  source: string;
  /** 0-based index of its first line in `Scan.starts`. */
  index: number;
  /** Index of the first line after it (an underlined heading has several lines). */
  next: number;
}

export interface Scan {
  text: string;
  /** 1-based number of the first scanned line in the file. */
  firstLine: number;
  /** Offset of each line's first character, and one more entry: the end of the text. */
  starts: number[];
  kinds: LineKind[];
  /** Headings outside quotes, lists and code, in order. */
  headings: Heading[];
  /** Line indexes of text lines that begin with `#` and are no heading: hashtag lines. */
  hashes: number[];
  /** Line index of a fence that is never closed. */
  unclosedFence?: number;
}

/** The text of line `index`, without its line feed. */
export function lineAt(scan: Scan, index: number): string {
  const end = scan.starts[index + 1] ?? scan.text.length;
  return scan.text.slice(scan.starts[index], scan.text.charCodeAt(end - 1) === 10 ? end - 1 : end);
}

/** Index of the line that holds `offset`. */
export function lineIndexOf(scan: Scan, offset: number): number {
  let low = 0;
  let high = scan.kinds.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((scan.starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
