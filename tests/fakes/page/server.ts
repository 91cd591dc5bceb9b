/** Serves the page and takes its forms. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { act } from './deeds.ts';
import type { Stage } from './stage.ts';
import { view } from './view.ts';

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
  'cache-control': 'no-store',
};
const MOST_CHARACTERS = 100_000;

export async function servePage(stage: Stage, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    answer(stage, request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

async function answer(stage: Stage, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (request.method === 'POST') {
    await act(stage, url.pathname, new URLSearchParams(await text(request)));
    response.writeHead(303, { location: '/' }).end();
    return;
  }
  response.writeHead(url.pathname === '/' ? 200 : 404, HEADERS).end(view(stage, url.searchParams.has('watch')));
}

async function text(request: IncomingMessage): Promise<string> {
  let sent = '';
  for await (const chunk of request.setEncoding('utf8')) {
    sent += chunk;
    if (sent.length > MOST_CHARACTERS) throw new Error('the form is too large');
  }
  return sent;
}
