/** What would be sent, drawn as the platforms would show it, on one page. */
import { DISCORD_STYLE, type Drawable, drawDiscord } from '../discord/draw.ts';
import { drawTelegram, TELEGRAM_STYLE } from '../telegram/draw.ts';
import { render } from '../terminal/message.ts';
import type { Sent } from './rehearsal.ts';

const STYLE = `
body { margin: 2rem auto; max-width: 44rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; background: #e9ecef; color: #1b1d20; }
h1 { font-size: 1.3rem; } section { margin: 1.5rem 0; } .what { margin: 0 0 .3rem; color: #50565c; font-size: .875rem; }
pre { padding: .75rem 1rem; border-radius: .5rem; background: #16181b; color: #e4e6e8; overflow-x: auto; white-space: pre-wrap; }
@media (prefers-color-scheme: dark) { body { background: #14171a; color: #e4e6e8; } .what { color: #a8adb3; } }`;

export function previewPage(title: string, sent: readonly Sent[]): string {
  const sections = sent.map((one) => `<section><p class="what">${escaped(heading(one))}</p>${drawn(one)}</section>`);
  const count = `${sent.length} ${sent.length === 1 ? 'request' : 'requests'}, none of them sent`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title><style>${STYLE}${DISCORD_STYLE}${TELEGRAM_STYLE}</style></head>
<body><main><h1>${escaped(title)}</h1><p>${count}.</p>
${sections.join('\n')}
</main></body></html>
`;
}

/** `lounge · POST /channels/…/messages`. */
export function heading(sent: Sent): string {
  if (sent.platform === 'terminal') return `${sent.channel} · the terminal`;
  const where = sent.platform === 'discord' ? `${sent.method} ${sent.route}` : sent.method;
  return `${sent.channel} · ${where}`;
}

function drawn(sent: Sent): string {
  if (sent.platform === 'terminal') return `<pre>${escaped(plainText(sent))}</pre>`;
  if (sent.platform === 'discord')
    return sent.body === undefined ? '<p>The message is deleted.</p>' : drawDiscord(sent.body as Drawable);
  return sent.method === 'deleteMessage'
    ? '<p>The message is deleted.</p>'
    : drawTelegram(sent.body as Parameters<typeof drawTelegram>[0]);
}

/** A post as a terminal shows it, without colours. */
export function plainText({ parcel: { announcement } }: Sent): string {
  return announcement.type === 'ping' ? '' : render(announcement, { width: 80, color: false, links: false });
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
