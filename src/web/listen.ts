/** Listens, and stops without cutting anybody off. */

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';

export interface Listening {
  /** The port that was taken. */
  port: number;
  /** Takes no more requests, lets running ones finish for at most `grace` milliseconds. */
  close(grace?: number): Promise<void>;
}

/** Rejects where the port is taken or forbidden. Port 0 takes any free one. */
export async function listen(app: Hono, at: { host: string; port: number }): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  // Longer than the keep-alive of usual proxies, which must be the ones to let go of an idle connection.
  server.keepAliveTimeout = 75_000;
  server.headersTimeout = 80_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        error.message = `port ${at.port} at ${at.host} is taken by another program: end that one, or choose another port (listen.port, or STARPOST_PORT)`;
      reject(error);
    });
    server.listen(at.port, at.host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
  return { port: (server.address() as AddressInfo).port, close: (grace = 5_000) => close(server, grace) };
}

function close(server: Server, grace: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), grace);
    // A connection falls idle when its running request is answered, and would then wait for another.
    const sweep = setInterval(() => server.closeIdleConnections(), 20);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(sweep);
      resolve();
    });
  });
}
