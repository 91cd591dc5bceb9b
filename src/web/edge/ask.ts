/**
 * Reads requests that are as plain as those of feed readers: one GET without a body, whole in one piece. Whatever is in
 * any way different is not read but left to Node's own HTTP parser, so nothing here must be lenient.
 */
import type { IncomingMessage } from 'node:http';

/** What an answer with a copy depends on. */
export interface Ask {
  /** As it came, with its query. */
  path: string;
  acceptEncoding: string | undefined;
  ifNoneMatch: string | undefined;
  ifModifiedSince: string | undefined;
}

export interface PlainAsk extends Ask {
  /** The reader wants the connection closed after the answer. */
  isLast: boolean;
}

/** Request line, fields and empty line (RFC 9112, 2.2 and 5): no folded lines, no white space before a colon, no controls. */
const PLAIN = /^GET (\/[!-~]*) HTTP\/1\.([01])\r\n((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n)+)\r\n$/;
/** Longer ones are no feed reader's. Bytes. */
const LONGEST = 4_096;
/** The only fields that matter; those of `undefined` say how long a request is, or what is to be done before its answer. */
const MATTERS = new Map<string, number | undefined>([
  ...Object.entries({ host: 0, 'accept-encoding': 1, 'if-none-match': 2, 'if-modified-since': 3, connection: 4 }),
  ...['content-length', 'transfer-encoding', 'expect', 'upgrade'].map((name) => [name, undefined] as const),
]);

/** Undefined where the bytes are anything else than one plain request. */
export function plainAsk(bytes: Buffer): PlainAsk | undefined {
  if (bytes.length > LONGEST) return undefined;
  const found = PLAIN.exec(bytes.toString('latin1'));
  if (!found) return undefined;
  const [, path = '', minor, lines = ''] = found;
  const values: (string | undefined)[] = [undefined, undefined, undefined, undefined, undefined];
  for (let at = 0; at < lines.length; ) {
    const end = lines.indexOf('\r\n', at);
    const colon = lines.indexOf(':', at);
    const name = lines.slice(at, colon).toLowerCase();
    if (MATTERS.has(name)) {
      const place = MATTERS.get(name);
      // Whoever says a thing twice may mean either.
      if (place === undefined || values[place] !== undefined) return undefined;
      values[place] = lines.slice(colon + 1, end).trim();
    }
    at = end + 2;
  }
  const [host, acceptEncoding, ifNoneMatch, ifModifiedSince, said] = values;
  const connection = said?.toLowerCase() ?? (minor === '0' ? 'close' : 'keep-alive');
  const isLast = connection === 'close';
  // HTTP/1.0 knows connections that stay open by agreement only; the parser agrees to them.
  if (host === undefined || !(isLast || (connection === 'keep-alive' && minor === '1'))) return undefined;
  return { path, isLast, acceptEncoding, ifNoneMatch, ifModifiedSince };
}

/** The same of a request that the parser has read; undefined where it is no GET. */
export function askOf({ method, url, headers }: IncomingMessage): Ask | undefined {
  if (method !== 'GET' || url === undefined) return undefined;
  return {
    path: url,
    acceptEncoding: headers['accept-encoding'] as string | undefined,
    ifNoneMatch: headers['if-none-match'],
    ifModifiedSince: headers['if-modified-since'],
  };
}
