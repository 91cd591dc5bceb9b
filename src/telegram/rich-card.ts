/** A node in one piece, as a rich message (https://core.telegram.org/bots/api#rich-html-style). Pure. */
import type { Card, Part } from '../desk/card.ts';
import type { Block, Run } from '../node/passage.ts';
import { paragraph } from './rich.ts';
import { addressOf, badge, clean, escaped, linked, prose, words } from './text.ts';

/** Telegram takes 32,768 characters and 500 blocks; some room is left for the head. */
const MOST_LETTERS = 30_000;
const MOST_BLOCKS = 450;

/** `more`: said at the end where not all of it fits. */
export function richCard(card: Card, more: string): string {
  const { heading, note, subtitle } = card;
  const title = `<h3>${badge(heading.emoji)}${linked(heading.text, heading.url, 250)}</h3>`;
  const tagline = subtitle === undefined ? '' : paragraph([`<i>${words(subtitle, 300)}</i>`]);
  const inside = blocksOf(card.parts, note !== undefined, more);
  if (note === undefined) return title + tagline + inside;
  return `${paragraph([`<b>${words(note, 300)}</b>`])}${title}<details><summary>…</summary>${inside}</details>`;
}

function blocksOf(parts: readonly Part[], hidden: boolean, more: string): string {
  const blocks = parts.flatMap((part) => (part.type === 'passage' ? part.blocks : []));
  let html = '';
  let [letters, count] = [0, 0];
  for (const block of blocks) {
    const next = blockHtml(block, hidden);
    letters += next.replace(/<[^>]*>/g, '').length;
    count += next.split(/<(?:p|li|h3|pre|blockquote|ul|ol)\b/).length - 1;
    if (letters > MOST_LETTERS || count > MOST_BLOCKS) return html + paragraph([words(more, 200)], 'footer');
    html += next;
  }
  return html;
}

function blockHtml(block: Block, hidden: boolean): string {
  switch (block.type) {
    case 'paragraph':
      return paragraph([runsHtml(block.runs, hidden)]);
    case 'heading':
      return `<h3>${runsHtml(block.runs, hidden)}</h3>`;
    case 'list': {
      const items = block.items.map((item) => `<li>${item.map((one) => itemHtml(one, hidden)).join('<br>')}</li>`);
      const tag = block.ordered ? 'ol' : 'ul';
      return items.length === 0 ? '' : `<${tag}>${items.join('')}</${tag}>`;
    }
    case 'quote':
      return `<blockquote>${block.blocks.map((one) => itemHtml(one, hidden)).join('<br>')}</blockquote>`;
    case 'code':
      return hidden
        ? paragraph([runsHtml([{ text: block.text }], hidden)])
        : `<pre>${escaped(clean(block.text))}</pre>`;
    case 'table':
      return [block.head, ...block.rows]
        .map((row) => paragraph([row.map((cell) => runsHtml(cell, hidden)).join(' · ')]))
        .join('');
    case 'rule':
      return '';
  }
}

/** What stands within a list or quote, as lines. */
function itemHtml(block: Block, hidden: boolean): string {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return runsHtml(block.runs, hidden);
    case 'list':
      return block.items.map((item) => `• ${item.map((one) => itemHtml(one, hidden)).join('<br>')}`).join('<br>');
    case 'quote':
      return block.blocks.map((one) => itemHtml(one, hidden)).join('<br>');
    case 'code':
      return runsHtml([{ text: block.text, code: true }], hidden);
    case 'table':
      return block.rows.map((row) => row.map((cell) => runsHtml(cell, hidden)).join(' · ')).join('<br>');
    case 'rule':
      return '';
  }
}

function runsHtml(runs: readonly Run[], hidden: boolean): string {
  const html = runs.map((run) => runHtml(run, hidden)).join('');
  return hidden && html !== '' ? `<tg-spoiler>${html}</tg-spoiler>` : html;
}

function runHtml({ text, bold, italic, struck, code, href }: Run, hidden: boolean): string {
  const shown = escaped(prose(text)).replaceAll('\n', '<br>');
  if (code && !hidden) return `<code>${escaped(clean(text))}</code>`;
  const styled = [bold ? 'b' : '', italic ? 'i' : '', struck ? 's' : '']
    .filter((tag) => tag !== '')
    .reduce((inner, tag) => `<${tag}>${inner}</${tag}>`, shown);
  const address = addressOf(href);
  return address === undefined ? styled : `<a href="${escaped(address)}">${styled}</a>`;
}
