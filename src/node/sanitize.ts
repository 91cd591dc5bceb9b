/** HTML from unknown hands to HTML that is safe to show anywhere, with absolute addresses. */
import sanitize, { type Attributes, type IOptions, type Tag } from 'sanitize-html';
import { leadsElsewhere } from './links.ts';
import { fragmentId } from './slug.ts';

/** The part of a render context that addresses need. */
export interface Addresses {
  url(target: string): string | undefined;
  base: string;
}

const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const TEXT_TAGS =
  'p br hr div span blockquote pre code ul ol li dl dt dd strong b em i u s del ins mark small sub sup q cite abbr time kbd samp var ruby rt rp bdi bdo wbr details summary figure figcaption';
const TABLE_TAGS = 'table caption thead tbody tfoot tr th td';

/** What these hold is not for readers; of all other unknown tags only the tag is dropped. */
const SILENT_TAGS = [
  'script',
  'style',
  'textarea',
  'option',
  'noscript',
  'title',
  'iframe',
  'noembed',
  'noframes',
  'template',
  'svg',
  'math',
  'object',
  'xmp',
];

const SCHEMES = ['http', 'https', 'mailto'];

const CELL = ['align', 'colspan', 'rowspan'];

const RULES: IOptions = {
  allowedTags: [...HEADINGS, ...TEXT_TAGS.split(' '), ...TABLE_TAGS.split(' '), 'a', 'img', 'picture', 'source'],
  allowedAttributes: {
    '*': ['dir', 'lang', 'title'],
    a: ['href'],
    img: ['src', 'srcset', 'alt', 'width', 'height'],
    source: ['srcset', 'media', 'type'],
    ...Object.fromEntries(HEADINGS.map((tag) => [tag, ['id']])),
    ...Object.fromEntries(['blockquote', 'q', 'del', 'ins'].map((tag) => [tag, ['cite']])),
    ol: ['start', 'reversed'],
    li: ['value'],
    time: ['datetime'],
    details: ['open'],
    td: CELL,
    th: [...CELL, 'scope'],
  },
  allowedClasses: { code: ['language-*'] },
  allowedSchemes: SCHEMES,
  allowedSchemesAppliedToAttributes: ['href', 'src', 'srcset', 'cite'],
  allowProtocolRelative: false,
  nonTextTags: SILENT_TAGS,
  // Deeper than any text goes; the cleaner's work grows with the square of the depth.
  nestingLimit: 60,
};

/** Only allowed tags and attributes; addresses absolute, or dropped where they lead nowhere. */
export function cleanHtml(html: string, addresses: Addresses): string {
  const cite = (tag: string, attribs: Attributes) => ({
    tagName: tag,
    attribs: withAddress(attribs, 'cite', addresses),
  });
  const cell = (tag: string, attribs: Attributes) => ({ tagName: tag, attribs: aligned(attribs) });
  return sanitize(html, {
    ...RULES,
    // A link that leads nowhere is only its words.
    exclusiveFilter: ({ tag, attribs }) => (tag === 'a' && attribs.href === undefined ? 'excludeTag' : false),
    transformTags: {
      a: (_, attribs) => anchor(attribs, addresses),
      img: (_, attribs) => image(attribs, addresses),
      source: (tag, attribs) => ({ tagName: tag, attribs: withSources(attribs, addresses) }),
      blockquote: cite,
      q: cite,
      del: cite,
      ins: cite,
      td: cell,
      th: cell,
    },
  });
}

function anchor(attribs: Attributes, addresses: Addresses): Tag {
  const address = absolute(attribs.href ?? '', addresses);
  return { tagName: 'a', attribs: address === undefined ? {} : { ...attribs, href: address } };
}

/** An image whose file is not public is shown by its words. */
function image(attribs: Attributes, addresses: Addresses): Tag {
  const address = absolute(attribs.src ?? '', addresses);
  if (address === undefined || address.startsWith('mailto:'))
    return { tagName: 'span', attribs: {}, text: attribs.alt ?? '' };
  return { tagName: 'img', attribs: withSources({ alt: '', ...attribs, src: address }, addresses) };
}

function withAddress(attribs: Attributes, name: string, addresses: Addresses): Attributes {
  const { [name]: target, ...rest } = attribs;
  const address = target === undefined ? undefined : absolute(target, addresses);
  return address === undefined ? rest : { ...rest, [name]: address };
}

/** `srcset`: addresses parted by commas, each with a width or density after a space. */
function withSources(attribs: Attributes, addresses: Addresses): Attributes {
  const { srcset, ...rest } = attribs;
  if (srcset === undefined) return rest;
  const sources = srcset.split(/,\s+|,$/).flatMap((one) => {
    const [target = '', size = ''] = one.trim().split(/\s+/);
    const address = absolute(target, addresses);
    return address === undefined || !/^(?:\d{1,6}(?:\.\d{1,4})?[wx])?$/.test(size)
      ? []
      : [size === '' ? address : `${address} ${size}`];
  });
  return sources.length === 0 ? rest : { ...rest, srcset: sources.join(', ') };
}

/** The Markdown parser aligns columns by style; styles are not let through. */
function aligned(attribs: Attributes): Attributes {
  const { style, ...rest } = attribs;
  const align = /text-align:\s*(left|right|center)/.exec(style ?? '')?.[1];
  return align ? { ...rest, align } : rest;
}

/** A target as written to an address that readers may follow; undefined where it leads nowhere. */
export function absolute(target: string, addresses: Addresses): string | undefined {
  // Browsers drop these from addresses before they look for a scheme, and so do we.
  const written = target.replace(/[\t\n\r]/g, '').trim();
  if (written === '') return undefined;
  if (written.startsWith('#')) return proper(`${addresses.base}#${fragmentId(written.slice(1))}`);
  if (written.startsWith('//')) return proper(`https:${written}`);
  const address = leadsElsewhere(written) ? written : addresses.url(written);
  return address === undefined ? undefined : proper(address);
}

/** The address as a parser of addresses writes it, if its scheme is one a reader may follow. */
function proper(address: string): string | undefined {
  const url = URL.parse(address);
  return url && SCHEMES.includes(url.protocol.slice(0, -1)) ? url.href : undefined;
}

/** The words of HTML, its tags dropped. */
export function textOfHtml(html: string): string {
  const text = sanitize(html, { allowedTags: [], nonTextTags: SILENT_TAGS, nestingLimit: 60 });
  return text.replace(/&(amp|lt|gt|quot);/g, (_, name: keyof typeof ENTITIES) => ENTITIES[name]);
}

/** All that the cleaner writes. */
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** Words as the cleaner writes them: quotes stay. */
export function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : '&gt;'));
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
