/** What a request brought: JSON, a form, or a form with files. */
import type { IncomingMessage } from 'node:http';

export type Fields = Record<string, unknown>;

export interface Upload {
  /** The name of the form's field. */
  field: string;
  name: string;
  type: string;
  bytes: Uint8Array;
}

export interface Body {
  /** The parsed JSON, or the fields of a form as strings. */
  value: unknown;
  form: boolean;
  files: Upload[];
}

const MOST_BYTES = 30 << 20;

/** @throws {SyntaxError} of a body that is no JSON, or no form, though it says so */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MOST_BYTES) throw new SyntaxError('the body is too large');
    chunks.push(chunk as Buffer);
  }
  const bytes = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (bytes.length === 0) return { value: undefined, form: false, files: [] };
  if (/^(multipart\/form-data|application\/x-www-form-urlencoded)/i.test(type)) return form(bytes, type);
  return { value: JSON.parse(bytes.toString('utf8')), form: false, files: [] };
}

async function form(bytes: Buffer<ArrayBuffer>, type: string): Promise<Body> {
  const parts = await new Response(bytes, { headers: { 'content-type': type } }).formData().catch((cause) => {
    throw new SyntaxError('the form can not be read', { cause });
  });
  const value: Fields = {};
  const files: Upload[] = [];
  for (const [field, part] of parts) {
    if (typeof part === 'string') value[field] = part;
    else files.push({ field, name: part.name, type: part.type, bytes: new Uint8Array(await part.arrayBuffer()) });
  }
  return { value, form: true, files };
}

/** An object's fields; of anything else none. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
