/** `/healthz`, for whatever watches over the service. */
import type { Hono } from 'hono';

export interface SourceHealth {
  name: string;
  /** Commit that is published, full hash. */
  head?: string;
  /** ISO instants: of the last fetch that worked, and since when none has. */
  fetched?: string;
  unreachableSince?: string;
}

export interface Health {
  /** True once everything that is configured can be served. */
  ready: boolean;
  sources: SourceHealth[];
  /** Channels that take nothing now, and why; their posts wait. */
  closed: { channel: string; reason: string; since: string }[];
  /** Bots that answer from this process, and what keeps one from it. */
  bots?: { platform: string; trouble?: string }[];
}

/** 200 when ready, even while a source cannot be reached: what is known is served. 503 before. */
export function healthRoute(app: Hono, health: () => Health): void {
  app.get('/healthz', () => {
    const { ready, sources, closed, bots } = health();
    const headers = {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    };
    const body = `${JSON.stringify({ status: ready ? 'ready' : 'starting', sources, closed, bots })}\n`;
    return new Response(body, {
      status: ready ? 200 : 503,
      headers: ready ? headers : { ...headers, 'Retry-After': '5' },
    });
  });
}
