/** The Markdown parser, with what it does not know by itself: wiki links, ids of headings, whole addresses. */
import MarkdownIt, { type MarkdownIt as Parser, type StateCore, type StateInline, type Token } from 'markdown-it';
import { splitTarget } from './links.ts';
import { type Addresses, absolute, escapeText } from './sanitize.ts';
import { fragmentId } from './slug.ts';
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

/** Addresses in the tokens are as written. Throws a RangeError where the text outgrows the stack. */
export function parseMarkdown(source: string, context: RenderContext): Token[] {
  return parser.parse(source, { context });
}

/** HTML as the cleaner would write it, but for what authors wrote as HTML themselves: that is left as it is. */
export function writeTokens(tokens: Token[]): string {
  return parser.renderer.render(tokens, parser.options, {});
}

function createParser(): Parser {
  const markdown = new MarkdownIt({ html: true, linkify: true, xhtmlOut: true });
  // Only whole http and https addresses become links by themselves: `README.md` is no host in Moldova.
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  for (const scheme of ['ftp:', 'mailto:', '//']) markdown.linkify.add(scheme, null);
  // Targets reach the context as their author wrote them; addresses are written out properly at the end.
  markdown.normalizeLink = (address) => address;
  markdown.inline.ruler.before('link', 'wiki_link', wikiLink);
  markdown.core.ruler.push('heading_ids', headingIds);
  markdown.core.ruler.push('task_lists', taskLists);
  const { rules } = markdown.renderer;
  rules.text = (tokens, at) => escapeText(tokens[at]!.content);
  rules.words = (tokens, at) => `<span>${escapeText(tokens[at]!.content)}</span>`;
  rules.code_inline = (tokens, at) => `<code>${escapeText(tokens[at]!.content)}</code>`;
  rules.code_block = (tokens, at) => `<pre><code>${escapeText(tokens[at]!.content)}</code></pre>\n`;
  rules.fence = (tokens, at) => {
    const { info, content } = tokens[at]!;
    const language = markdown.utils.unescapeAll(info).trim().split(/\s/, 1)[0];
    const name = language ? ` class="${escapeText(`language-${language}`).replaceAll('"', '&quot;')}"` : '';
    return `<pre><code${name}>${escapeText(content)}</code></pre>\n`;
  };
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

/** The parser carries its environment as unknown values; this one was put there by `parseMarkdown`. */
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

/** `- [x] done`: what is to be done and what is done, as signs that need no form (https://github.github.com/gfm/#task-list-items-extension-). */
function taskLists({ tokens }: StateCore): void {
  for (const [i, token] of tokens.entries()) {
    if (token.type !== 'inline' || tokens[i - 2]?.type !== 'list_item_open') continue;
    const first = token.children?.[0];
    const box = first?.type === 'text' ? /^\[([ xX])\](?=\s)/.exec(first.content) : null;
    if (first && box) first.content = (box[1] === ' ' ? '☐' : '☑') + first.content.slice(box[0].length);
  }
}

/** Tags within each other that the cleaner lets through; the parser's own go as deep in hostile texts only. */
const DEEP = 50;

/**
 * Gives links and images their whole addresses, and takes apart those that lead nowhere. Returns whether that is all
 * there is to do: otherwise something was written as HTML, which nobody has looked at, and the whole must be cleaned.
 */
export function address(tokens: Token[], addresses: Addresses): boolean {
  let clean = true;
  /** Of the links around, whether they are shown. */
  const open: boolean[] = [];
  for (const token of tokens) {
    if (token.level > DEEP || token.type.startsWith('html_')) clean = false;
    if (token.children && token.type === 'inline' && !address(token.children, addresses)) clean = false;
    if (token.type === 'link_open') open.push(lead(token, addresses));
    else if (token.type === 'link_close') token.hidden = !open.pop();
    else if (token.type === 'image') picture(token, addresses);
    else if (token.tag === 'td' || token.tag === 'th') align(token);
  }
  return clean;
}

function lead(token: Token, addresses: Addresses): boolean {
  const url = absolute(attributeOf(token, 'href'), addresses);
  token.hidden = url === undefined;
  if (url !== undefined) token.attrSet('href', url);
  return url !== undefined;
}

/** One whose file is not public is shown by its words. */
function picture(token: Token, addresses: Addresses): void {
  const words = parser.renderer.renderInlineAsText(token.children ?? [], parser.options, {});
  const url = absolute(attributeOf(token, 'src'), addresses);
  const title = attributeOf(token, 'title');
  if (url === undefined || url.startsWith('mailto:')) Object.assign(token, { type: 'words', content: words });
  else token.attrs = [['alt', words], ['src', url], ...(title ? [['title', title] as [string, string]] : [])];
}

/** Columns are aligned by style; styles are not let through. */
function align(token: Token): void {
  const side = /text-align:(left|right|center)/.exec(attributeOf(token, 'style'))?.[1];
  if (side) token.attrs = [['align', side]];
}

const attributeOf = (token: Token, name: string) => String(token.attrGet(name) ?? '');
