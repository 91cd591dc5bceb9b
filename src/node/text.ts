/** Bytes of a file to text, whatever they are. */
import { isAscii, isUtf8 } from 'node:buffer';
import { findMojibake } from './mojibake.ts';
import type { Warning } from './node.ts';

/** Controls other than tab and line feed, and the two code points XML forbids besides. */
const CONTROL = /[\x00-\x08\x0B-\x1F\x7F-\x9F\uFFFE\uFFFF]/;
const CONTROLS = new RegExp(CONTROL, 'g');

/**
 * The text of a file: byte order mark dropped, every line ended by LF, no control characters but tab, no lone surrogates.
 * UTF-8; UTF-16 where a byte order mark says so; bytes that are no UTF-8 are read as windows-1252 one by one, so the rest
 * of the file stays whole. Each fault costs a warning that says how to mend it.
 */
export function decodeText(bytes: Uint8Array): { text: string; warnings: Warning[] } {
  const warnings: Warning[] = [];
  let text = toText(bytes, warnings);
  if (text.includes('\r')) {
    const line = text.slice(0, text.indexOf('\r')).split('\n').length;
    const message = 'Lines end with CR (Windows or old Mac line ends); they were read as LF.';
    warnings.push({
      code: 'line-ends',
      message,
      mend: 'Run `dos2unix FILE`, or let git do it: `* text=auto` in .gitattributes.',
      line,
    });
    text = text.replace(/\r\n?/g, '\n');
  }
  if (!isAscii(bytes)) {
    const damaged = findMojibake(text);
    if (damaged) warnings.push(damaged);
  }
  return { text: reportControls(text, warnings), warnings };
}

function toText(bytes: Uint8Array, warnings: Warning[]): string {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  if (utf16) {
    const message = 'The file is UTF-16, not UTF-8.';
    warnings.push({ code: 'not-utf-8', message, mend: 'Run `iconv -f UTF-16 -t UTF-8 FILE > MENDED`.', line: 1 });
    return new TextDecoder(utf16).decode(bytes);
  }
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  if (marked) {
    const message = 'The file begins with a byte order mark; it was dropped.';
    warnings.push({ code: 'byte-order-mark', message, mend: 'Save the file as UTF-8 without BOM.', line: 1 });
  }
  const body = Buffer.from(bytes.buffer, bytes.byteOffset + (marked ? 3 : 0), bytes.byteLength - (marked ? 3 : 0));
  if (isAscii(body)) return body.toString('latin1');
  return isUtf8(body) ? body.toString('utf8') : decodeMixed(body, warnings);
}

/** Line by line, so that only lines with a bad byte are read byte by byte (a line feed is never part of a longer letter). */
function decodeMixed(body: Buffer, warnings: Warning[]): string {
  const parts: string[] = [];
  let firstBad: number | undefined;
  let otherwiseUtf8 = false;
  for (let start = 0, line = 1; start < body.length; line++) {
    const feed = body.indexOf(10, start);
    const end = feed < 0 ? body.length : feed + 1;
    const bytes = body.subarray(start, end);
    if (isUtf8(bytes)) {
      otherwiseUtf8 ||= !isAscii(bytes);
      parts.push(bytes.toString('utf8'));
    } else {
      firstBad ??= line;
      parts.push(decodeBytes(bytes));
    }
    start = end;
  }
  const line = firstBad ?? 1;
  const message = `The file is not UTF-8, first on line ${line}; the bytes at fault were read as windows-1252.`;
  const mend = otherwiseUtf8
    ? `Most of the file is UTF-8: retype the damaged letters (see line ${line}) and save it as UTF-8.`
    : 'Run `iconv -f WINDOWS-1252 -t UTF-8 FILE > MENDED`, check it, and put it in place of the file.';
  warnings.push({ code: 'not-utf-8', message, mend, line });
  return parts.join('');
}

function decodeBytes(bytes: Buffer): string {
  const single = new TextDecoder('windows-1252');
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at] ?? 0);
    const sequence = bytes.subarray(at, at + length);
    const whole = sequence.length === length && isUtf8(sequence);
    text += whole ? sequence.toString('utf8') : single.decode(bytes.subarray(at, at + 1));
    at += whole ? length : 1;
  }
  return text;
}

/** Bytes of the UTF-8 sequence that a lead byte announces. */
function sequenceLength(lead: number): number {
  if (lead < 0xc0) return 1;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

function reportControls(text: string, warnings: Warning[]): string {
  const at = text.search(CONTROL);
  if (at < 0) return text;
  const line = text.slice(0, at).split('\n').length;
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  const message = `The file holds control characters, first U+${code} on line ${line}; they were left out.`;
  warnings.push({ code: 'control-characters', message, mend: 'Delete them in an editor that shows them.', line });
  return withoutControls(text);
}

/** The text without control characters other than tab and line feed. Form feed, vertical tab and next line become spaces. */
export function withoutControls(text: string): string {
  return CONTROL.test(text) ? text.replace(/[\x0B\x0C\x85]/g, ' ').replace(CONTROLS, '') : text;
}
