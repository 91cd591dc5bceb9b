/** Asks one server for one feed as fast as it answers, over a few connections that stay open. */
import { connect, type Socket } from 'node:net';

const CONNECTIONS = 32;

interface Whole {
  status: number;
  etag: string;
  body: Buffer;
}

export class Load {
  readonly #port: number;
  readonly #path: string;
  #etag = '';

  constructor(port: number, path: string) {
    this.#port = port;
    this.#path = path;
  }

  /** The whole answer to one request. */
  async once(): Promise<Whole> {
    const socket = connect(this.#port, '127.0.0.1');
    socket.write(this.#request(true));
    let data: Buffer = Buffer.alloc(0);
    for await (const part of socket) {
      data = Buffer.concat([data, part as Buffer]);
      const found = headOf(data);
      if (found && data.length >= found.end + found.length) {
        socket.destroy();
        return { ...found, body: data.subarray(found.end, found.end + found.length) };
      }
    }
    throw new Error('The server was expected to answer.');
  }

  /** Answers a second. `isNews`: the reader knows nothing yet, and gets the whole feed each time. */
  async run(milliseconds: number, isNews: boolean): Promise<number> {
    this.#etag = (await this.once()).etag;
    const request = this.#request(isNews);
    const status = isNews ? 200 : 304;
    const began = performance.now();
    const until = began + milliseconds;
    const counts = await Promise.all(
      Array.from({ length: CONNECTIONS }, () => asking(connect(this.#port, '127.0.0.1'), request, status, until)),
    );
    return (counts.reduce((sum, count) => sum + count, 0) * 1_000) / (performance.now() - began);
  }

  #request(isNews: boolean): string {
    const known = isNews ? '' : `If-None-Match: ${this.#etag}\r\n`;
    return `GET ${this.#path} HTTP/1.1\r\nHost: garden.example\r\nAccept-Encoding: gzip\r\n${known}\r\n`;
  }
}

/** Asks again after each answer. Bodies are counted and thrown away. */
function asking(socket: Socket, request: string, status: number, until: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0;
    let left = 0;
    let head: Buffer = Buffer.alloc(0);
    socket.setNoDelay(true);
    socket.on('error', reject);
    socket.on('close', () => resolve(count));
    socket.on('data', (data: Buffer) => {
      if (left > 0) left -= data.length;
      else {
        head = head.length > 0 ? Buffer.concat([head, data]) : data;
        const found = headOf(head);
        if (!found) return;
        if (found.status !== status) return socket.destroy(new Error(`${status} was expected, not ${found.status}`));
        left = found.length - (head.length - found.end);
        head = Buffer.alloc(0);
      }
      if (left > 0) return;
      count += 1;
      if (performance.now() >= until) socket.destroy();
      else socket.write(request);
    });
    socket.write(request);
  });
}

/** `end`: where the body begins; `length`: its bytes. Undefined while the head is not whole. */
export function headOf(data: Buffer): { status: number; etag: string; end: number; length: number } | undefined {
  const end = data.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const text = data.toString('latin1', 0, end);
  const status = Number(text.slice(9, 12));
  const length = status === 304 ? 0 : Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
  return { status, etag: /etag: (.+)/i.exec(text)?.[1] ?? '', end: end + 4, length };
}
