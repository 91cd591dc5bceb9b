/** Connections that are read into one piece of memory, also once they are handed on. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Lean, leanly } from '../../../src/web/edge/lean.ts';

let server: Server;
const clients: Socket[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  server.close();
  await once(server, 'close');
});

async function listening(attend: (accepted: Socket) => void): Promise<() => Promise<Socket>> {
  server = createServer({ allowHalfOpen: true }, attend).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return async () => {
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    clients.push(client);
    await once(client, 'connect');
    return client;
  };
}

test('all share it; each is answered, and heard of when it leaves', async () => {
  const memory = new Set<ArrayBufferLike>();
  const ends: string[] = [];
  const open = await listening((accepted) => {
    const lean: Lean = leanly(accepted, (bytes) => {
      memory.add(bytes.buffer);
      lean.socket.write(`heard ${bytes}`);
    });
    // A Node that is made otherwise would be read as usual: slower, so let it be noticed here.
    expect(lean.socket).not.toBe(accepted);
    lean.socket.on('end', () => {
      ends.push('end');
      lean.socket.end();
    });
  });
  const [one, other] = [await open(), await open()];
  for (const [client, words] of [
    [one, 'a'],
    [other, 'b'],
    [one, 'c'.repeat(40_000)],
  ] as const) {
    client.write(words);
    let heard = '';
    while (heard.replaceAll('heard ', '').length < words.length) heard += (await once(client, 'data'))[0];
    expect(heard.replaceAll('heard ', '')).toBe(words);
  }
  expect(memory.size).toBe(1);
  one.end();
  await once(one, 'close');
  expect(ends).toEqual(['end']);
});

test('the server waits for them when it closes, as for any other', async () => {
  const open = await listening((accepted) => {
    const lean: Lean = leanly(accepted, () => lean.socket.end('bye'));
  });
  const client = await open();
  client.resume();
  let closed = false;
  server.close(() => {
    closed = true;
  });
  await new Promise(setImmediate);
  expect(closed).toBe(false);
  client.write('hello');
  await once(server, 'close');
  expect(closed).toBe(true);
});

test('handed on to an HTTP server, a long body arrives whole', async () => {
  const http = createHttpServer((asked, answer) => {
    let length = 0;
    asked.on('data', (part: Buffer) => {
      length += part.length;
    });
    asked.on('end', () => answer.end(`${asked.method} ${length}`));
  });
  const open = await listening((accepted) => {
    const lean: Lean = leanly(accepted, (bytes) => {
      const first = Buffer.from(bytes);
      lean.release();
      http.emit('connection', lean.socket);
      lean.socket.unshift(first);
    });
  });
  const client = await open();
  const body = Buffer.alloc(3_000_000, 'x');
  client.write(`POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`);
  client.write(body);
  let answer = '';
  for await (const part of client) answer += part;
  expect(answer).toContain(`POST ${body.length}`);
});

test('what comes after it was released is read as from any other socket', async () => {
  const later: string[] = [];
  const open = await listening((accepted) => {
    const lean: Lean = leanly(accepted, () => {
      lean.release();
      lean.socket.on('data', (bytes: Buffer) => {
        later.push(String(bytes));
        lean.socket.write('more');
      });
      lean.socket.write('first');
    });
    lean.socket.on('end', () => lean.socket.end());
  });
  const client = await open();
  client.write('a');
  await once(client, 'data');
  client.write('b');
  await once(client, 'data');
  expect(later).toEqual(['b']);
});
