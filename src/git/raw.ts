/**
 * Reads what `git diff-tree --raw -z` and `git log --raw -z` print: NUL-separated, so that any byte a file name may
 * hold (line breaks, quotes, invalid UTF-8) is just a byte.
 *
 * A record is `:OLDMODE NEWMODE OLDOID NEWOID STATUS[SCORE]`, then one path, or two for a rename
 * (gitformat: "Raw output format" in `git help diff-tree`). Anything else between is a header of the caller's.
 */

/**
 * - `A` added: also a copy, and a link or submodule that became a file
 * - `M` its text changed
 * - `D` deleted: also a file that became a link or submodule
 * - `R` renamed from `from`, perhaps edited too
 */
export interface RawChange {
  status: 'A' | 'M' | 'D' | 'R';
  /** From the repository's root, with `/`. Bytes that are no UTF-8 are read as U+FFFD. */
  path: string;
  /** Former path of a rename. */
  from?: string;
  /** Blob after the change; for a deletion the one before it. */
  oid: string;
  /** Blob before the change. Absent for an addition. */
  oldOid?: string;
}

export type RawItem = { header: string } | { change: RawChange };

/** Splits chunks at NUL bytes, without decoding. The text after the last NUL is dropped: -z output ends in one. */
export async function* tokens(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer[], void, void> {
  let rest: Buffer | undefined;
  for await (const chunk of chunks) {
    const data: Buffer = rest ? Buffer.concat([rest, chunk]) : chunk;
    const found: Buffer[] = [];
    let begin = 0;
    for (let end = data.indexOf(0); end !== -1; end = data.indexOf(0, begin)) {
      found.push(data.subarray(begin, end));
      begin = end + 1;
    }
    rest = begin < data.length ? data.subarray(begin) : undefined;
    if (found.length) yield found;
  }
}

/** Headers and changes in the order git prints them, an array for each chunk read. */
export async function* rawItems(chunks: AsyncIterable<Buffer>): AsyncGenerator<RawItem[], void, void> {
  let record: string | undefined;
  let from: string | undefined;
  for await (const batch of tokens(chunks)) {
    const items: RawItem[] = [];
    for (const token of batch) {
      if (record === undefined) {
        // `git log` puts a line break before the first record of a commit, and an empty token between commits.
        const text = token.toString('latin1').trimStart();
        if (text.startsWith(':')) record = text;
        else if (text) items.push({ header: text });
        continue;
      }
      const status = statusOf(record);
      if ((status === 'R' || status === 'C') && from === undefined) {
        from = pathOf(token);
        continue;
      }
      const change = readRecord(record, pathOf(token), from);
      if (change) items.push({ change });
      record = undefined;
      from = undefined;
    }
    if (items.length) yield items;
  }
}

function statusOf(record: string): string {
  return record.charAt(record.lastIndexOf(' ') + 1);
}

/** What a record means for regular files; undefined where it touches none, or only a file's permissions. */
function readRecord(record: string, path: string, from: string | undefined): RawChange | undefined {
  const [oldMode = '', newMode = '', oldOid = '', oid = ''] = record.slice(1).split(' ');
  const was = isFile(oldMode);
  const is = isFile(newMode);
  const status = statusOf(record);
  if (was && !is) return { status: 'D', path: from ?? path, oid: oldOid, oldOid };
  if (!is) return undefined;
  if (!was || status === 'C') return { status: 'A', path, oid };
  if (status === 'R') return { status: 'R', path, from, oid, oldOid };
  return oid === oldOid ? undefined : { status: 'M', path, oid, oldOid };
}

/** Regular files are 100644 and 100755; 120000 is a symbolic link, 160000 a submodule, 000000 nothing. */
function isFile(mode: string): boolean {
  return mode.startsWith('100');
}

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A path as text. Bytes that are no UTF-8 become `%` and their value, so that two such names stay two. */
export function pathOf(bytes: Buffer): string {
  try {
    return STRICT.decode(bytes);
  } catch {
    // Each piece that is whole stays; every other byte is spelled out.
    return [
      ...bytes
        .toString('latin1')
        .matchAll(/[\x00-\x7f]+|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|./gs),
    ]
      .map(([piece]) => spelled(Buffer.from(piece, 'latin1')))
      .join('');
  }
}

function spelled(piece: Buffer): string {
  try {
    return STRICT.decode(piece);
  } catch {
    return [...piece].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
  }
}
