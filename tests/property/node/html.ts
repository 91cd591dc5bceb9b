/** A strict reader of the HTML that renderHtml writes: anything that is not plain text or a well-formed tag is an error. */

export interface HtmlTag {
  name: string;
  attributes: [name: string, value: string][];
}

const ATTRIBUTE = /\s([a-z]+)(?:="([^"<>]*)")?/g;
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s[a-z]+(?:="[^"<>]*")?)*)(\s\/)?>/y;
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };

const EVERYWHERE = ['dir', 'lang', 'title'];
const CELL = ['align', 'colspan', 'rowspan', 'scope'];
const QUOTING = ['cite'];

/** Every tag the room may write, with its attributes. */
const ALLOWED: Record<string, string[]> = {
  a: ['href'],
  img: ['src', 'srcset', 'alt', 'width', 'height'],
  source: ['srcset', 'media', 'type'],
  blockquote: QUOTING,
  q: QUOTING,
  del: QUOTING,
  ins: QUOTING,
  ol: ['start', 'reversed'],
  li: ['value'],
  time: ['datetime'],
  details: ['open'],
  code: ['class'],
  td: CELL,
  th: CELL,
};
const PLAIN =
  'p br hr div span pre ul dl dt dd strong b em i u s mark small sub sup cite abbr kbd samp var ruby rt rp bdi bdo wbr summary figure figcaption table caption thead tbody tfoot tr picture'.split(
    ' ',
  );

/** Allowed attributes of a tag. Throws for a tag that must never be written. */
export function allowedAttributes(name: string): string[] {
  if (/^h[1-6]$/.test(name)) return [...EVERYWHERE, 'id'];
  const own = Object.hasOwn(ALLOWED, name) ? ALLOWED[name] : undefined;
  if (!own && !PLAIN.includes(name)) throw new Error(`<${name}> is not allowed`);
  return [...EVERYWHERE, ...(own ?? [])];
}

/** Opening tags with their attributes, entities decoded. Throws where a browser could read the text otherwise. */
export function readTags(html: string): HtmlTag[] {
  const tags: HtmlTag[] = [];
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', TAG.lastIndex)) {
    TAG.lastIndex = at;
    const match = TAG.exec(html);
    if (!match) throw new Error(`not a whole tag: ${html.slice(at, at + 80)}`);
    const [, closing, name = '', attributes = ''] = match;
    if (closing) continue;
    const read = [...attributes.matchAll(ATTRIBUTE)].map(([, key = '', value = '']): [string, string] => [
      key,
      decode(value),
    ]);
    tags.push({ name, attributes: read });
  }
  return tags;
}

function decode(value: string): string {
  return value.replace(/&(?:#(\d+)|([a-z]+));/g, (whole, code?: string, name?: string) =>
    code ? String.fromCodePoint(Number(code)) : (NAMED[name ?? ''] ?? whole),
  );
}
