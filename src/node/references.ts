/** All references of a node: cross-reference lists, front matter fields, and every other link in the body. */
import { isReturn } from './cross-item.ts';
import { readCrossLists } from './cross-list.ts';
import { asList } from './fields.ts';
import { type FrontMatter, fieldKey } from './front-matter.ts';
import { LineKind, lineIndexOf, type Scan } from './lines.ts';
import { type Definitions, definitionsOf, findLinks, leadsElsewhere, shownText, splitTarget } from './links.ts';
import type { Reference } from './node.ts';

/** Longest stretch of lines searched for links at once, in UTF-16 units: no paragraph is longer, hostile lines are. */
const LONGEST_BLOCK = 64_000;

/** `fields`: front matter field to path pattern, such as `{ requires: 'eip-{}.md' }`. */
export function readReferences(scan: Scan, matter: FrontMatter, fields: Readonly<Record<string, string>>): Reference[] {
  const definitions = definitionsOf(scan);
  const cross = readCrossLists(scan, definitions);
  const seen = new Set<string>();
  const mentions = readMentions(scan, definitions, cross.taken).filter((one) => {
    const key = JSON.stringify([one.kind, one.title, one.target, one.fragment]);
    return !seen.has(key) && seen.add(key);
  });
  return [...fieldReferences(matter, fields), ...cross.references, ...mentions];
}

/** Numbers, lists, or words parted by commas; each fills the `{}` of the field's pattern. */
function fieldReferences(matter: FrontMatter, fields: Readonly<Record<string, string>>): Reference[] {
  const found: Reference[] = [];
  for (const [field, pattern] of Object.entries(fields)) {
    const key = fieldKey(field);
    for (const value of asList(matter.fields.get(key))) {
      const target = pattern.replaceAll('{}', () => value);
      const title = target.split('/').at(-1)?.replace(/\.md$/i, '') || value;
      found.push({ kind: 'field', title, target, field, line: matter.lines.get(key) ?? 1 });
    }
  }
  return found;
}

/** Every link and wiki link outside code and the lines already `taken`, in order. Each costs a search of its block only. */
function readMentions(scan: Scan, definitions: Definitions, taken: ReadonlySet<number>): Reference[] {
  const found: Reference[] = [];
  const hit = definitions.size > 0 ? /\]/g : /\]\(|\[\[/g;
  hit.lastIndex = scan.starts[0] ?? 0;
  for (let match = hit.exec(scan.text); match; match = hit.exec(scan.text)) {
    const index = lineIndexOf(scan, match.index);
    const [first, next] = blockAround(scan, index);
    if (holdsWords(scan.kinds[index])) mentionsOf(scan, first, next, definitions, taken, found);
    hit.lastIndex = scan.starts[next] ?? scan.text.length;
    if (next >= scan.kinds.length) break;
  }
  return found;
}

function mentionsOf(
  scan: Scan,
  first: number,
  next: number,
  definitions: Definitions,
  taken: ReadonlySet<number>,
  found: Reference[],
): void {
  const start = scan.starts[first] ?? 0;
  const source = scan.text.slice(start, Math.min(scan.starts[next] ?? scan.text.length, start + LONGEST_BLOCK));
  for (const link of findLinks(source, definitions)) {
    if (leadsElsewhere(link.target)) continue;
    const index = lineIndexOf(scan, start + link.start);
    if (taken.has(index)) continue;
    const before = source.slice(source.lastIndexOf('\n', link.start) + 1, link.start).slice(-60);
    const title = shownText({ ...link, label: link.label.replace(/\n[ \t>]*/g, ' ') });
    const kind = isReturn(title) || isReturn(before) ? 'return' : 'mention';
    found.push({ kind, title, ...splitTarget(link.target), line: scan.firstLine + index });
  }
}

/** The lines inline markup can span: from the last line that begins a block, to before the next one. */
function blockAround(scan: Scan, index: number): [first: number, next: number] {
  const { kinds } = scan;
  if (!holdsWords(kinds[index])) return [index, index + 1];
  let first = index;
  while (first > 0 && !beginsBlock(scan, first) && index - first < 400) first--;
  let next = index + 1;
  while (next < kinds.length && !beginsBlock(scan, next) && next - index < 400) next++;
  return [first, next];
}

function beginsBlock(scan: Scan, index: number): boolean {
  const kind = scan.kinds[index];
  if (kind !== LineKind.text && kind !== LineKind.quote) return true;
  const before = scan.kinds[index - 1];
  if (before !== kind && !(kind === LineKind.text && before === LineKind.item)) return true;
  // Table rows and the items of a quote stand for themselves.
  const start = scan.starts[index] ?? 0;
  return /^[ \t>]{0,12}(?:\||[-*+–—•]\s|\d{1,9}[.)]\s|>?\s*$)/.test(scan.text.slice(start, start + 24));
}

function holdsWords(kind: LineKind | undefined): boolean {
  return kind === LineKind.text || kind === LineKind.item || kind === LineKind.quote || kind === LineKind.heading;
}
