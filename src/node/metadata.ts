/** What the author states about a node: in front matter, in the lines under the title, in the footer. */
import { exactDate } from './dates.ts';
import { asFlag, asText, firstText } from './fields.ts';
import type { FrontMatter } from './front-matter.ts';
import { italicWords } from './inline.ts';
import { bareLine, CREATED_LABEL, type Head, type Label, lineLabels, UPDATED_LABEL } from './labels.ts';
import { LineKind, lineAt, type Scan } from './lines.ts';
import type { ParsedNode, Warning } from './node.ts';
import type { Outline, OutlineEntry } from './outline.ts';

type Stated = Pick<
  ParsedNode,
  'statedCreated' | 'statedUpdated' | 'status' | 'version' | 'draft' | 'contentNote' | 'language' | 'tagline'
>;

const CREATED_FIELDS = [
  'created',
  'createdat',
  'createdon',
  'datecreated',
  'firstcreated',
  'date',
  'publishedat',
  'published',
  'pubdate',
];
const UPDATED_FIELDS = [
  'updated',
  'lastupdated',
  'updatedat',
  'dateupdated',
  'modified',
  'lastmod',
  'lastmodified',
  'datemodified',
];
const NOTE_FIELDS = ['contentnote', 'contentwarning', 'cw'];
const FOOTER = /^[*_]{1,3}(?:last )?(?:updated|modified|edited|revised)(?: on)?\s*:/i;
const HEAD_LINES = 40;

/** The head of a node: from the file's first line, so that dates above the title count, to the heading after the title. */
export function headOf(scan: Scan, outline: Outline, title: OutlineEntry | undefined): Head {
  const start = title?.next ?? 0;
  const end = title?.end ?? outline[0]?.index ?? scan.kinds.length;
  return { from: 0, to: Math.min(end, start + HEAD_LINES) };
}

/** Everything stated, front matter before the head, the head before the footer. Unclear dates cost a warning each. */
export function readStated(scan: Scan, matter: FrontMatter, head: Head, labels: Label[], warnings: Warning[]): Stated {
  const { fields } = matter;
  const field = (keys: readonly string[]) => fieldDate(matter, keys, warnings);
  const label = (pattern: RegExp) => labelDate(scan, labels, pattern, warnings);
  const named = (name: string) => labels.find((one) => one.name === name)?.value || undefined;
  return {
    tagline: taglineOf(scan, head),
    statedCreated: field(CREATED_FIELDS) ?? label(CREATED_LABEL),
    statedUpdated: field(UPDATED_FIELDS) ?? label(UPDATED_LABEL) ?? footerDate(scan, head, warnings),
    status: asText(fields.get('status')) ?? named('status'),
    version: asText(fields.get('version')) ?? named('version'),
    draft:
      asFlag(fields.get('draft')) === true ||
      asFlag(fields.get('private')) === true ||
      asFlag(fields.get('published')) === false,
    contentNote: contentNoteOf(fields),
    language: languageOf(firstText(fields, ['lang', 'language'])),
  };
}

function fieldDate(matter: FrontMatter, keys: readonly string[], warnings: Warning[]): string | undefined {
  for (const key of keys) {
    const words = asText(matter.fields.get(key));
    if (words === undefined || (key === 'published' && asFlag(words) !== undefined)) continue;
    const date = exactDate(words);
    if (date) return date;
    warnings.push(unclear(key, words, matter.lines.get(key) ?? 1));
  }
  return undefined;
}

function labelDate(scan: Scan, labels: Label[], pattern: RegExp, warnings: Warning[]): string | undefined {
  for (const { name, value, index } of labels) {
    if (!pattern.test(name)) continue;
    const date = exactDate(value);
    if (date) return date;
    warnings.push(unclear(name, value, scan.firstLine + index));
  }
  return undefined;
}

/** The last `_Last updated: …_` line after the head. */
function footerDate(scan: Scan, head: Head, warnings: Warning[]): string | undefined {
  for (let index = scan.kinds.length - 1; index >= Math.max(head.to, scan.kinds.length - HEAD_LINES); index--) {
    if (scan.kinds[index] !== LineKind.text && scan.kinds[index] !== LineKind.quote) continue;
    const line = lineAt(scan, index).replace(/^[>\s]+/, '');
    if (!FOOTER.test(line)) continue;
    const words = line
      .slice(line.indexOf(':') + 1, 200)
      .replace(/[*_]/g, '')
      .trim();
    const date = exactDate(words);
    if (!date) warnings.push(unclear('last updated', words, scan.firstLine + index));
    return date;
  }
  return undefined;
}

function unclear(name: string, words: string, line: number): Warning {
  const message = `The date "${words.slice(0, 60)}" after "${name}" is not one exact day; git's date is used instead.`;
  return { code: 'date-unclear', message, mend: 'Write the day as YYYY-MM-DD, such as 2025-12-14.', line };
}

/** The first line of the head that is one emphasis from end to end and no date. */
function taglineOf(scan: Scan, head: Head): string | undefined {
  for (let index = head.from; index < head.to; index++) {
    if (scan.kinds[index] !== LineKind.text) continue;
    const line = bareLine(lineAt(scan, index));
    const words = italicWords(line);
    if (words && lineLabels(line).length === 0) return words;
  }
  return undefined;
}

function contentNoteOf(fields: ReadonlyMap<string, unknown>): string | undefined {
  for (const key of NOTE_FIELDS) {
    const value = fields.get(key);
    if (asFlag(value) === true) return 'content note';
    const words = Array.isArray(value) ? value.map(asText).filter(Boolean).join(', ') : asText(value);
    if (words && asFlag(value) !== false) return words;
  }
  return undefined;
}

/** Only what is shaped like a BCP 47 tag: it ends up in HTML and feeds. */
function languageOf(words: string | undefined): string | undefined {
  const tag = words?.replaceAll('_', '-');
  return tag && /^[a-z]{2,8}(?:-[a-z0-9]{1,8})*$/i.test(tag) ? tag : undefined;
}
