/** Plain requests that no copy answers, asked of the program in a word and answered in one, without a second HTTP between them. */
import type { MessagePort } from 'node:worker_threads';
import type { Ask } from './ask.ts';
import { type Answer, answerOf } from './copies.ts';

/** What the edge asks, and is answered. The order of answers is free. */
export interface Question extends Omit<Ask, 'isLast'> {
  number: number;
}
export interface Reply {
  number: number;
  status: number;
  fields: Record<string, string>;
  body: Uint8Array;
}

/** A path that Node's parser and the web's addresses might read otherwise is left to them. */
const PLAIN_PATH = /^\/(?!\/)[^#\\]*$/;

/** At the edge. */
export class Inquiries {
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #number = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', ({ number, status, fields, body }: Reply) => {
      this.#waiting.get(number)?.(answerOf(status, fields, body));
      this.#waiting.delete(number);
    });
  }

  /** False where it cannot be asked so. */
  ask({ path, acceptEncoding, ifNoneMatch, ifModifiedSince }: Ask, answered: (answer: Answer) => void): boolean {
    if (!PLAIN_PATH.test(path)) return false;
    const number = this.#number++;
    this.#waiting.set(number, answered);
    this.#port.postMessage({ number, path, acceptEncoding, ifNoneMatch, ifModifiedSince } satisfies Question);
    return true;
  }
}

/** In the program. `fetch` is the web app's. */
export function answerInquiries(port: MessagePort, fetch: (request: Request) => Response | Promise<Response>): void {
  port.on('message', async (question: Question) => {
    port.postMessage({ number: question.number, ...(await answered(question, fetch)) } satisfies Reply);
  });
}

async function answered(
  { path, acceptEncoding, ifNoneMatch, ifModifiedSince }: Question,
  fetch: (request: Request) => Response | Promise<Response>,
): Promise<Omit<Reply, 'number'>> {
  const headers: Record<string, string> = {};
  if (acceptEncoding !== undefined) headers['accept-encoding'] = acceptEncoding;
  if (ifNoneMatch !== undefined) headers['if-none-match'] = ifNoneMatch;
  if (ifModifiedSince !== undefined) headers['if-modified-since'] = ifModifiedSince;
  try {
    const response = await fetch(new Request(`http://localhost${path}`, { headers }));
    const body = new Uint8Array(await response.arrayBuffer());
    const fields = Object.fromEntries([...response.headers].map(([name, value]) => [wordsOf(name), value]));
    if (response.status !== 304) fields['Content-Length'] = String(body.length);
    return { status: response.status, fields, body };
  } catch {
    const body = Buffer.from('This cannot be shown just now. Please try again in a moment.\n');
    const type = { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': String(body.length) };
    return { status: 503, fields: { ...type, 'Retry-After': '30' }, body };
  }
}

/** `Content-Type`: fetch tells the names of fields in lower case. */
function wordsOf(name: string): string {
  if (name === 'etag') return 'ETag';
  return name.replace(/(^|-)[a-z]/g, (letters) => letters.toUpperCase());
}
