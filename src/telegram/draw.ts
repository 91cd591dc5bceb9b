/** A message as Telegram would show it, as HTML for a page. Pure. */
import type { Button } from './buttons.ts';
import type { Delivery, Look } from './message.ts';
import { escaped, unescaped } from './text.ts';

/** Tags of our messages, and what shows them on a page. */
const TAGS: Record<string, [open: string, close: string]> = {
  b: ['<b>', '</b>'],
  i: ['<i>', '</i>'],
  s: ['<s>', '</s>'],
  blockquote: ['<blockquote>', '</blockquote>'],
  'tg-spoiler': ['<details class="tg-hidden"><summary>hidden until tapped</summary>', '</details>'],
};

/** The blocks of a rich message besides. What its closed section holds is not folded a second time. */
const RICH_TAGS: typeof TAGS = {
  ...TAGS,
  h3: ['<h3>', '</h3>'],
  p: ['<p>', '</p>'],
  ul: ['<ul>', '</ul>'],
  li: ['<li>', '</li>'],
  footer: ['<footer>', '</footer>'],
  details: ['<details class="tg-hidden">', '</details>'],
  summary: ['<summary>', '</summary>'],
  'tg-spoiler': ['', ''],
};

export const TELEGRAM_STYLE = `
.tg-message { max-width: 30rem; padding: .6rem .8rem; border-radius: .9rem; background: #fff; color: #1b1d20; font: 15px/1.4 system-ui, sans-serif; overflow-wrap: anywhere; box-shadow: 0 1px 2px #0003; }
.tg-text { white-space: pre-line; unicode-bidi: plaintext; }
.tg-message a { color: #2678b6; text-decoration: none; }
.tg-message blockquote { margin: .3rem 0; padding: .2rem .6rem; border-inline-start: 3px solid #2678b6; border-radius: .3rem; background: #2678b614; }
.tg-text :is(h3, p, ul, footer) { margin: .3rem 0; font-size: inherit; }
.tg-text h3 { font-size: 17px; }
.tg-text ul { padding-inline-start: 1.2rem; }
.tg-text footer { color: #60666d; font-size: 13px; }
.tg-hidden summary { cursor: pointer; color: #60666d; }
.tg-reply, .tg-silent { color: #60666d; font-size: 13px; }
.tg-row { display: flex; gap: .3rem; margin-top: .3rem; }
.tg-row a, .tg-row span { flex: 1; padding: .4rem; border-radius: .5rem; background: #2678b622; text-align: center; }
@media (prefers-color-scheme: dark) {
  .tg-message { background: #212d3b; color: #f2f4f6; }
  .tg-message a { color: #7cc0f5; }
  .tg-hidden summary, .tg-text footer, .tg-reply, .tg-silent { color: #a8b2bd; }
}`;

/** What `payloads` gives, or an edit; `TELEGRAM_STYLE` has to be on the page. */
export function drawTelegram(body: Look & Pick<Delivery, 'disable_notification' | 'reply_parameters'>): string {
  const rows = (body.reply_markup?.inline_keyboard ?? []).map(
    (row) => `<div class="tg-row">${row.map(drawButton).join('')}</div>`,
  );
  const text =
    'rich_message' in body
      ? drawText(body.rich_message.html.replaceAll('<br>', '\n'), RICH_TAGS)
      : drawText(body.text, TAGS);
  return [
    '<div class="tg-message">',
    body.reply_parameters ? '<div class="tg-reply">in reply to an earlier post</div>' : '',
    `<div class="tg-text">${text}</div>`,
    ...rows,
    body.disable_notification ? '<div class="tg-silent">without a sound</div>' : '',
    '</div>',
  ].join('');
}

/** Only tags that are known open anything, each closed in its turn; all else is text. */
function drawText(html: string, tags: typeof TAGS): string {
  const open: string[] = [];
  let page = '';
  for (const [piece, close, name = '', rest = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9-]*)([^<>]*)>|[^<]+|</g)) {
    if (close === '/' && open.at(-1) === name) page += closing(open.pop(), tags);
    else if (close === '' && (Object.hasOwn(tags, name) || name === 'a')) {
      open.push(name);
      page += opening(name, rest, tags);
    } else page += escaped(unescaped(piece));
  }
  for (let name = open.pop(); name !== undefined; name = open.pop()) page += closing(name, tags);
  // A quote ends its line by itself.
  return page.replaceAll('</blockquote>\n', '</blockquote>');
}

function opening(name: string, rest: string, tags: typeof TAGS): string {
  if (name !== 'a') return tags[name]?.[0] ?? '';
  const [, href = ''] = /href="([^"]*)"/.exec(rest) ?? [];
  return anchorTo(unescaped(href));
}

function closing(name: string | undefined, tags: typeof TAGS): string {
  return name === 'a' ? '</a>' : (tags[name ?? '']?.[1] ?? '');
}

function anchorTo(url: string): string {
  const href = /^https?:\/\//.test(url) ? ` href="${escaped(url)}"` : '';
  return `<a${href} rel="noreferrer">`;
}

function drawButton(button: Button): string {
  const text = escaped(button.text);
  return 'url' in button ? `${anchorTo(button.url)}${text}</a>` : `<span>${text}</span>`;
}
