/** Routes of the REST API: how a path becomes a call with named parts. */
import type { Answer, Call } from '../../server/listener.ts';

export interface Matched {
  call: Call;
  /** The parts of the path that the pattern names. */
  at: Record<string, string>;
}

export interface Route {
  /** As Discord writes it: `GET /channels/:channel/messages`. */
  pattern: string;
  /** Answers without the bot's token: the path carries one of its own. */
  open?: boolean;
  handle(matched: Matched): Answer | Promise<Answer>;
}

interface Compiled extends Route {
  method: string;
  path: RegExp;
  names: string[];
}

export class Router {
  readonly #routes: Compiled[];

  constructor(routes: Route[]) {
    this.#routes = routes.map(compile);
  }

  /** @param path below `/api/v10` */
  find(method: string, path: string): { route: Route; at: Record<string, string> } | undefined {
    for (const route of this.#routes) {
      if (route.method !== method) continue;
      const found = route.path.exec(path);
      if (!found) continue;
      const at = Object.fromEntries(
        route.names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')]),
      );
      return { route, at };
    }
    return undefined;
  }
}

function compile(route: Route): Compiled {
  const [method = '', pattern = ''] = route.pattern.split(' ');
  const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const path = new RegExp(`^${pattern.replaceAll(/:\w+/g, '([^/]+)')}$`);
  return { ...route, method, path, names };
}

export const done: Answer = { status: 204 };

export function ok(body: unknown): Answer {
  return { status: 200, body };
}
