/**
 * The simplest front matter, read without a YAML parser: lines of `key: words` and nothing else. Most blocks are such, and
 * the parser takes half of the time of a cold index. A test holds the two against each other.
 */

const LINE = /^([A-Za-z][A-Za-z0-9_-]{0,60}): +([A-Za-z0-9(<][^\x00-\x1F\x7F-\x9F\u2028\u2029\uFEFF]*)$/;

/** Words YAML gives a meaning of their own, as a key or as a value. */
const RESERVED = /^(?:null|true|false)$/i;

/** The data of a block, as YAML 1.2 reads it; undefined where that takes the parser. */
export function readPlainData(block: string): Record<string, unknown> | undefined {
  const data: Record<string, unknown> = {};
  for (const line of block.split('\n')) {
    if (line === '') continue;
    const match = LINE.exec(line);
    const [, key = '', words = ''] = match ?? [];
    if (!match || RESERVED.test(key) || Object.hasOwn(data, key)) return undefined;
    const value = plainValue(words.trimEnd());
    if (value === undefined) return undefined;
    data[key] = value;
  }
  return data;
}

function plainValue(words: string): string | number | undefined {
  if (words.includes(': ') || words.endsWith(':') || words.includes(' #') || RESERVED.test(words)) return undefined;
  if (/^\d{1,15}$/.test(words)) return Number(words);
  // Dates are words in YAML 1.2; what else is made of digits and signs may be a number.
  return /^[\d.eExXoOa-fA-F+_-]+$/.test(words) && !/^\d{4}-\d{2}-\d{2}$/.test(words) ? undefined : words;
}
