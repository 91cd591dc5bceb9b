/** What the bot hears: updates in order, kept until they are confirmed, by polling or by web hook. */
import type { Fields } from '../server/body.ts';
import type { Core } from './core.ts';
import { bad, conflict } from './errors.ts';
import type { Method } from './methods/method.ts';
import type { Params } from './params.ts';

type Update = Fields & { update_id: number };

const TWO_POLLS = 'terminated by other getUpdates request; make sure that only one bot instance is running';
const HOOKED = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
/** Kinds that only come when they are asked for by name. */
const ON_DEMAND = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);
const MOST_TRIES = 50;

export class Updates {
  readonly #core: Core;
  #queue: Update[] = [];
  #nextId = 500_000;
  #allowed: string[] = [];
  #poll: { wake(): void; fail(error: Error): void } | undefined;
  #hook: { url: string; secret: string | undefined } | undefined;
  #lastError: string | undefined;
  #pushing = false;

  constructor(core: Core) {
    this.#core = core;
    core.emit = (kind, data) => this.#emit(kind, data);
  }

  /** Updates nobody has confirmed yet. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Sends an update again that was confirmed already, as Telegram may after trouble. */
  repeat(update: Fields): void {
    this.#queue.push(update as Update);
    this.#poll?.wake();
  }

  stop(): void {
    this.#hook = undefined;
    this.#poll?.wake();
  }

  get methods(): Record<string, Method> {
    return {
      getUpdates: (params, gone) => this.#get(params, gone),
      setWebhook: (params) => this.#set(params),
      deleteWebhook: (params) => {
        this.#hook = undefined;
        if (params.flag('drop_pending_updates')) this.#queue = [];
        return true;
      },
      getWebhookInfo: () => ({
        url: this.#hook?.url ?? '',
        has_custom_certificate: false,
        pending_update_count: this.#queue.length,
        ...(this.#lastError === undefined ? {} : { last_error_message: this.#lastError }),
      }),
    };
  }

  #emit(kind: string, data: unknown): void {
    const isWanted = this.#allowed.length === 0 ? !ON_DEMAND.has(kind) : this.#allowed.includes(kind);
    if (!isWanted) return;
    this.#queue.push({ update_id: this.#nextId++, [kind]: data });
    this.#poll?.wake();
    void this.#push();
  }

  async #get(params: Params, gone: AbortSignal): Promise<Update[]> {
    if (this.#hook) throw conflict(HOOKED);
    this.#poll?.fail(conflict(TWO_POLLS));
    this.#allow(params);
    const offset = params.number('offset') ?? 0;
    if (offset < 0) this.#queue = this.#queue.slice(offset);
    else this.#queue = this.#queue.filter(({ update_id }) => update_id >= offset);
    const seconds = params.number('timeout') ?? 0;
    if (this.#queue.length === 0 && seconds > 0) await this.#wait(seconds, gone);
    return gone.aborted ? [] : this.#queue.slice(0, Math.min(100, params.number('limit') ?? 100));
  }

  #allow(params: Params): void {
    if (params.has('allowed_updates')) this.#allowed = params.values('allowed_updates').map(String);
  }

  async #wait(seconds: number, gone: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const poll = { wake: resolve, fail: reject };
    this.#poll = poll;
    const timer = this.#core.clock.after(seconds * 1000, resolve);
    gone.addEventListener('abort', () => resolve(), { once: true });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      if (this.#poll === poll) this.#poll = undefined;
    }
  }

  #set(params: Params): true {
    const url = params.text('url') ?? '';
    const secret = params.text('secret_token');
    const isHere = /^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(url);
    if (url !== '' && !url.startsWith('https://') && !isHere) {
      throw bad('bad webhook: An HTTPS URL must be provided for webhook');
    }
    if (secret !== undefined && !/^[\w-]{1,256}$/.test(secret)) throw bad('secret token contains unallowed characters');
    this.#allow(params);
    if (params.flag('drop_pending_updates')) this.#queue = [];
    this.#hook = url === '' ? undefined : { url, secret };
    void this.#push();
    return true;
  }

  /** One after another to the web hook; what is not answered with success is sent again. */
  async #push(): Promise<void> {
    if (this.#pushing) return;
    this.#pushing = true;
    for (let tries = 0; this.#hook && this.#queue[0] && tries < MOST_TRIES; ) {
      const { url, secret } = this.#hook;
      const update = this.#queue[0];
      const error = await hand(url, secret, update);
      if (error === undefined) {
        this.#queue = this.#queue.filter((one) => one !== update);
        tries = 0;
      } else {
        this.#lastError = error;
        tries++;
        await new Promise<void>((resolve) => this.#core.clock.after(1000, resolve));
      }
    }
    this.#pushing = false;
  }
}

/** @returns what went wrong */
async function hand(url: string, secret: string | undefined, update: Update): Promise<string | undefined> {
  const headers = {
    'content-type': 'application/json',
    ...(secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret }),
  };
  try {
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(update) });
    await answer.arrayBuffer();
    return answer.ok ? undefined : `Wrong response from the webhook: ${answer.status} ${answer.statusText}`;
  } catch {
    return 'Connection refused';
  }
}
