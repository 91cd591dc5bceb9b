/** Passes requests on to the server that makes the answers, as a gateway does (RFC 9110, 7.6). */
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';

/** Fields that speak of one connection only (RFC 9110, 7.6.1). How a body is sent on is written anew. */
const OF_CONNECTION = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer'];
/** `Expect` is answered already; the fields that say how long a body is stay. */
const NOT_ONWARD = new Set([...OF_CONNECTION, 'upgrade', 'expect']);
const NOT_BACK = new Set([...OF_CONNECTION, 'transfer-encoding']);
/** Connections without work are let go before the server does. Milliseconds. */
const IDLE = 30_000;

export class Onward {
  readonly #agent = new Agent({ keepAlive: true, timeout: IDLE });
  readonly #port: number;

  /** A port of this machine. */
  constructor(port: number) {
    this.#port = port;
  }

  pass(asked: IncomingMessage, answer: ServerResponse): void {
    const onward = request({
      ...{ host: '127.0.0.1', port: this.#port, agent: this.#agent, setHost: false },
      ...{ method: asked.method, path: asked.url, headers: fieldsWithout(asked.rawHeaders, NOT_ONWARD) },
    });
    onward.once('response', (answered) => {
      answer.writeHead(answered.statusCode ?? 502, fieldsWithout(answered.rawHeaders, NOT_BACK));
      // Either side may leave in the middle; the other is let go with it.
      pipeline(answered, answer, () => undefined);
    });
    // An error after the answer began is the pipeline's.
    onward.on('error', () => refuse(answer));
    answer.once('close', () => answer.writableFinished || onward.destroy());
    asked.pipe(onward);
  }
}

/** Names and values in turn, as `rawHeaders` are. */
function fieldsWithout(raw: string[], left: ReadonlySet<string>): string[] {
  const fields: string[] = [];
  for (let at = 0; at < raw.length; at += 2) if (!left.has(raw[at]!.toLowerCase())) fields.push(raw[at]!, raw[at + 1]!);
  return fields;
}

function refuse(answer: ServerResponse): void {
  if (answer.headersSent || answer.destroyed) return;
  answer.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': '30' });
  answer.end('The server is starting or stopping. Please come back in half a minute.\n');
}
