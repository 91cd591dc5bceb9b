/** The HTTP server under both fakes: reads a request, lets a fault happen, answers, notes what was refused. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Body, readBody } from './body.ts';
import type { Clock } from './clock.ts';
import type { Fault, Faults } from './faults.ts';

export interface Call {
  method: string;
  /** Decoded no further than the platform itself would: the raw path. */
  path: string;
  query: URLSearchParams;
  header(name: string): string | undefined;
  body: Body;
  /** Ends when the client goes away. */
  gone: AbortSignal;
}

export interface Answer {
  status: number;
  /** Sent as JSON; nothing when absent. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** An answer of 4xx that was not injected. */
export interface Refusal {
  at: number;
  label: string;
  status: number;
  answer: unknown;
  sent: unknown;
}

/** What a platform's fake gives the server. */
export interface Handler {
  label(call: Call): string;
  handle(call: Call): Promise<Answer> | Answer;
  /** An injected 429 with `ms` of the fake's time to wait. */
  tooFast(ms: number): Answer;
  unreadable(): Answer;
}

const HTML = '<html><head><title>502 Bad Gateway</title></head><body><center>Bad Gateway</center></body></html>';

export class Listener {
  /** Refused requests except those that came too fast, oldest first: a good bot leaves it empty. */
  readonly refusals: Refusal[] = [];
  /** Requests that were refused because they came too fast (429, not injected). */
  readonly limited: Refusal[] = [];
  readonly server: Server;
  readonly #handler: Handler;
  readonly #faults: Faults;
  readonly #clock: Clock;

  constructor(handler: Handler, faults: Faults, clock: Clock) {
    this.#handler = handler;
    this.#faults = faults;
    this.#clock = clock;
    // A client that takes an idle connection up again must not find it just closing: such a fault is nobody's order.
    this.server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        console.error(error);
        response.destroy();
      });
    });
  }

  /** @returns the port */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const call = await read(request, gone.signal).catch(() => undefined);
    if (call === undefined) return send(response, this.#handler.unreadable());
    const label = this.#handler.label(call);
    const fault = this.#faults.pick(label);
    if (fault && !isAfter(fault)) return this.#fail(response, fault);
    const answer = await this.#handler.handle(call);
    this.#note(label, call, answer);
    if (fault) return this.#fail(response, fault, answer);
    send(response, answer);
  }

  #fail(response: ServerResponse, { kind, seconds }: Fault, answer?: Answer): void {
    if (kind === '429') {
      send(response, this.#handler.tooFast(seconds * 1000));
    } else if (kind === '502' || kind === '502-after') {
      response.writeHead(502, { 'content-type': 'text/html' });
      response.end(HTML);
    } else if (kind === 'drop' || kind === 'drop-after') {
      response.destroy();
    } else if (kind === 'slow' && answer) {
      this.#clock.after(seconds * 1000, () => send(response, answer));
    } else if (kind === 'garbled' && answer) {
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end((JSON.stringify(answer.body) ?? '{}').slice(0, -1));
    }
  }

  #note(label: string, call: Call, answer: Answer): void {
    if (answer.status < 400 || answer.status >= 500) return;
    const list = answer.status === 429 ? this.limited : this.refusals;
    list.push({
      at: this.#clock.now(),
      label,
      status: answer.status,
      answer: answer.body,
      sent: call.body.value,
    });
  }
}

function isAfter({ kind }: Fault): boolean {
  return kind.endsWith('-after') || kind === 'slow' || kind === 'garbled';
}

async function read(request: IncomingMessage, gone: AbortSignal): Promise<Call> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    header: (name) => request.headers[name]?.toString(),
    body: await readBody(request),
    gone,
  };
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.destroyed || response.writableEnded) return;
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  });
  response.end(text);
}
