/** One connection that stays open, with as little of its own as can be: what is timed is the answer. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { headOf } from './load.ts';

export interface Timed {
  /** Until the whole answer was there. */
  milliseconds: number;
  /** Of its body, as sent. */
  bytes: number;
}

export class Wire {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async open(port: number): Promise<Wire> {
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    await once(socket, 'connect');
    return new Wire(socket);
  }

  async ask(path: string): Promise<Timed> {
    const began = performance.now();
    this.#socket.write(`GET ${path} HTTP/1.1\r\nHost: garden.example\r\nAccept-Encoding: br\r\n\r\n`);
    let data: Buffer = Buffer.alloc(0);
    for (;;) {
      const [part] = (await once(this.#socket, 'data')) as [Buffer];
      data = data.length > 0 ? Buffer.concat([data, part]) : part;
      const head = headOf(data);
      if (head && data.length >= head.end + head.length)
        return { milliseconds: performance.now() - began, bytes: head.length };
    }
  }

  close(): void {
    this.#socket.destroy();
  }
}
