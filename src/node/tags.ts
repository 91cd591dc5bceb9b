/** Tags ("Stardust") and the emoji of a constellation. */
import { leadingEmojis } from './emoji.ts';
import { asList, asText } from './fields.ts';
import { plainText } from './inline.ts';
import { CREATED_LABEL, type Label, lineLabels, UPDATED_LABEL } from './labels.ts';
import { LineKind, lineAt, type Scan } from './lines.ts';
import type { Outline } from './outline.ts';

const TAG_SECTION = /^(?:stardust|tags|keywords)$/;
const CONSTELLATION_SECTION = /^constellations?$/;
const HASHTAG = /^#[\p{L}\p{N}_][\p{L}\p{N}\p{M}_/-]*$/u;

/** Longer than this is a sentence. */
const LONGEST_TAG = 80;

/** Front matter `tags` and `keywords`, a `**Tags:**` line, the Stardust section, hashtag lines; each tag once, ignoring case. */
export function readTags(
  scan: Scan,
  outline: Outline,
  fields: ReadonlyMap<string, unknown>,
  labels: readonly Label[],
): string[] {
  const found = [...fieldTags(fields.get('tags')), ...fieldTags(fields.get('keywords'))];
  for (const { name, value } of labels) if (name === 'tags' || name === 'keywords') found.push(...splitTags(value));
  for (const line of sectionLines(scan, outline, TAG_SECTION)) if (!isDated(line)) found.push(...splitTags(line));
  for (const index of scan.hashes) found.push(...hashtags(lineAt(scan, index)));
  const unique = new Map<string, string>();
  for (const tag of found) if (!unique.has(tag.toLowerCase())) unique.set(tag.toLowerCase(), tag);
  return [...unique.values()];
}

/** `_Last updated: 2026-03-15_`: the footer of a node that has none begins right below its tags. */
function isDated(line: string): boolean {
  return lineLabels(line).some(({ name }) => CREATED_LABEL.test(name) || UPDATED_LABEL.test(name));
}

function fieldTags(value: unknown): string[] {
  if (Array.isArray(value)) return asList(value).flatMap((one) => cleanTag(one));
  return splitTags(asText(value) ?? '');
}

function splitTags(line: string): string[] {
  const words = plainText(line.replace(/^\s*(?:>\s*)?(?:[-*+•]\s+)?/, ''));
  // A line of hashtags may part them by spaces alone.
  const spaced = /^#\S+(?:[\s,·]+#\S+)*$/.test(words);
  return words.split(spaced ? /[\s,·•;|]+/ : /[,·•;|]/).flatMap(cleanTag);
}

function cleanTag(words: string): string[] {
  const tag = words
    .trim()
    .replace(/^#(?=\S)/, '')
    .replace(/\.$/, '')
    .trim();
  return tag === '' || tag.length > LONGEST_TAG ? [] : [tag];
}

/** `#garden #tides`: every word a hashtag. */
function hashtags(line: string): string[] {
  if (line.length > 1_000) return [];
  const words = line.split(/[\s,·]+/).filter((word) => word !== '');
  return words.every((word) => HASHTAG.test(word)) ? words.map((word) => word.slice(1)) : [];
}

/** The rows of emoji under Constellations, each once; emoji within the explanations after a dash do not count. */
export function readConstellation(scan: Scan, outline: Outline): string[] {
  const found = new Set<string>();
  for (const line of sectionLines(scan, outline, CONSTELLATION_SECTION)) {
    for (const emoji of leadingEmojis(line.replace(/^\s*(?:>\s*)?(?:[-*+•]\s+)?[*_]*/, ''))) found.add(emoji);
  }
  return [...found];
}

/** Lines of words under each heading so named, up to a rule or the next heading. */
function* sectionLines(scan: Scan, outline: Outline, named: RegExp): Iterable<string> {
  for (const { name, next, end } of outline) {
    if (!named.test(name)) continue;
    for (let index = next; index < end; index++) {
      const kind = scan.kinds[index];
      if (kind === LineKind.rule) break;
      if (kind === LineKind.text || kind === LineKind.item || kind === LineKind.quote)
        yield lineAt(scan, index).slice(0, 4_000);
    }
  }
}
