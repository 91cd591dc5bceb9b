/** A picture of a message, for people who want to see a post before it is sent. Pure. */
import { escapeHtml, markdownHtml } from './markdown.ts';

/** What a picture shows of a message's body; any body of ours is one. */
export interface Drawable {
  content?: string;
  components?: readonly DrawableComponent[];
  message_reference?: object;
}

export interface DrawableComponent {
  type: number;
  content?: string;
  label?: string;
  url?: string;
  accent_color?: number;
  spoiler?: boolean;
  components?: readonly DrawableComponent[];
}

/** HTML of one message, safe whatever the message says. Needs `DISCORD_STYLE` on its page. */
export function drawDiscord(body: Drawable): string {
  const reply = body.message_reference === undefined ? '' : '<p class="dc-small">↳ in reply to the post</p>';
  const content = body.content ? markdownHtml(body.content) : '';
  return `<article class="dc-message">${reply}${content}${draw(body.components)}</article>`;
}

function draw(components: readonly DrawableComponent[] = []): string {
  return components.map(drawOne).join('');
}

function drawOne(component: DrawableComponent): string {
  const { type, content = '', components } = component;
  if (type === 10) return `<div class="dc-text" dir="auto">${markdownHtml(content)}</div>`;
  if (type === 14) return '<hr class="dc-line">';
  if (type === 1) return `<p class="dc-row">${draw(components)}</p>`;
  if (type === 2) return button(component);
  return type === 17 ? box(component) : draw(components);
}

function button({ label = '', url }: DrawableComponent): string {
  const face = escapeHtml(label);
  const isAddress = url !== undefined && /^https?:\/\//.test(url);
  if (!isAddress) return `<span class="dc-button">${face}</span>`;
  return `<a class="dc-button" href="${escapeHtml(url)}" rel="noopener noreferrer">${face} ↗</a>`;
}

function box({ accent_color: color, spoiler, components }: DrawableComponent): string {
  const edge = color === undefined ? '' : ` style="--dc-edge:#${color.toString(16).padStart(6, '0')}"`;
  if (!spoiler) return `<div class="dc-box"${edge}>${draw(components)}</div>`;
  return `<details class="dc-box"${edge}><summary>Spoiler</summary>${draw(components)}</details>`;
}

/** Every name begins with `dc-`, so that it can stand beside the pictures of other platforms. */
export const DISCORD_STYLE = `
.dc-message { max-width: 36rem; padding: .75rem 1rem; border-radius: .5rem; background: #313338; color: #dbdee1;
  font: 1rem/1.4 "gg sans", "Noto Sans", "Segoe UI", system-ui, sans-serif; overflow-wrap: anywhere; }
.dc-message p { margin: 0; }
.dc-message a { color: #6cb6ff; text-decoration: none; }
.dc-message a:hover, .dc-message a:focus-visible { text-decoration: underline; }
.dc-message code { padding: 0 .25em; border-radius: .25rem; background: #1e1f22; font-size: .875em; }
.dc-box { margin-top: .25rem; padding: .75rem 1rem; border: 1px solid #45474e; border-left: .25rem solid
  var(--dc-edge, #45474e); border-radius: .5rem; background: #2b2d31; }
.dc-box summary { cursor: pointer; color: #b5bac1; font-weight: 600; }
.dc-text + .dc-text, .dc-message .dc-row { margin-top: .5rem; }
.dc-h1, .dc-h2, .dc-h3 { font-weight: 700; }
.dc-h1 { font-size: 1.5rem; } .dc-h2 { font-size: 1.25rem; } .dc-h3 { font-size: 1.1rem; }
.dc-small { color: #a3a8b0; font-size: .8125rem; }
.dc-message .dc-row { display: flex; flex-wrap: wrap; gap: .5rem; }
.dc-message .dc-button { padding: .375rem .75rem; border-radius: .5rem; background: #4e5058; color: #fff; font-size: .875rem; }
.dc-line { margin: .75rem 0; border: 0; border-top: 1px solid #45474e; }
.dc-hidden { border-radius: .25rem; background: #1e1f22; color: transparent; }
.dc-hidden:focus, .dc-hidden:hover { color: inherit; }
`;
