/** Conditional and compressed answers (RFC 9110, 12.5.3 and 13). */
import { type Document, type Encoding, WORTH_IT } from '../feed/document.ts';
import { httpDate } from './http-date.ts';

/** The encoding to answer with; undefined: none. */
export function chooseEncoding(accepted: string | undefined, size: number): Encoding | undefined {
  if (!accepted || size < WORTH_IT) return undefined;
  const weights = new Map<string, number>();
  for (const part of accepted.toLowerCase().split(',')) {
    const [name, ...parameters] = part.split(';').map((text) => text.trim());
    const q = parameters.find((text) => text.startsWith('q='));
    weights.set(name!, q ? Number(q.slice(2)) || 0 : 1);
  }
  const weight = (name: string): number => weights.get(name) ?? weights.get('*') ?? 0;
  const [br, gzip] = [weight('br'), Math.max(weight('gzip'), weights.get('x-gzip') ?? 0)];
  const best = Math.max(br, gzip);
  // Who likes both as well gets the smaller one.
  if (best <= 0 || best < weight('identity')) return undefined;
  return br >= gzip ? 'br' : 'gzip';
}

/**
 * True where the reader has this already. If-None-Match is compared weakly and wins over If-Modified-Since; a mark of
 * any encoding of the same bytes will do.
 */
export function isUnchanged(
  document: Pick<Document, 'etag' | 'lastModified'>,
  ifNoneMatch: string | undefined,
  ifModifiedSince: string | undefined,
): boolean {
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() === '*') return true;
    const own = document.etag.slice(1, -1);
    return (ifNoneMatch.match(/"[^"]*"/g) ?? []).some((tag) => tag.slice(1, -1).replace(/-(gzip|br)$/, '') === own);
  }
  if (ifModifiedSince === undefined || !document.lastModified) return false;
  const modified = Date.parse(document.lastModified);
  const since = httpDate(ifModifiedSince, modified);
  return since !== undefined && modified <= since;
}
