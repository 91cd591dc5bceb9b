/** Inline Markdown to plain words. The only place that runs the Markdown parser on single lines. */
import MarkdownIt, { type StateInline, type Token } from 'markdown-it';
import { isMarkup } from './elements.ts';
import { wikiAt } from './wiki.ts';

const parser = new MarkdownIt({ html: true });
/** For data: what would be HTML in a text is what it says. */
const dataParser = new MarkdownIt({ html: false }).disable(['entity', 'autolink']);
for (const { inline } of [parser, dataParser]) inline.ruler.before('link', 'wiki', wikiLabel);

/** A wiki link says its label. */
function wikiLabel(state: StateInline, silent: boolean): boolean {
  const link = state.src.charCodeAt(state.pos) === 91 ? wikiAt(state.src, state.pos) : undefined;
  if (!link || link.end > state.posMax) return false;
  if (!silent) state.push('text', '', 0).content = link.label;
  state.pos = link.end;
  return true;
}

/** Anything that could mean something to the parsers. Without it a text is plain already. */
const MARKUP = /[\\`*_[]|&[#a-z]|<[a-z/!?]|~~/i;
const DATA_MARKUP = /[\\`*_[]|~~/;

/** `*words*` and `**words**` between spaces or usual punctuation: emphasis beyond doubt, by far the most usual markup. */
const EMPHASIS = /(^|[\s(“—])(\*\*?)([\p{L}\p{N}](?:[^*]{0,500}[\p{L}\p{N}.!?”])?)\2(?=$|[\s.,;:!?)”—])/gu;

/** White space that is not single spaces. */
const UNEVEN = /[^\S ]| {2}/;

/** Longest stretch given to the parser at once, in UTF-16 units: keeps hostile lines cheap. */
const LONGEST = 4_000;

/** Inline tokens of a line, for those who must know its structure. Cut at 4,000 UTF-16 units. */
export function inlineTokens(markdown: string, by = parser): Token[] {
  const source = markdown.length > LONGEST ? markdown.slice(0, LONGEST).toWellFormed() : markdown;
  return by.parseInline(source, {})[0]?.children ?? [];
}

/** The words a reader sees: no markup, entities decoded, line breaks and runs of space as one space. */
export function plainText(markdown: string): string {
  return evened(MARKUP.test(markdown) ? withoutMarkup(markdown) : markdown);
}

/**
 * The words of a field of front matter. Authors put the marks of Markdown into those, and mean them; but YAML is no HTML,
 * so `Vec<String>` and `AT&amp;T` are as they were written.
 */
export function dataText(words: string): string {
  return evened(DATA_MARKUP.test(words) ? textOf(inlineTokens(words, dataParser)) : words);
}

function evened(words: string): string {
  return UNEVEN.test(words) ? words.replace(/\s+/g, ' ').trim() : words.trim();
}

/** The parser is asked only where undoing plain emphasis leaves any markup. */
function withoutMarkup(markdown: string): string {
  const words = markdown.includes('*') && markdown.length < LONGEST ? markdown.replace(EMPHASIS, '$1$3') : markdown;
  return MARKUP.test(words) ? textOf(inlineTokens(markdown)) : words;
}

function textOf(tokens: readonly Token[]): string {
  let out = '';
  for (const [at, token] of tokens.entries()) {
    if (token.type === 'softbreak' || token.type === 'hardbreak') out += ' ';
    else if (token.type === 'image') out += textOf(token.children ?? []);
    else if (token.type === 'html_inline') out += wordsOfTag(tokens, at, out);
    else out += token.content;
  }
  return out;
}

function wordsOfTag(tokens: readonly Token[], at: number, before: string): string {
  const tag = tokens[at]!.content;
  if (/^<br\b/i.test(tag)) return ' ';
  const ends = (name: string) => tokens.some(({ content }, i) => i > at && content.toLowerCase() === `</${name}>`);
  return isMarkup(tag, before, ends) ? '' : tag;
}

/** Plain words of a line that is one emphasis from end to end, such as `*A quiet node*`; undefined for any other line. */
export function italicWords(line: string): string | undefined {
  const mark = line[0];
  if ((mark !== '*' && mark !== '_') || line.length < 3 || line.at(-1) !== mark) return undefined;
  const inner = line.slice(1, -1);
  if (!MARKUP.test(inner)) return inner.trim() === inner ? plainText(inner) : undefined;
  // An empty text token may stand at either end (the parser leaves them where marks were).
  const tokens = inlineTokens(line).filter((token) => token.type !== 'text' || token.content !== '');
  const closing = tokens.findIndex((token) => token.type === 'em_close' && token.level === 0);
  return tokens[0]?.type === 'em_open' && closing === tokens.length - 1
    ? textOf(tokens).replace(/\s+/g, ' ').trim()
    : undefined;
}
