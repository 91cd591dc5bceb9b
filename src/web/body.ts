/**
 * A node's clean HTML as a part of one of our pages: its headings below the page's own, its links within the site, no
 * picture from elsewhere, and nothing that a keyboard or a screen reader could not use.
 */
import { escapeText } from '../node/sanitize.ts';
import { fragmentId } from '../node/slug.ts';
import { isLanguage } from './layout.ts';

/** A heading, for the table of contents. */
export interface ContentsEntry {
  id: string;
  /** 2 for the uppermost. */
  level: number;
  title: string;
}

export interface Body {
  html: string;
  contents: ContentsEntry[];
}

export interface BodySite {
  baseUrl: string;
  /** Path of the site below its host, without a slash at its end. */
  prefix: string;
  imageOrigins?: readonly string[];
  /** The node's own, which the page shows above its text, with its dates. */
  tagline?: string;
}

/** The cleaner writes every tag so; text holds no `<`. */
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[^<>]*?)?)\s*(\/?)>/g;
const VOID = new Set(['br', 'hr', 'img', 'wbr', 'source']);
/** Elements that mean something only within others, and what stands for them elsewhere. */
const WITHIN: Record<string, { parents: string[]; else: string }> = {
  li: { parents: ['ul', 'ol'], else: 'div' },
  dt: { parents: ['dl'], else: 'div' },
  dd: { parents: ['dl'], else: 'div' },
  summary: { parents: ['details'], else: 'p' },
};
const SCOPES = /^(row|col|rowgroup|colgroup)$/;

interface Open {
  tag: string;
  /** What closes it. */
  close: string;
}

export function pageBody(whole: string, site: BodySite): Body {
  const clean = withoutHead(whole, site.tagline);
  const contents: ContentsEntry[] = [];
  const open: Open[] = [];
  const levels: number[] = [];
  const html = clean.replace(TAG, (_, slash: string, tag: string, written: string, _self, at: number) => {
    if (slash) return closing(open, tag);
    const inner = () => innerOf(clean, at, tag);
    if (/^h[1-6]$/.test(tag)) return heading(tag, written, inner(), { open, levels, contents });
    const [opening, close] = element(tag, withLinks(cleaned(written), site), open, inner, site);
    if (!VOID.has(tag)) open.push({ tag, close });
    return opening;
  });
  return { html, contents };
}

/** Dates to the day, version and status, in any order; a date that is told in words stays in the text. */
const DATED =
  /^(((first created|created|last updated|updated|date logged)\s*:\s*\d{4}-\d\d-\d\d|(version|status)\s*:[^|:]{1,40})\s*(\||$)\s*)*$/i;

/** Without the dates and the tagline that its text begins with: the page's head tells them already. */
function withoutHead(whole: string, tagline = ''): string {
  const [head, paragraph = ''] = /^<p>(.*?)<\/p>\s*(?:<hr \/>)?/s.exec(whole) ?? [''];
  const words = plain(paragraph.replace(/<br \/>/g, ' | ')).replace(/ ?(\| )+/g, ' | ');
  const dates = words.replace(escapeText(tagline), '').replace(/^[\s|]+|[\s|]+$/g, '');
  return DATED.test(dates) ? whole.slice(head.length) : whole;
}

function closing(open: Open[], tag: string): string {
  const at = open.findLastIndex((one) => one.tag === tag);
  return at < 0
    ? ''
    : open
        .splice(at)
        .reverse()
        .map(({ close }) => close)
        .join('');
}

/** Levels follow each other without a gap, whatever the author jumped over. */
function heading(
  tag: string,
  written: string,
  inner: string,
  { open, levels, contents }: { open: Open[]; levels: number[]; contents: ContentsEntry[] },
): string {
  const title = plain(inner);
  if (title === '') {
    open.push({ tag, close: '</p>' });
    return '<p>';
  }
  const level = Number(tag[1]);
  while (levels.length > 0 && levels.at(-1)! >= level) levels.pop();
  levels.push(level);
  const shown = Math.min(6, 1 + levels.length);
  const id = /\bid="([^"]+)"/.exec(written)?.[1];
  if (id) contents.push({ id, level: shown, title });
  open.push({ tag, close: `</h${shown}>` });
  return `<h${shown}${cleaned(written)}>`;
}

/** Opening and closing of anything but a heading. */
function element(tag: string, written: string, open: Open[], inner: () => string, site: BodySite): [string, string] {
  const rule = WITHIN[tag];
  const as = rule && !rule.parents.includes(open.at(-1)?.tag ?? '') ? rule.else : tag;
  switch (tag) {
    case 'picture':
    case 'source':
      return ['', ''];
    case 'img':
      return [image(written, open, site), ''];
    case 'a':
      return [`<a${written}>${plain(inner()) === '' ? unnamed(inner(), written) : ''}`, '</a>'];
    case 'pre':
      return [`<pre tabindex="0"${written}>`, '</pre>'];
    case 'code':
      return [`<code${written.replace(/ class="language-([^"\s]+)"/, '$& data-language="$1"')}>`, '</code>'];
    case 'table':
      return [`<div class="table" tabindex="0" role="group" aria-label="Table"><table${written}>`, '</table></div>'];
    case 'th':
      return plain(inner()) === ''
        ? [`<td${written.replace(/ scope="[^"]*"/, '')}>`, '</td>']
        : [`<th${written}>`, '</th>'];
    default:
      return [`<${as}${written}>`, VOID.has(tag) ? '' : `</${as}>`];
  }
}

/** Pictures of our own are shown; of others only their words, and where they are: a page asks nothing of others. */
function image(written: string, open: Open[], { prefix, imageOrigins = [] }: BodySite): string {
  const src = /\bsrc="([^"]*)"/.exec(written)?.[1] ?? '';
  const alt = /\balt="([^"]*)"/.exec(written)?.[1] ?? '';
  const origin = URL.parse(src.replaceAll('&amp;', '&'))?.origin;
  if (src.startsWith(`${prefix}/`) || (origin && imageOrigins.includes(origin)))
    return `<img loading="lazy"${written.replace(/ srcset="[^"]*"/, '')}>`;
  const words = alt.trim() || 'Picture';
  const inLink = open.some(({ tag }) => tag === 'a');
  return inLink ? `<span class="picture">${words}</span>` : `<a class="picture" href="${src}">${words}</a>`;
}

/** Words for a link that shows nothing; a picture in it speaks for itself. */
function unnamed(inner: string, written: string): string {
  return inner.includes('<img') ? '' : (/\bhref="([^"]*)"/.exec(written)?.[1] ?? '');
}

/** Only languages and scopes that exist. */
function cleaned(written: string): string {
  if (written === '') return '';
  return written
    .replace(/\s+lang="([^"]*)"/, (whole, tag: string) => (isLanguage(tag) ? whole : ''))
    .replace(/\s+dir="([^"]*)"/, (whole, dir: string) => (/^(ltr|rtl|auto)$/i.test(dir) ? whole : ''))
    .replace(/\s+scope="([^"]*)"/, (whole, scope: string) => (SCOPES.test(scope) ? whole : ''));
}

/**
 * Our own addresses without our host, so that they are right under whatever host the page was reached. Parts of nodes
 * are named as forges name them; here they have their ids of ours.
 */
function withLinks(written: string, { baseUrl, prefix }: BodySite): string {
  if (written === '') return '';
  return written.replace(/(\s(?:href|src)=")([^"]*)"/g, (whole, name: string, address: string) => {
    if (address !== baseUrl && !address.startsWith(`${baseUrl}/`)) return whole;
    const [path = '', fragment] = address.slice(baseUrl.length).split('#');
    return `${name}${prefix}${path || '/'}${fragment === undefined ? '' : `#${fragmentId(fragment)}`}"`;
  });
}

/** What stands between a tag that begins at `at` and its end. */
function innerOf(clean: string, at: number, tag: string): string {
  const start = clean.indexOf('>', at) + 1;
  const end = clean.indexOf(`</${tag}>`, start);
  return end < 0 ? '' : clean.slice(start, end);
}

/** Words of a piece of HTML, its entities as they are; tags left out. */
function plain(html: string): string {
  return html
    .replace(/<[^<>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
