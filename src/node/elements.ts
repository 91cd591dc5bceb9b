/** Which tags in a line of Markdown are HTML, and which only look like it: `Vec<String>` is what its author means. */

/** HTML Living Standard, index of elements and 16.2 (https://html.spec.whatwg.org/multipage/indices.html#elements-3). */
const ELEMENTS = new Set(
  [
    'a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption cite code col',
    'colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure footer form h1 h2 h3',
    'h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark math menu meta',
    'meter nav noscript object ol optgroup option output p picture pre progress q rp rt ruby s samp script search section',
    'select selectedcontent slot small source span strong style sub summary sup svg table tbody td template textarea',
    'tfoot th thead time title tr track u ul var video wbr',
    'acronym applet basefont bgsound big blink center dir font frame frameset isindex keygen listing marquee menuitem',
    'multicol nextid nobr noembed noframes param plaintext rb rtc spacer strike tt xmp',
  ].flatMap((line) => line.split(' ')),
);

/** What nobody has to close. */
const UNCLOSED = new Set(
  'area base br col dd dt embed hr img input li link meta option p rp rt source td th tr track wbr'.split(' '),
);

/**
 * Whether a tag is markup. `before`: the words it follows; `isClosed`: whether a tag of this text ends its element. A
 * comment is markup; a name that HTML does not know is none, and neither is one right behind a word that never ends:
 * `Array<Object>`.
 */
export function isMarkup(tag: string, before: string, isClosed: (name: string) => boolean): boolean {
  const name = /^<\/?([a-z][a-z0-9-]*)/i.exec(tag)?.[1]?.toLowerCase();
  if (name === undefined) return true;
  if (!ELEMENTS.has(name)) return false;
  const isBare = tag.length === name.length + 2;
  return !isBare || UNCLOSED.has(name) || !/[\p{L}\p{N}]$/u.test(before) || isClosed(name);
}
