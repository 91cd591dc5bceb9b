/**
 * Web hooks of forges. A hook only says "look now": its payload is read for its signature and never believed, so a
 * lost, late or repeated one changes nothing.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context, Hono } from 'hono';
import type { Log } from '../log.ts';

/** A forge without a secret takes no hooks. */
export interface HookSecrets {
  github?: string;
  gitlab?: string;
  gitea?: string;
  generic?: string;
}

type Forge = keyof HookSecrets;

/** GitHub sends at most so much (https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap). Bytes. */
const LARGEST = 25 * 1024 * 1024;

/** How each forge proves that it knows the secret, and the headers it does so in. */
const PROOFS: Record<Forge, { headers: string; proven(c: Context, body: Buffer, secret: string): boolean }> = {
  github: {
    headers: 'X-Hub-Signature-256',
    proven: (c, body, secret) => same(c.req.header('x-hub-signature-256'), `sha256=${hmac(body, secret)}`),
  },
  gitlab: { headers: 'X-Gitlab-Token', proven: (c, _body, secret) => same(c.req.header('x-gitlab-token'), secret) },
  gitea: {
    headers: 'X-Gitea-Signature',
    proven: (c, body, secret) =>
      same(c.req.header('x-gitea-signature') ?? c.req.header('x-forgejo-signature'), hmac(body, secret)),
  },
  generic: {
    headers: 'Authorization: Bearer or X-Starpost-Signature',
    proven: (c, body, secret) =>
      // The scheme's name may be written in any case (RFC 9110, 11.1).
      same(c.req.header('authorization')?.replace(/^bearer +/i, 'Bearer '), `Bearer ${secret}`) ||
      same(c.req.header('x-starpost-signature'), `sha256=${hmac(body, secret)}`),
  },
};

export function hookRoutes(app: Hono, secrets: HookSecrets, look: (forge: Forge) => void, log: Log): void {
  app.post('/hooks/:forge', async (c) => {
    const forge = c.req.param('forge');
    const secret = isForge(forge) ? secrets[forge] : undefined;
    if (!isForge(forge) || !secret) return answer(404, 'No hook is set up here.');
    const body = await readAtMost(c.req.raw, LARGEST);
    if (!body) return answer(413, 'A hook may have at most 25 MB.');
    const { headers, proven } = PROOFS[forge];
    if (!proven(c, body, secret)) {
      log.warn({ forge }, 'a web hook was refused: its signature does not fit the secret');
      return answer(401, `The signature is missing or does not fit the secret. Expected in: ${headers}.`);
    }
    look(forge);
    return answer(202);
  });
  app.all('/hooks/:forge', () => answer(405, 'Hooks are sent by POST.', { Allow: 'POST' }));
}

function isForge(name: string): name is Forge {
  return Object.hasOwn(PROOFS, name);
}

function hmac(body: Buffer, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** In a time that tells nothing of where they differ, nor of the length of what was expected. */
function same(given: string | undefined, expected: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(given ?? ''), digest(expected)) && given !== undefined;
}

/** The raw body, or undefined as soon as it proves longer than the limit, without reading on. */
async function readAtMost(request: Request, limit: number): Promise<Buffer | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function answer(status: number, error?: string, more: Record<string, string> = {}): Response {
  const body = JSON.stringify(error ? { error } : { accepted: true });
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store', ...more };
  return new Response(`${body}\n`, { status, headers });
}
