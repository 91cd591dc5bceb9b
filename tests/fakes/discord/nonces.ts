/**
 * `enforce_nonce`: the same author's same nonce within a few minutes gives the first message instead of a new one
 * (Discord's documentation, "Create Message"). As its words go, whatever the channel: nonces have to differ between
 * channels too.
 */
import type { Core } from './core.ts';
import type { Message } from './world.ts';

export class Nonces {
  readonly #core: Core;
  readonly #seen = new Map<string, Message>();

  constructor(core: Core) {
    this.#core = core;
  }

  earlier(nonce: unknown): Message | undefined {
    const message = this.#seen.get(String(nonce));
    return message && this.#isFresh(message) ? message : undefined;
  }

  keep(nonce: unknown, message: Message): void {
    for (const [key, old] of this.#seen) {
      if (this.#isFresh(old)) break;
      this.#seen.delete(key);
    }
    this.#seen.delete(String(nonce));
    this.#seen.set(String(nonce), message);
  }

  #isFresh(message: Message): boolean {
    return this.#core.clock.now() - message.created < this.#core.nonceWindow;
  }
}
