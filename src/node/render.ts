/** A node's Markdown as clean HTML for feeds and pages. */
import type { Token } from 'markdown-it';
import { readFrontMatter } from './front-matter.ts';
import { address, parseMarkdown, type RenderContext, writeTokens } from './markdown.ts';
import { outlineOf } from './outline.ts';
import { cleanHtml, escapeHtml } from './sanitize.ts';
import { scanText } from './scan.ts';
import { withoutControls } from './text.ts';
import { titleHeading } from './title.ts';

export type { RenderContext } from './markdown.ts';

/**
 * The body of a node as HTML: front matter and title left out, every address absolute, nothing in it that runs, frames,
 * tracks by script or posts. Headings have ids (see `fragmentId`), code keeps `class="language-…"`. Never throws.
 */
export function renderHtml(text: string, context: RenderContext): string {
  return withoutControls(toHtml(bodyOf(text, context), context))
    .toWellFormed()
    .trim();
}

/** The same body as the parser's tokens, addresses in them still as written; undefined where it outgrows the stack. */
export function bodyTokens(text: string, context: RenderContext): Token[] | undefined {
  try {
    return parseMarkdown(bodyOf(text, context), context);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function toHtml(source: string, context: RenderContext): string {
  try {
    const tokens = parseMarkdown(source, context);
    const clean = address(tokens, context);
    const html = writeTokens(tokens);
    return clean ? html : cleanHtml(html, context);
  } catch (error) {
    // Nesting no person wrote can outgrow the stack; the words are still worth showing.
    if (error instanceof RangeError) return cleanHtml(`<pre>${escapeHtml(source)}</pre>`, context);
    throw error;
  }
}

/** The text without front matter, the lines of its title (if that is an H1) left blank. */
function bodyOf(written: string, { keepTitle }: RenderContext): string {
  const text = withoutControls(written).toWellFormed();
  const matter = readFrontMatter(text);
  const body = text.slice(matter.bodyStart);
  if (keepTitle) return body;
  const scan = scanText(body);
  const title = titleHeading(outlineOf(scan), matter.fields);
  if (title?.level !== 1) return body;
  return `${body.slice(0, scan.starts[title.index])}\n${body.slice(scan.starts[title.next] ?? body.length)}`;
}
