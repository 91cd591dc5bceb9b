/** A reader of feeds that costs the machine as little as it can: measurements are of the server. */
import { Agent, get, type IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const unzip = promisify(gunzip);

export interface Answer {
  status: number;
  etag: string;
  body: Buffer;
}

/** Asks over connections that stay open. */
export class Reader {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** `etag`: of the answer that the reader has already. */
  async ask(path: string, etag = ''): Promise<Answer> {
    const headers = { 'accept-encoding': 'gzip', 'if-none-match': etag };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: '127.0.0.1', port: this.#port, path, headers, agent: this.#agent }, resolve).on('error', reject);
    });
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part as Buffer);
    const whole = Buffer.concat(parts);
    const body = response.headers['content-encoding'] === 'gzip' ? await unzip(whole) : whole;
    return { status: response.statusCode ?? 0, etag: response.headers.etag ?? '', body };
  }

  close(): void {
    this.#agent.destroy();
  }
}
