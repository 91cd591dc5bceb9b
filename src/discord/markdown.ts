/** Discord's Markdown as HTML, for a picture of a message. Pure. */

/** A rule reads from where it stands, and gives the HTML of what it took. */
type Rule = [pattern: RegExp, html: (match: RegExpExecArray) => string];

const RULES: Rule[] = [
  [/\\([^0-9A-Za-z\s])/y, ([, sign = '']) => escapeHtml(sign)],
  [/`([^`]+)`/y, ([, code = '']) => `<code>${escapeHtml(code)}</code>`],
  [/\[([^[\]]+)\]\(<?(https?:\/\/[^\s<>()]+)>?\)/y, ([, label = '', url = '']) => anchor(url, inlineHtml(label))],
  [/\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/y, ([, inner = '']) => `<strong>${inlineHtml(inner)}</strong>`],
  [/__((?:\\.|[^\\])+?)__(?!_)/y, ([, inner = '']) => `<u>${inlineHtml(inner)}</u>`],
  [/~~((?:\\.|[^\\])+?)~~/y, ([, inner = '']) => `<s>${inlineHtml(inner)}</s>`],
  [
    /\|\|((?:\\.|[^\\])+?)\|\|/y,
    ([, inner = '']) => `<span class="dc-hidden" tabindex="0">${inlineHtml(inner)}</span>`,
  ],
  [/\*(?=\S)((?:\\.|[^\\*])+?)\*(?!\*)/y, ([, inner = '']) => `<em>${inlineHtml(inner)}</em>`],
  [/\b_((?:\\.|[^\\_])+?)_\b/y, ([, inner = '']) => `<em>${inlineHtml(inner)}</em>`],
  [/https?:\/\/[^\s<>]+[^\s<>.,:;"')\]]/y, ([url]) => anchor(url, escapeHtml(url))],
  [/[^\\`[*_~|h]+|[\s\S]/y, ([text]) => escapeHtml(text)],
];

/** Lines of a text display. */
export function markdownHtml(markdown: string): string {
  const lines = markdown.split('\n').map((line) => {
    const small = /^-# +(.+)$/.exec(line)?.[1];
    if (small !== undefined) return `<p class="dc-small">${inlineHtml(small)}</p>`;
    const [, signs, heading] = /^(#{1,3}) +(.+)$/.exec(line) ?? [];
    // The page has headings of its own above the pictures.
    if (signs !== undefined && heading !== undefined)
      return `<p class="dc-h${signs.length}">${inlineHtml(heading)}</p>`;
    return line === '' ? '' : `<p>${inlineHtml(line)}</p>`;
  });
  return lines.join('');
}

function inlineHtml(text: string): string {
  let html = '';
  for (let at = 0; at < text.length; ) {
    const [match, draw] = firstMatch(text, at);
    html += draw(match);
    at += match[0].length;
  }
  return html;
}

function firstMatch(text: string, at: number): [RegExpExecArray, Rule[1]] {
  for (const [pattern, html] of RULES) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return [match, html];
  }
  throw new Error('the last rule takes any character');
}

function anchor(url: string, label: string): string {
  return `<a href="${escapeHtml(url)}" rel="noopener noreferrer">${label}</a>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
