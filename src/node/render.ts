/** A node's Markdown as clean HTML for feeds and pages. */
import MarkdownIt, { type MarkdownIt as Parser, type StateCore, type StateInline, type Token } from 'markdown-it';
import { readFrontMatter } from './front-matter.ts';
import { splitTarget } from './links.ts';
import { outlineOf } from './outline.ts';
import { cleanHtml, escapeHtml } from './sanitize.ts';
import { scanText } from './scan.ts';
import { fragmentId } from './slug.ts';
import { withoutControls } from './text.ts';
import { titleHeading } from './title.ts';
import { wikiAt } from './wiki.ts';

/** Where a node's links lead. Every address given back must be absolute. */
export interface RenderContext {
  /**
   * Address of a relative link or image target as written, fragment and query included; undefined: it leads nowhere, and
   * is shown as plain text.
   */
  url(target: string): string | undefined;
  /** Address of a wiki link by its name, without fragment; undefined as above. */
  wiki(name: string): string | undefined;
  /** The node's own public address, for links to its own parts. */
  base: string;
  /** Keep the H1 that is the node's title. By default it is left out, because every reader shows the title itself. */
  keepTitle?: boolean;
}

const parser = createParser();

/**
 * The body of a node as HTML: front matter and title left out, every address absolute, nothing in it that runs, frames,
 * tracks by script or posts. Headings have ids (see `fragmentId`), code keeps `class="language-…"`. Never throws.
 */
export function renderHtml(text: string, context: RenderContext): string {
  const source = bodyOf(withoutControls(text).toWellFormed(), context.keepTitle ?? false);
  return withoutControls(cleanHtml(toHtml(source, context), context))
    .toWellFormed()
    .trim();
}

/** The same body as the parser's tokens, addresses in them still as written; undefined where it outgrows the stack. */
export function bodyTokens(text: string, context: RenderContext): Token[] | undefined {
  try {
    return parser.parse(bodyOf(withoutControls(text).toWellFormed(), context.keepTitle ?? false), { context });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function toHtml(source: string, context: RenderContext): string {
  try {
    return parser.render(source, { context });
  } catch (error) {
    // Nesting no person wrote can outgrow the stack; the words are still worth showing.
    if (error instanceof RangeError) return `<pre>${escapeHtml(source)}</pre>`;
    throw error;
  }
}

/** The text without front matter, the lines of its title (if that is an H1) left blank. */
function bodyOf(text: string, keepTitle: boolean): string {
  const matter = readFrontMatter(text);
  const body = text.slice(matter.bodyStart);
  if (keepTitle) return body;
  const scan = scanText(body);
  const title = titleHeading(outlineOf(scan), matter.fields);
  if (title?.level !== 1) return body;
  return `${body.slice(0, scan.starts[title.index])}\n${body.slice(scan.starts[title.next] ?? body.length)}`;
}

function createParser(): Parser {
  const markdown = new MarkdownIt({ html: true, linkify: true });
  // Only whole http and https addresses become links by themselves: `README.md` is no host in Moldova.
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  for (const scheme of ['ftp:', 'mailto:', '//']) markdown.linkify.add(scheme, null);
  // Targets reach the context as their author wrote them; addresses are written out properly at the end.
  markdown.normalizeLink = (address) => address;
  markdown.inline.ruler.before('link', 'wiki_link', wikiLink);
  markdown.core.ruler.push('heading_ids', headingIds);
  return markdown;
}

function wikiLink(state: StateInline, silent: boolean): boolean {
  const link = state.src.charCodeAt(state.pos) === 91 ? wikiAt(state.src, state.pos) : undefined;
  if (!link || link.end > state.posMax) return false;
  if (!silent) {
    const address = wikiAddress(link.target, contextOf(state.env));
    if (address !== undefined) state.push('link_open', 'a', 1).attrs = [['href', address]];
    state.push('text', '', 0).content = link.label;
    if (address !== undefined) state.push('link_close', 'a', -1);
  }
  state.pos = link.end;
  return true;
}

function wikiAddress(name: string, context: RenderContext | undefined): string | undefined {
  if (!context) return undefined;
  const { target, fragment } = splitTarget(name);
  const address = target === '' ? context.base : context.wiki(target);
  return address === undefined || fragment === undefined ? address : `${address}#${fragmentId(fragment)}`;
}

/** The parser carries its environment as unknown values; this one was put there by `toHtml`. */
function contextOf(env: { [key: string | symbol]: unknown }): RenderContext | undefined {
  return env.context as RenderContext | undefined;
}

/** Ids as forges make them, each once in a document: `orientation`, `orientation-1`. */
function headingIds(state: StateCore): void {
  const used = new Map<string, number>();
  for (const [i, token] of state.tokens.entries()) {
    if (token.type !== 'heading_open') continue;
    const inline = state.tokens[i + 1]?.children ?? [];
    const words = inline
      .map(({ type, content }) => (type === 'text' || type === 'code_inline' ? content : ' '))
      .join('');
    const id = fragmentId(words);
    if (id === '') continue;
    const count = used.get(id) ?? 0;
    used.set(id, count + 1);
    token.attrSet('id', count === 0 ? id : `${id}-${count}`);
  }
}
