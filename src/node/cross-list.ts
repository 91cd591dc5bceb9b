/** Finds cross-reference lists: the quote of the footer, or a section, or a list under a line of its own. */
import { afterBullet, type Item, isReturn, readItem } from './cross-item.ts';
import { splitEmoji } from './emoji.ts';
import { plainText } from './inline.ts';
import { LineKind, lineAt, lineIndexOf, type Scan } from './lines.ts';
import type { Definitions } from './links.ts';
import type { Reference } from './node.ts';

/** ASCII hyphen, U+2010 to U+2014 and the minus sign, a space, or nothing between the two words. */
const MENTIONED = /cross[-\u2010-\u2014\u2212 ]?(?:ref|link)/gi;
const NAME = /^(?:\p{L}+ )?cross[-\u2010-\u2014\u2212 ]?(?:references?|refs?|links?)(?:\s*\([^)]{0,60}\))?\s*(?::|$)/iu;

/** References of all lists, and which lines they were read from. */
export interface CrossLists {
  references: Reference[];
  taken: Set<number>;
}

export function readCrossLists(scan: Scan, definitions: Definitions): CrossLists {
  const lists: CrossLists = { references: [], taken: new Set() };
  MENTIONED.lastIndex = scan.starts[0] ?? 0;
  for (let hit = MENTIONED.exec(scan.text); hit; hit = MENTIONED.exec(scan.text)) {
    const index = lineIndexOf(scan, hit.index);
    MENTIONED.lastIndex = scan.starts[index + 1] ?? scan.text.length;
    if (!lists.taken.has(index)) readListAt(scan, index, definitions, lists);
    // Setting it to the end of the text makes the next search start over, so stop there.
    if (MENTIONED.lastIndex >= scan.text.length) break;
  }
  return lists;
}

function readListAt(scan: Scan, index: number, definitions: Definitions, lists: CrossLists): void {
  const kind = scan.kinds[index];
  const line = lineAt(scan, index);
  if (kind === LineKind.code || kind === LineKind.html || line.length > 1_000) return;
  const inline = headerOf(line);
  if (inline === undefined) return;
  const collector = new Collector(scan, definitions, lists);
  lists.taken.add(index);
  if (inline !== '') collector.read(index, inline, true);
  for (const [at, words] of region(scan, index)) collector.read(at, words, false);
  collector.finish();
}

/** What follows `Cross-references:` on its line (usually nothing), or undefined if the line is no such header. */
function headerOf(line: string): string | undefined {
  if (!/cross/i.test(line.slice(0, 60))) return undefined;
  const bare = splitEmoji(line.replace(/^[>#\s]+|^[-*]\s+/, '').replace(/[*_]/g, ' ')).rest.replace(/\s+/g, ' ');
  if (!NAME.test(bare)) return undefined;
  const colon = line.indexOf(':');
  return colon < 0
    ? ''
    : line
        .slice(colon + 1)
        .replace(/^[*_\s]+/, '')
        .trim();
}

/** The lines of the list under header line `index`: `[line index, words without quote marks]`. */
function region(scan: Scan, index: number): Iterable<[number, string]> {
  if (scan.kinds[index] === LineKind.heading) return sectionLines(scan, index);
  return scan.kinds[index] === LineKind.quote ? quoteLines(scan, index) : plainLines(scan, index);
}

function* sectionLines(scan: Scan, index: number): Iterable<[number, string]> {
  const level = levelAt(scan, index);
  for (let at = index + 1; at < scan.kinds.length; at++) {
    const kind = scan.kinds[at];
    if (kind === LineKind.rule) return;
    if (kind === LineKind.heading && levelAt(scan, at) <= level) return;
    if (kind !== LineKind.code && kind !== LineKind.html) yield [at, unquoted(lineAt(scan, at))];
  }
}

/** Level of the heading on a line. Underlined ones are 1 or 2, and either ends a list. */
function levelAt(scan: Scan, index: number): number {
  return /^ {0,3}(#{1,6})/.exec(lineAt(scan, index))?.[1]?.length ?? 2;
}

/** The quote, and further quotes after nothing but blank lines while those begin like an item. */
function* quoteLines(scan: Scan, index: number): Iterable<[number, string]> {
  let broken = false;
  for (let at = index + 1; at < scan.kinds.length; at++) {
    const kind = scan.kinds[at];
    if (kind === LineKind.blank) broken = true;
    else if (kind !== LineKind.quote) return;
    else {
      const words = unquoted(lineAt(scan, at));
      if (broken && words !== '' && !beginsItem(words)) return;
      if (words !== '') broken = false;
      yield [at, words];
    }
  }
}

/** The list right under a plain line, up to the first line that is neither an item nor the rest of one. */
function* plainLines(scan: Scan, index: number): Iterable<[number, string]> {
  let blank = false;
  for (let at = index + 1; at < scan.kinds.length; at++) {
    const kind = scan.kinds[at];
    const words = lineAt(scan, at).trim();
    if (kind === LineKind.blank) blank = true;
    else if (kind !== LineKind.item && kind !== LineKind.text) return;
    else if (kind === LineKind.text && (blank || !/^\s/.test(lineAt(scan, at))) && !beginsItem(words)) return;
    else {
      blank = false;
      yield [at, words];
    }
  }
}

function unquoted(line: string): string {
  return line.replace(/^[>\s]+/, '').trimEnd();
}

/** A bullet, or a link or bracketed title after nothing but an emoji, or a navigation line. */
function beginsItem(words: string): boolean {
  return afterBullet(words) !== undefined || splitEmoji(words).rest.startsWith('[') || isReturn(words);
}

/** Puts lines together to items, and keeps the group they stand in. */
class Collector {
  private readonly scan: Scan;
  private readonly definitions: Definitions;
  private readonly lists: CrossLists;
  private group: string | undefined;
  private returning = false;
  private pending: { words: string; index: number } | undefined;

  constructor(scan: Scan, definitions: Definitions, lists: CrossLists) {
    this.scan = scan;
    this.definitions = definitions;
    this.lists = lists;
  }

  read(index: number, line: string, inline: boolean): void {
    const words = line.replace(/^#{1,6}\s+/, '');
    const item = afterBullet(words);
    if (words === '') this.finish();
    else if (headerOf(words) === '') this.openGroup(index, undefined);
    else if (this.groupName(line, item ?? words) !== undefined)
      this.openGroup(index, this.groupName(line, item ?? words));
    else if (item !== undefined || inline || beginsItem(words)) {
      this.finish();
      this.pending = { words: item ?? words, index };
      this.lists.taken.add(index);
    } else if (this.pending) {
      this.pending.words += ` ${words}`;
      this.lists.taken.add(index);
    }
  }

  /** Emits the item at hand, if there is one. */
  finish(): void {
    const { pending } = this;
    this.pending = undefined;
    if (!pending) return;
    for (const item of readItem(pending.words, this.definitions)) this.emit(item, pending.index);
  }

  private emit(item: Item, index: number): void {
    const kind = this.returning ? 'return' : item.kind;
    this.lists.references.push({ ...item, kind, group: this.group, line: this.scan.firstLine + index });
  }

  private openGroup(index: number, name: string | undefined): void {
    this.finish();
    this.group = name;
    this.returning = name !== undefined && isReturn(name);
    this.lists.taken.add(index);
  }

  /** A heading, a line that is bold from end to end, or one that ends in a colon, with no link, opens a group. */
  private groupName(line: string, words: string): string | undefined {
    if (words.length > 120 || words.includes('](') || words.includes('[[') || words.includes('`')) return undefined;
    const bare = words.trim();
    const bullet = afterBullet(line) !== undefined;
    const bold = !bullet && /^(?:\P{L}{0,12})\*\*[^*]+\*\*:?$/u.test(bare);
    if (!line.startsWith('#') && !bold && !/:(?:\*\*|__|[*_])?$/.test(bare)) return undefined;
    return plainText(bare).replace(/\s*:$/, '') || undefined;
  }
}
