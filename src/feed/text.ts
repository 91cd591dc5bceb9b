/**
 * Text that may stand in XML and in JSON alike. Everything that enters an entry passes here first, so the writers
 * may use the characters removed here as marks of their own.
 */

/** Controls but tab and line feed; U+FFFE and U+FFFF, which XML forbids; the other noncharacters of the first plane. */
const UNFIT = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]/g;
/** Some parsers read the Unicode ones as `\n` too, so that is what all get. */
const LINE_ENDS = /\r\n?|[\u2028\u2029]/g;
const LONE_SURROGATE = /\p{Cs}/gu;

/** Without the characters that XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets); line ends are `\n`, as XML reads them. */
export function sound(text: string): string {
  const whole = text.isWellFormed() ? text : text.replace(LONE_SURROGATE, '');
  return whole.replace(LINE_ENDS, '\n').replace(UNFIT, '');
}

/** One line, single spaces, none around. */
export function line(text: string): string {
  return sound(text).replace(/\s+/g, ' ').trim();
}

/** Sound in CDATA as it is: `]]&gt;` says the same as `]]>` in HTML, and ends no section. */
export function soundHtml(html: string): string {
  return sound(html).replaceAll(']]>', ']]&gt;');
}

/** Plain text as HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Plain text as XML text or as an attribute's value in double quotes. */
export const escapeXml = escapeHtml;

/** An ISO instant in whole seconds, which is all that RSS can tell. Throws RangeError on what is no date. */
export function instant(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 19)}Z`;
}
