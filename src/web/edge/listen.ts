/** Listens, and stops without cutting anybody off. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listening {
  /** The port that was taken. */
  port: number;
  /** Takes no more requests, lets running ones finish for at most `grace` milliseconds. */
  close(grace?: number): Promise<void>;
}

export const GRACE = 5_000;

/** Longer than the keep-alive of usual proxies, which must be the ones to let go of an idle connection. Milliseconds. */
export const KEEP_ALIVE = { keepAliveTimeout: 75_000, headersTimeout: 80_000 };

/** Rejects where the port is taken or forbidden. Port 0 takes any free one. */
export async function listen(server: Server, at: { host: string; port: number }): Promise<Listening> {
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
  return { port: (server.address() as AddressInfo).port, close: (grace = GRACE) => close(server, grace) };
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
