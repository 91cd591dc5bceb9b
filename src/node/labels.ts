/** Lines such as `**First created:** 2025-12-14 | **Last updated:** 2025-12-15`. */
import { splitEmoji } from './emoji.ts';
import { plainText } from './inline.ts';
import { LineKind, lineAt, type Scan } from './lines.ts';

export const CREATED_LABEL =
  /^(?:first |date )?(?:created|published|logged|written)(?: on)?$|^date(?: (?:logged|created))?$/;
export const UPDATED_LABEL = /^(?:last |date )?(?:updated|modified|edited|revised)(?: on)?$/;

/**
 * Between two labels of one line: a bar or dot, a `<br>`, or nothing but that the next one is bold or a date's name. A dot
 * inside a value parts it too, and is put back where no label follows.
 */
const BETWEEN =
  /\s+([|·•])\s+|\s*<br\s?\/?>\s*|\s+(?=\*\*[^*]{1,60}\*\*)|,\s+(?=\*{0,2}(?:(?:first|last) )?(?:created|updated|modified)\b)/iu;

/** Lines from the title to the next heading, at most 40: where labels and the tagline stand. `[from, to)` line indexes. */
export interface Head {
  from: number;
  to: number;
}

/** A `Label: value` of the head, the label in lower case without marks and emoji. */
export interface Label extends LineLabel {
  index: number;
}

/** Every label line of the head, in order. */
export function labelsOf(scan: Scan, head: Head): Label[] {
  const labels: Label[] = [];
  for (let index = head.from; index < head.to; index++) {
    const kind = scan.kinds[index];
    if (kind !== LineKind.text && kind !== LineKind.item) continue;
    for (const label of lineLabels(lineAt(scan, index))) labels.push({ ...label, index });
  }
  return labels;
}

/**
 * Labels of a line: `**First created:** 2025-12-14 | **Last updated:** 2025-12-15` has two. A part without a label of its
 * own belongs to the value before it. Empty for prose.
 */
export function lineLabels(line: string): LineLabel[] {
  if (line.length > 1_000 || !line.includes(':')) return [];
  const found: { name: string; known: boolean; raw: string }[] = [];
  for (const part of bareLine(line).split(BETWEEN)) {
    if (part === undefined) continue;
    const label = labelOf(part);
    const last = found.at(-1);
    if (label) found.push(label);
    else if (last) last.raw += ` ${part}`;
    // A bullet or an emoji may stand alone before the first label; words there make the line prose.
    else if (/\p{L}/u.test(part)) return [];
  }
  return found.map(({ name, known, raw }) => ({ name, known, value: plainText(raw.replace(/\s*[|·•]\s*$/, '')) }));
}

export interface LineLabel {
  name: string;
  value: string;
  /** True for the names this room reads. Any other must be bold to count as a label, else every `Note: …` were one. */
  known: boolean;
}

/** `**Label:** value`, `**Label**: value`, `_Label: value_`, `Label: value`, each also after a bullet or an emoji. */
function labelOf(part: string): { name: string; known: boolean; raw: string } | undefined {
  const colon = part.indexOf(':');
  if (colon < 1 || colon > 60) return undefined;
  const before = splitEmoji(part.slice(0, colon).replace(/^\s*[-+*]\s/, '')).rest;
  const mark = /^[*_]{0,3}/.exec(before)?.[0] ?? '';
  const closed = mark !== '' && before.endsWith(mark);
  const words = before.slice(mark.length, closed ? -mark.length : undefined);
  const name = splitEmoji(words).rest.toLowerCase();
  let raw = part.slice(colon + 1).trim();
  const closes = mark !== '' && !closed && raw.startsWith(mark);
  if (closes) raw = raw.slice(mark.length);
  else if (mark !== '' && !closed && raw.endsWith(mark)) raw = raw.slice(0, -mark.length);
  const known = isKnown(name);
  if (name === '' || (!known && !(mark.length > 1 && (closed || closes)))) return undefined;
  return { name, known, raw: raw.trim() };
}

function isKnown(name: string): boolean {
  return (
    name === 'status' || name === 'version' || name === 'tags' || CREATED_LABEL.test(name) || UPDATED_LABEL.test(name)
  );
}

/** A line without what only breaks it: trailing spaces, `<br>`, a backslash. */
export function bareLine(line: string): string {
  const words = line.trim();
  const last = words.at(-1);
  if (last === '\\') return words.slice(0, -1).trimEnd();
  const tag = last === '>' ? /<br\s?\/?>$/i.exec(words.slice(-6))?.[0] : undefined;
  return tag ? bareLine(words.slice(0, -tag.length)) : words;
}
