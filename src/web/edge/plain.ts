/** Connections of readers who ask plainly: answered without Node's HTTP parser, until one asks for anything else. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { type Ask, type PlainAsk, plainAsk } from './ask.ts';
import type { Answer } from './copies.ts';
import { leanly } from './lean.ts';

/** Where answers come from. */
export interface Answers {
  /** At once; undefined where nothing is at hand. */
  known(ask: Ask): Answer | undefined;
  /** In a while; false for what the parser is to read. */
  inquire(ask: Ask, answered: (answer: Answer) => void): boolean;
}

export class PlainConnections {
  readonly #answers: Answers;
  readonly #toParser: (socket: Socket) => void;
  readonly #idle: number;
  readonly #open = new Set<Socket>();
  readonly #waiting = new Set<Socket>();
  #closing = false;
  #date = { text: '', until: 0 };
  #lines = new WeakMap<Answer, string>();

  /** Stands before the parser of a server that does not listen yet. */
  constructor(server: Server, answers: Answers) {
    const [toParser] = server.listeners('connection');
    this.#toParser = (socket) => void toParser?.call(server, socket);
    this.#answers = answers;
    this.#idle = server.keepAliveTimeout;
    server.removeAllListeners('connection');
    server.on('connection', (socket) => this.#attend(socket));
  }

  /** What was answered is still sent, what was asked still answered; but after `grace` milliseconds nothing is. */
  close(grace: number): void {
    this.#closing = true;
    for (const socket of this.#open) if (!this.#waiting.has(socket)) socket.end();
    setTimeout(() => {
      for (const socket of this.#open) socket.destroy();
    }, grace).unref();
  }

  #attend(accepted: Socket): void {
    let last: { bytes: Buffer; ask: PlainAsk | undefined } = { bytes: Buffer.alloc(0), ask: undefined };
    const leave = () => {
      this.#open.delete(socket);
      this.#waiting.delete(socket);
    };
    const end = () => socket.end();
    const cut = () => socket.destroy();
    const read = (bytes: Buffer) => {
      // Who comes back over the same connection asks the same again.
      if (!last.bytes.equals(bytes)) last = { bytes: Buffer.from(bytes), ask: plainAsk(bytes) };
      const { ask } = last;
      // Who does not take the last answer gets no further one from here.
      if (ask && !socket.writableNeedDrain) {
        const answer = this.#answers.known(ask);
        if (answer) return this.#send(socket, answer, ask.isLast);
        if (this.#inquire(socket, ask)) return;
      }
      leave();
      release();
      socket.off('end', end).off('timeout', cut).off('close', leave).off('error', cut).setTimeout(0);
      this.#toParser(socket);
      socket.unshift(last.bytes);
    };
    const { socket, release } = leanly(accepted, read);
    this.#open.add(socket);
    socket.on('end', end).on('timeout', cut).on('close', leave).on('error', cut);
    socket.setTimeout(this.#idle);
  }

  /** Nothing more is read before the answer is there: answers come in the order of requests. */
  #inquire(socket: Socket, ask: PlainAsk): boolean {
    const isAsked = this.#answers.inquire(ask, (answer) => {
      this.#waiting.delete(socket);
      if (socket.destroyed) return;
      this.#send(socket, answer, ask.isLast || this.#closing);
      socket.resume();
    });
    if (!isAsked) return false;
    this.#waiting.add(socket);
    socket.pause();
    return true;
  }

  #send(socket: Socket, answer: Answer, isLast: boolean): void {
    const lines = isLast ? `${answer.head}${this.#dateLine()}Connection: close\r\n\r\n` : this.#linesOf(answer);
    if (!answer.body) socket.write(lines, 'latin1');
    else {
      socket.cork();
      socket.write(lines, 'latin1');
      socket.write(answer.body);
      socket.uncork();
    }
    if (isLast) socket.end();
  }

  /** Of an answer after which the connection stays open: the same for everybody, for a second. */
  #linesOf(answer: Answer): string {
    const date = this.#dateLine();
    let lines = this.#lines.get(answer);
    if (!lines) {
      lines = `${answer.head}${date}Connection: keep-alive\r\nKeep-Alive: timeout=${this.#idle / 1_000}\r\n\r\n`;
      this.#lines.set(answer, lines);
    }
    return lines;
  }

  #dateLine(): string {
    const now = Date.now();
    if (now >= this.#date.until) {
      this.#date = { text: `Date: ${new Date(now).toUTCString()}\r\n`, until: 1_000 * (Math.floor(now / 1_000) + 1) };
      this.#lines = new WeakMap();
    }
    return this.#date.text;
  }
}
