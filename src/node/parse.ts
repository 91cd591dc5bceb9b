/** A Markdown file to a node: the grammar's parts, put together. */
import { mayBeDraft } from './draft.ts';
import { type FrontMatter, readFrontMatter } from './front-matter.ts';
import { labelsOf } from './labels.ts';
import { readSummary } from './lead.ts';
import type { Scan } from './lines.ts';
import { headOf, readStated } from './metadata.ts';
import type { ParsedNode, Section, Warning } from './node.ts';
import { type Outline, outlineOf } from './outline.ts';
import { readReferences } from './references.ts';
import { scanText } from './scan.ts';
import { readConstellation, readTags } from './tags.ts';
import { readTitle, titleHeading } from './title.ts';

export interface ParseOptions {
  /** Front matter field to path pattern, such as `{ requires: 'eip-{}.md' }`: each value becomes a reference. */
  fields: Readonly<Record<string, string>>;
}

const SUMMARY_LIMIT = 600;

/**
 * Parses one file. `text` as `decodeText` gives it; `path` from the repository's root, for the name and emoji of files
 * without a title. Never throws: what is malformed costs a warning. Strings of the node may be parts of `text`.
 */
export function parseNode(text: string, path: string, options: ParseOptions): ParsedNode {
  const matter = readFrontMatter(text);
  const warnings: Warning[] = [...matter.warnings];
  const scan = scanText(text, matter.bodyStart, matter.bodyLine);
  const outline = outlineOf(scan);
  const heading = titleHeading(outline, matter.fields);
  const { emoji, title } = readTitle(heading, matter.fields, path, warnings);
  const head = headOf(scan, outline, heading);
  const labels = labelsOf(scan, head);
  const stated = readStated(scan, matter, head, labels, warnings);
  if (scan.unclosedFence !== undefined) warnings.push(openFence(scan, scan.unclosedFence));
  return {
    emoji,
    title,
    ...stated,
    draft: stated.draft || (isUnread(text, matter) && mayBeDraft(text)),
    tags: readTags(scan, outline, matter.fields, labels),
    constellation: readConstellation(scan, outline),
    sections: sectionsOf(scan, outline),
    references: readReferences(scan, matter, options.fields),
    summary: readSummary(scan, outline, matter.fields, head, SUMMARY_LIMIT),
    warnings,
  };
}

/** The head may hold fields that were not read: there is no block, as far as we see, or it has a fault. */
function isUnread(text: string, matter: FrontMatter): boolean {
  return /^[-+;{]/.test(text) && (matter.bodyStart === 0 || matter.warnings.length > 0);
}

/**
 * The same node in strings of its own, for whoever keeps it: a part of a string keeps the whole of it in memory, so a
 * list of parsed nodes would hold every text, five times the memory.
 */
export function standalone(node: ParsedNode): ParsedNode {
  return JSON.parse(JSON.stringify(node)) as ParsedNode;
}

/** Every H2. A heading of emoji alone is called by them. */
function sectionsOf(scan: Scan, outline: Outline): Section[] {
  const sections: Section[] = [];
  for (const { level, emoji, title, index } of outline) {
    const shown = title || emoji;
    if (level === 2 && shown) sections.push({ emoji, title: shown, line: scan.firstLine + index });
  }
  return sections;
}

function openFence(scan: Scan, index: number): Warning {
  const line = scan.firstLine + index;
  return {
    code: 'fence-unclosed',
    message: `The code fence of line ${line} is never closed, so all after it is code.`,
    mend: 'Add a line with the same fence marks where the code ends.',
    line,
  };
}
