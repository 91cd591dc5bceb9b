/** An author's Markdown as plain data, for those who show it otherwise than as HTML. */
import type { Token } from 'markdown-it';
import { bodyTokens, type RenderContext } from './render.ts';
import { absolute, textOfHtml } from './sanitize.ts';

/** A stretch of text in one style. `text` is plain; a line break within a paragraph is `\n`. */
export interface Run {
  text: string;
  bold?: true;
  italic?: true;
  struck?: true;
  code?: true;
  /** Absolute http, https or mailto address. */
  href?: string;
}

export type Block =
  | { type: 'paragraph'; runs: Run[] }
  | { type: 'heading'; level: number; runs: Run[] }
  | { type: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { type: 'quote'; blocks: Block[] }
  | { type: 'code'; text: string; language?: string }
  | { type: 'table'; head: Run[][]; rows: Run[][][] }
  | { type: 'rule' };

/**
 * The body of a node, read by the parser of `renderHtml`: front matter and title left out. HTML keeps only its words, a
 * picture is its words with a link, a link that leads nowhere only its words. Never throws.
 */
export function passage(text: string, context: RenderContext): Block[] {
  const tokens = bodyTokens(text, context);
  if (!tokens) return [{ type: 'paragraph', runs: [{ text }] }];
  return blocksOf({ tokens, at: 0, context });
}

interface Walk {
  tokens: readonly Token[];
  at: number;
  context: RenderContext;
}

/** All blocks up to the token that ends what we are in. */
function blocksOf(walk: Walk, end?: string): Block[] {
  const blocks: Block[] = [];
  for (let token = walk.tokens[walk.at++]; token && token.type !== end; token = walk.tokens[walk.at++]) {
    const block = blockOf(walk, token);
    if (block && !isEmpty(block)) blocks.push(block);
  }
  return blocks;
}

function blockOf(walk: Walk, token: Token): Block | undefined {
  switch (token.type) {
    case 'inline':
      return { type: 'paragraph', runs: runsOf(token, walk.context) };
    case 'heading_open':
      return { type: 'heading', level: Number(token.tag.slice(1)), runs: leaf(walk, 'heading_close') };
    case 'bullet_list_open':
      return { type: 'list', ordered: false, start: 1, items: itemsOf(walk, 'bullet_list_close') };
    case 'ordered_list_open':
      return { type: 'list', ordered: true, start: startOf(token), items: itemsOf(walk, 'ordered_list_close') };
    case 'blockquote_open':
      return { type: 'quote', blocks: blocksOf(walk, 'blockquote_close') };
    case 'fence':
    case 'code_block':
      return codeOf(token);
    case 'table_open':
      return tableOf(walk);
    case 'hr':
      return { type: 'rule' };
    case 'html_block':
      return { type: 'paragraph', runs: [{ text: lines(textOfHtml(token.content)) }] };
    default:
      return undefined;
  }
}

function isEmpty(block: Block): boolean {
  if (block.type === 'paragraph' || block.type === 'heading') return block.runs.every(({ text }) => text.trim() === '');
  return block.type === 'quote' ? block.blocks.length === 0 : false;
}

/** The words of a block that holds nothing but words. */
function leaf(walk: Walk, end: string): Run[] {
  return blocksOf(walk, end).flatMap((block) => (block.type === 'paragraph' ? block.runs : []));
}

function itemsOf(walk: Walk, end: string): Block[][] {
  const items: Block[][] = [];
  for (let token = walk.tokens[walk.at++]; token && token.type !== end; token = walk.tokens[walk.at++])
    if (token.type === 'list_item_open') items.push(blocksOf(walk, 'list_item_close'));
  return items;
}

function startOf(token: Token): number {
  const start = Number(token.attrGet('start') ?? 1);
  return Number.isSafeInteger(start) ? start : 1;
}

function codeOf({ content, info }: Token): Block {
  const [language] = info.trim().split(/\s+/);
  const text = content.replace(/\n$/, '');
  return language ? { type: 'code', text, language } : { type: 'code', text };
}

function tableOf(walk: Walk): Block {
  const rows: Run[][][] = [];
  for (let token = walk.tokens[walk.at++]; token && token.type !== 'table_close'; token = walk.tokens[walk.at++]) {
    if (token.type === 'tr_open') rows.push([]);
    else if (token.type === 'th_open') rows.at(-1)?.push(leaf(walk, 'th_close'));
    else if (token.type === 'td_open') rows.at(-1)?.push(leaf(walk, 'td_close'));
  }
  const [head = [], ...others] = rows;
  return { type: 'table', head, rows: others };
}

type Style = Pick<Run, 'bold' | 'italic' | 'struck' | 'href'>;

function runsOf({ children }: Token, context: RenderContext): Run[] {
  const runs: Run[] = [];
  const open = { strong: 0, em: 0, s: 0 };
  const links: (string | undefined)[] = [];
  const style = (): Style => {
    const href = links.findLast((one) => one !== undefined);
    return {
      ...(open.strong > 0 ? { bold: true } : {}),
      ...(open.em > 0 ? { italic: true } : {}),
      ...(open.s > 0 ? { struck: true } : {}),
      ...(href === undefined ? {} : { href }),
    };
  };
  for (const token of children ?? []) {
    const { type, tag } = token;
    if (type === 'link_open') links.push(absolute(String(token.attrGet('href') ?? ''), context));
    else if (type === 'link_close') links.pop();
    else if (tag === 'strong' || tag === 'em' || tag === 's') open[tag] += token.nesting;
    else add(runs, { ...wordsOf(token, context), ...style() });
  }
  return trimmed(runs);
}

function wordsOf(token: Token, context: RenderContext): Run {
  switch (token.type) {
    case 'softbreak':
      return { text: ' ' };
    case 'hardbreak':
      return { text: '\n' };
    case 'code_inline':
      return { text: token.content, code: true };
    case 'html_inline':
      return { text: /^<br\b/i.test(token.content) ? '\n' : '' };
    case 'image': {
      const href = absolute(String(token.attrGet('src') ?? ''), context);
      const text = runsOf(token, context)
        .map((run) => run.text)
        .join('');
      return href === undefined ? { text } : { text: text || '🖼', href };
    }
    default:
      return { text: token.content };
  }
}

/** Words in the style of those before them go on in the same run. */
function add(runs: Run[], run: Run): void {
  if (run.text === '') return;
  const last = runs.at(-1);
  if (last && STYLES.every((name) => last[name] === run[name])) last.text += run.text;
  else runs.push(run);
}

const STYLES = ['bold', 'italic', 'struck', 'code', 'href'] as const;

function trimmed(runs: Run[]): Run[] {
  const [first, last] = [runs[0], runs.at(-1)];
  if (first) first.text = first.text.trimStart();
  if (last) last.text = last.text.trimEnd();
  return runs.filter(({ text }) => text !== '');
}

/** Lines of HTML: white space means nothing in it but between blocks. */
function lines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}
