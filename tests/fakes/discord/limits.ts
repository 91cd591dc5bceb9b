/** Rate limits as Discord keeps them: a bucket for a route and its channel, and one over all requests of the bot. */
import { createHash } from 'node:crypto';
import type { Clock } from '../server/clock.ts';
import type { Answer } from '../server/listener.ts';

export interface Limit {
  /** Requests in `per` milliseconds of the fake's time. */
  limit: number;
  per: number;
}

export interface Limits {
  global: Limit;
  /** By route (`POST /channels/:channel/messages`), counted for each channel, guild or web hook apart. */
  routes: Record<string, Limit>;
  /** Of every other route. */
  rest: Limit;
}

/** Much like Discord's own of today; a bot may not rely on them, so tests change them. */
export function usualLimits(): Limits {
  return {
    global: { limit: 50, per: 1000 },
    routes: {
      'POST /channels/:channel/messages': { limit: 5, per: 5000 },
      'PATCH /channels/:channel/messages/:message': { limit: 5, per: 5000 },
      'DELETE /channels/:channel/messages/:message': { limit: 5, per: 1000 },
      'GET /channels/:channel/messages': { limit: 5, per: 5000 },
    },
    rest: { limit: 50, per: 1000 },
  };
}

/** How far a bucket is used; it is full again at `resets`. */
interface Bucket {
  used: number;
  resets: number;
}

export class Gate {
  limits: Limits = usualLimits();
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();
  #global: Bucket = { used: 0, resets: 0 };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Counts a request.
   * @param major the channel, guild or web hook that the bucket belongs to
   * @returns the answer of a request that came too fast, or the headers of one that may pass
   */
  pass(route: string, major: string, exempt: boolean): { refused: Answer } | { headers: Record<string, string> } {
    const now = this.#clock.now();
    const limit = this.limits.routes[route] ?? this.limits.rest;
    const key = `${route} ${major}`;
    const bucket = current(this.#buckets.get(key), now, limit);
    if (!exempt) {
      this.#global = current(this.#global, now, this.limits.global);
      if (this.#global.used >= this.limits.global.limit) {
        return { refused: tooMany(this.#clock, this.#global.resets - now, 'global') };
      }
      this.#global.used++;
    }
    if (this.#buckets.size > 20_000) this.#forget(now);
    this.#buckets.set(key, bucket);
    const over = bucket.used >= limit.limit;
    if (!over) bucket.used++;
    const headers = this.#headers(route, bucket, limit, now);
    if (!over) return { headers };
    const refused = tooMany(this.#clock, bucket.resets - now, 'user');
    return { refused: { ...refused, headers: { ...headers, ...refused.headers } } };
  }

  #headers(route: string, bucket: Bucket, { limit }: Limit, now: number): Record<string, string> {
    const after = this.#clock.seconds(Math.max(0, bucket.resets - now));
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(0, limit - bucket.used)),
      'x-ratelimit-reset': (Date.now() / 1000 + after).toFixed(3),
      'x-ratelimit-reset-after': after.toFixed(3),
      'x-ratelimit-bucket': createHash('md5').update(route).digest('hex'),
    };
  }

  #forget(now: number): void {
    for (const [key, bucket] of this.#buckets) if (bucket.resets <= now) this.#buckets.delete(key);
  }
}

function current(bucket: Bucket | undefined, now: number, { per }: Limit): Bucket {
  return bucket && bucket.resets > now ? bucket : { used: 0, resets: now + per };
}

/** The answer 429 with `ms` of the fake's time to wait. Discord's header counts whole seconds, its body fractions. */
export function tooMany(clock: Clock, ms: number, scope: 'user' | 'global' | 'shared'): Answer {
  const wait = Math.max(0.001, Math.ceil(clock.seconds(ms) * 1000) / 1000);
  return {
    status: 429,
    body: { message: 'You are being rate limited.', retry_after: wait, global: scope === 'global' },
    headers: {
      'retry-after': String(clock.scale === 1 ? Math.ceil(wait) : wait),
      'x-ratelimit-scope': scope,
      ...(scope === 'global' ? { 'x-ratelimit-global': 'true' } : {}),
    },
  };
}
