/**
 * The edge's own thread. It holds the port, so that nobody who asks for a feed it has a copy of waits for the program's
 * other work; everything else is passed on.
 */
import { createServer } from 'node:http';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type Ask, askOf } from './ask.ts';
import { type Answer, Copies, type News } from './copies.ts';
import { Inquiries } from './inquiry.ts';
import { KEEP_ALIVE, listen } from './listen.ts';
import { Onward } from './onward.ts';
import { PlainConnections } from './plain.ts';

/** What the thread is started with. */
export interface EdgeData {
  at: { host: string; port: number };
  /** The port, on this machine, where the other requests are answered. */
  inner: number;
  /** Path of the base URL, which a proxy before us may leave on or take off; without a slash at its end. */
  prefix: string;
  news: MessagePort;
  /** Where the program answers what no copy does. */
  inquiries: MessagePort;
  /** How many news were sent. */
  sent: Int32Array;
}

/** What it says: first the port it listens at, or why it cannot; at last that it is closed. */
export type EdgeWord =
  | { port: number }
  | { fault: Pick<NodeJS.ErrnoException, 'message' | 'code' | 'syscall'> }
  | 'closed';

/** Bytes of copies. */
const MEMORY = 24_000_000;

const { at, inner, prefix, news, inquiries: port, sent } = workerData as EdgeData;
const copies = new Copies(MEMORY, prefix);
let received = 0;

function take(one: News): void {
  copies.take(one);
  received += 1;
}

/** Nothing is answered that was dropped before it was asked for: news that are on their way are read first. */
function answer(ask: Ask): Answer | undefined {
  while (received < Atomics.load(sent, 0)) {
    const one = receiveMessageOnPort(news);
    if (!one) return undefined;
    take(one.message as News);
  }
  return copies.answer(ask);
}

const onward = new Onward(inner);
const inquiries = new Inquiries(port);
const server = createServer(KEEP_ALIVE, (asked, reply) => {
  const ask = askOf(asked);
  const known = ask && answer(ask);
  if (known) reply.writeHead(known.status, known.fields).end(known.body);
  else onward.pass(asked, reply);
});
const plain = new PlainConnections(server, {
  known: answer,
  inquire: (ask, answered) => inquiries.ask(ask, answered),
});
news.on('message', take);

const say = (word: EdgeWord) => parentPort?.postMessage(word);
listen(server, at).then(
  (listening) => {
    parentPort?.once('message', async (grace: number) => {
      plain.close(grace);
      await listening.close(grace);
      say('closed');
    });
    say({ port: listening.port });
  },
  ({ message, code, syscall }: NodeJS.ErrnoException) => say({ fault: { message, code, syscall } }),
);
