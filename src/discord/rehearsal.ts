/** Discord as far as a preview needs it: everything is written down, and nothing leaves the machine. */
import { REST } from '@discordjs/rest';

export interface Rehearsed {
  method: string;
  /** As in Discord's reference, after the version: `/channels/…/messages`. */
  route: string;
  body?: unknown;
}

/** A way to Discord that only calls `record`, and answers as if each message had been made. */
export function rehearsalRest(record: (request: Rehearsed) => void): REST {
  let last = 1_000_000_000_000_000_000n;
  return new REST({
    globalRequestsPerSecond: Number.POSITIVE_INFINITY,
    makeRequest: async (url, { method = 'GET', body }) => {
      const route = new URL(url).pathname.replace(/^\/api\/v\d+/, '');
      record({ method, route, ...(typeof body === 'string' ? { body: JSON.parse(body) as unknown } : {}) });
      last += 1n;
      if (method === 'DELETE') return new Response(null, { status: 204 });
      return Response.json({ id: String(last) });
    },
  }).setToken('rehearsal');
}
