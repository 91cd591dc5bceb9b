/** An answer with a document: its header fields, and whether its bytes are worth sending. */
import type { Context } from 'hono';
import type { Document, Encoding } from '../feed/document.ts';
import { chooseEncoding, isUnchanged } from './conditional.ts';

const CACHE = 'public, max-age=60';
/** What a 304 says again (RFC 9110, 15.4.5), and who may read it: the reader has the other fields already. */
const SAID_AGAIN = ['ETag', 'Last-Modified', 'Cache-Control', 'Vary', 'Access-Control-Allow-Origin'];

export type Fields = Record<string, string>;

/** What a reader was told of a document in one encoding. */
export interface Answered {
  encoding: Encoding | undefined;
  /** Fields of a 304. */
  unchanged: Fields;
  /** Of a 200; absent where the reader had the document already, or asked for its head only. */
  whole?: { fields: Fields; body: Buffer };
}

/** `more`: fields beside the usual ones, or instead of them. `heard`: called with what is answered. */
export async function sendDocument(
  c: Context,
  document: Document,
  more: Fields = {},
  heard?: (answered: Answered) => void,
): Promise<Response> {
  const encoding = /^(text|application|image\/svg)/.test(document.type)
    ? chooseEncoding(c.req.header('accept-encoding'), document.length)
    : undefined;
  const fields: Fields = {
    ETag: document.etagOf(encoding),
    'Cache-Control': CACHE,
    Vary: 'Accept-Encoding',
    'X-Content-Type-Options': 'nosniff',
    ...more,
  };
  if (document.lastModified) fields['Last-Modified'] = document.lastModified;
  const unchanged = Object.fromEntries(SAID_AGAIN.flatMap((name) => (fields[name] ? [[name, fields[name]]] : [])));
  if (isUnchanged(document, c.req.header('if-none-match'), c.req.header('if-modified-since'))) {
    heard?.({ encoding, unchanged });
    return new Response(null, { status: 304, headers: unchanged });
  }
  const body = encoding ? await document.encoded(encoding) : document.body;
  fields['Content-Type'] = document.type;
  fields['Content-Length'] = String(body.length);
  if (encoding) fields['Content-Encoding'] = encoding;
  const isHead = c.req.method === 'HEAD';
  heard?.({ encoding, unchanged, whole: isHead ? undefined : { fields, body } });
  // A plain Response with plain fields: the way that @hono/node-server writes without copying.
  return new Response(isHead ? null : (body as Uint8Array<ArrayBuffer>), { status: 200, headers: fields });
}
