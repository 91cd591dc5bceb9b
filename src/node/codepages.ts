/** Single-byte code pages: what each made of the bytes 0x80 to 0xFF. */

export interface CodePage {
  /** Name as people and `iconv` know it. */
  name: string;
  /** 128 characters for the bytes 0x80 to 0xFF; U+FFFD where the page has none. */
  high: string;
  bytes: ReadonlyMap<string, number>;
}

/** Pages the web platform can decode, most usual first (https://encoding.spec.whatwg.org/#legacy-single-byte-encodings). */
const DECODED = [
  'windows-1252',
  'windows-1254',
  'windows-1250',
  'windows-1251',
  'windows-1257',
  'windows-1253',
  'windows-1255',
  'windows-1256',
  'windows-1258',
  'macintosh',
  'koi8-r',
  'ibm866',
];

/** Pages of the Windows console, which the platform does not know (Unicode's MAPPINGS/VENDORS/MICSFT/PC). */
const CONSOLE = {
  cp437:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
  cp850:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
};

const HIGH_BYTES = Uint8Array.from({ length: 128 }, (_, i) => 128 + i);

export const CODE_PAGES: readonly CodePage[] = [
  ...DECODED.map((name) => page(name, new TextDecoder(name).decode(HIGH_BYTES))),
  page('iso-8859-1', String.fromCharCode(...HIGH_BYTES)),
  ...Object.entries(CONSOLE).map(([name, high]) => page(name, high)),
];

function page(name: string, high: string): CodePage {
  const bytes = new Map<string, number>();
  // C1 controls are what the web platform puts where a page has nothing; iconv refuses them, and so does the map.
  for (let i = 0; i < 128; i++) {
    const char = high.charAt(i);
    if (char !== '\uFFFD' && (name === 'iso-8859-1' || char < '\u0080' || char > '\u009F')) bytes.set(char, 128 + i);
  }
  return { name, high, bytes };
}

/** The text as bytes of the page; undefined if it has a character the page has not. */
export function encode(text: string, codePage: CodePage): Uint8Array | undefined {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const byte = code < 128 ? code : codePage.bytes.get(text.charAt(i));
    if (byte === undefined) return undefined;
    out[i] = byte;
  }
  return out;
}
