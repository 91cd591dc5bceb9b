/** Headings as readers see them, read once for all who ask. */
import { splitEmoji } from './emoji.ts';
import { plainText } from './inline.ts';
import type { Scan } from './lines.ts';

export interface OutlineEntry {
  level: number;
  emoji?: string;
  /** Plain text without the emoji; empty for a heading of nothing but an emoji. */
  title: string;
  /** The title in lower case without a colon at its end: what sections are told apart by. */
  name: string;
  /** 0-based line indexes: its first line, the first line under it, the next heading's first line (or the end). */
  index: number;
  next: number;
  end: number;
}

export type Outline = readonly OutlineEntry[];

export function outlineOf(scan: Scan): Outline {
  return scan.headings.map(({ level, source, index, next }, i) => {
    const { emoji, rest } = splitEmoji(plainText(source));
    const name = rest.toLowerCase().replace(/:$/, '').trimEnd();
    return { level, emoji, title: rest, name, index, next, end: scan.headings[i + 1]?.index ?? scan.kinds.length };
  });
}
