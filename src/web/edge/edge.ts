/** The edge, as the program sees it: where requests arrive, and where feeds are answered from copies. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { MessageChannel, Worker } from 'node:worker_threads';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { type FeedName, FORMATS, feedPath } from '../../feed/feed.ts';
import type { Copy, News } from './copies.ts';
import { answerInquiries } from './inquiry.ts';
import { GRACE, type Listening, listen } from './listen.ts';
import type { EdgeData, EdgeWord } from './thread.ts';

/** The copies are outside of the heap. Megabytes. */
const HEAP = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 };

export class Edge {
  readonly #news = new MessageChannel();
  readonly #sent = new Int32Array(new SharedArrayBuffer(4));
  readonly #paths = new Set<string>();

  /** From now on the feed is answered so, until it is dropped. */
  put(copy: Copy): void {
    this.#paths.add(copy.path);
    this.#tell({ copy });
  }

  /** No request that arrives from now on is answered with what these feeds were. */
  drop(names: readonly FeedName[]): void {
    const paths = names.flatMap((name) => FORMATS.map((format) => feedPath(name, format)));
    const dropped = paths.filter((path) => this.#paths.delete(path));
    if (dropped.length > 0) this.#tell({ dropped });
  }

  /** Rejects where the port is taken or forbidden. */
  async listen(app: Hono, at: { host: string; port: number }, baseUrl: string): Promise<Listening> {
    const server = createAdaptorServer({ fetch: app.fetch }) as Server;
    // The edge lets go of connections first.
    server.keepAliveTimeout = 75_000;
    const inner = await listen(server, { host: '127.0.0.1', port: 0 });
    const prefix = new URL(baseUrl).pathname.replace(/\/+$/, '');
    const inquiries = new MessageChannel();
    answerInquiries(inquiries.port1, (asked) => app.fetch(asked));
    const ports = { news: this.#news.port2, inquiries: inquiries.port2 };
    const data: EdgeData = { at, inner: inner.port, prefix, ...ports, sent: this.#sent };
    const thread = new Worker(new URL('./thread.ts', import.meta.url), {
      ...{ workerData: data, transferList: [data.news, data.inquiries], resourceLimits: HEAP, execArgv: [], env: {} },
    });
    const [word] = (await once(thread, 'message')) as [Exclude<EdgeWord, 'closed'>];
    const close = async (grace = GRACE) => {
      if ('port' in word) {
        const closed = once(thread, 'message');
        thread.postMessage(grace);
        await closed;
      }
      await inner.close(grace);
      this.#news.port1.close();
      inquiries.port1.close();
      await thread.terminate();
    };
    if ('port' in word) return { port: word.port, close };
    await close();
    throw Object.assign(new Error(word.fault.message), word.fault);
  }

  #tell(news: News): void {
    this.#news.port1.postMessage(news);
    // Counted after it was sent: whoever sees the count finds the news.
    Atomics.add(this.#sent, 0, 1);
  }
}
