/** The way to Discord's API, paced by the headers of its answers. */
import { REST } from '@discordjs/rest';

/** How long an answer is waited for, milliseconds. */
const PATIENCE = 10_000;

/**
 * A wait that Discord asks for is sat out when it is at most this long, milliseconds: a channel's bucket is full again
 * after five seconds. Longer ones are told to the caller.
 */
const LONGEST_WAIT = 6_000;

export interface RestOptions {
  token: string;
  /** Another server that speaks Discord's API, such as `http://127.0.0.1:4000/api`. */
  api?: string | undefined;
  /** Milliseconds that an answer is waited for. */
  patience?: number;
}

/** Nothing is tried again here: only the sink knows whether that could post twice. */
export function openRest({ token, api, patience = PATIENCE }: RestOptions): REST {
  return new REST({
    ...(api === undefined ? {} : { api: api.replace(/\/+$/, '') }),
    timeout: patience,
    retries: 0,
    rejectOnRateLimit: ({ timeToReset, retryAfter }) => Math.max(timeToReset, retryAfter) > LONGEST_WAIT,
  }).setToken(token);
}
