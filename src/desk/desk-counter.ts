/** The desk itself: every ask becomes a card, in the language of who asks. */
import { createHash } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { fold, titleKey } from '../library/keys.ts';
import type { Log } from '../log.ts';
import type { Node } from '../node/node.ts';
import type { Ask, Asked, Context, FollowAsk, ReviewAsk } from './ask.ts';
import type { Card, Choice, Result } from './card.ts';
import { feedsCard, helpCard } from './cards/feeds-card.ts';
import { diffCard, historyCard } from './cards/history-card.ts';
import { clip, type DeskParts, type Kit } from './cards/kit.ts';
import { constellationCard, linksCard } from './cards/links-card.ts';
import { latestCard, mapCard, randomCard, searchCard, tagsCard } from './cards/list-cards.ts';
import { nodeCard } from './cards/node-card.ts';
import { fault } from './cards/nothing.ts';
import { decode, encode } from './codes.ts';
import type { Counter } from './counter.ts';
import { folderName, nearest } from './finder.ts';
import { shortId } from './short-id.ts';
import { languageOf, type Say, words } from './words.ts';

/** Who keeps what channels follow. */
export interface Follows {
  answer(ask: FollowAsk, context: Context, kit: Kit): Promise<Card>;
  /** What a place follows, as far as it can be unfollowed. */
  choices(text: string, limit: number, context: Context): Promise<Choice[]>;
}

export interface CounterParts extends DeskParts {
  /** Codes that are too long for a button, by a short key; kept for good, or nearly so. */
  asks: { keep(key: string, code: string): Promise<void>; kept(key: string): Promise<string | undefined> };
  /** Absent where nothing can be posted, such as in a terminal. */
  follows?: Follows;
  /** Absent where nobody decides. */
  reviews?: { answer(ask: ReviewAsk, context: Context, kit: Kit): Promise<Card> };
  log: Log;
}

/** Asks of one person within so many seconds: somebody who reads does not come near it. */
const ASKS = { points: 20, duration: 30 };

/** No view has this letter, and no button of a platform's own begins with it. */
const KEPT = '$';
const KEY_LETTERS = 16;

export class DeskCounter implements Counter {
  readonly #parts: CounterParts;
  readonly #limiter = new RateLimiterMemory(ASKS);

  constructor(parts: CounterParts) {
    this.#parts = parts;
  }

  async answer(asked: Asked, context: Context): Promise<Card> {
    // Dates speak the language of the words around them.
    const language = languageOf(context.language);
    const kit: Kit = { ...this.#parts, say: words(language), language, asked };
    try {
      return await this.#card(kit, asked.ask, context);
    } catch (error) {
      this.#parts.log.error({ err: error, view: asked.ask.view }, 'a question could not be answered');
      return fault(kit, 'failed');
    }
  }

  async #card(kit: Kit, ask: Ask, context: Context): Promise<Card> {
    switch (ask.view) {
      case 'show':
        return nodeCard(kit, ask);
      case 'links':
        return linksCard(kit, ask);
      case 'history':
        return historyCard(kit, ask);
      case 'diff':
        return diffCard(kit, ask);
      case 'constellation':
        return constellationCard(kit, ask);
      case 'search':
        return searchCard(kit, ask);
      case 'latest':
        return latestCard(kit, ask);
      case 'random':
        return randomCard(kit, ask);
      case 'tags':
        return tagsCard(kit, ask);
      case 'map':
        return mapCard(kit, ask);
      case 'feeds':
        return feedsCard(kit, ask);
      case 'help':
        return helpCard(kit);
      case 'review':
        return this.#parts.reviews?.answer(ask, context, kit) ?? fault(kit, 'follow');
      default:
        return this.#parts.follows?.answer(ask, context, kit) ?? fault(kit, 'follow');
    }
  }

  async suggest(
    kind: 'node' | 'folder' | 'tag' | 'followed',
    text: string,
    limit: number,
    context: Context,
  ): Promise<Choice[]> {
    const { library, site, follows } = this.#parts;
    switch (kind) {
      case 'node':
        return library.suggest(text, limit).map(choiceOf);
      case 'folder': {
        const folders = library.folders().sort((a, b) => b.count - a.count);
        const names = folders.map((folder) => folderName(folder, site.sources));
        return like(names, text, limit).map((name) => ({ label: name, value: name }));
      }
      case 'tag': {
        const tags = library.tags().sort((a, b) => b.count - a.count);
        return like(
          tags.map(({ name }) => name),
          text.replace(/^#/, ''),
          limit,
        ).map((name) => ({
          label: `#${name}`,
          value: name,
        }));
      }
      case 'followed':
        return (await follows?.choices(text, limit, context)) ?? [];
    }
  }

  find(query: string, limit: number, offset: number): Result[] {
    const { library } = this.#parts;
    const [most, from] = [Math.max(0, Math.trunc(limit) || 0), Math.max(0, Math.trunc(offset) || 0)];
    const nodes =
      query.trim() === ''
        ? library.latest({ limit: most, offset: from })
        : library
            .search(query, from + most)
            .slice(from)
            .map(({ node }) => node);
    return nodes.map((node) => this.#result(node));
  }

  #result(node: Node): Result {
    const { id, emoji, title, tagline, path, summary, contentNote } = node;
    return {
      id,
      title: clip(title, 150),
      ...(emoji === undefined ? {} : { emoji }),
      aside: contentNote === undefined ? (tagline ?? path) : path,
      ...(contentNote === undefined ? { summary } : { note: contentNote }),
      url: this.#parts.presenter.url(node),
      ask: { view: 'show', node: shortId(id) },
    };
  }

  /** The oldest steps of the way here are forgotten first. */
  async pack({ ask, trail }: Asked, bytes: number): Promise<string> {
    for (let from = 0; from <= trail.length; from++) {
      const code = encode({ ask, trail: trail.slice(from) });
      if (Buffer.byteLength(code) <= bytes) return code;
    }
    const code = encode({ ask, trail: [] });
    const key = KEPT + createHash('sha256').update(code).digest('base64url').slice(0, KEY_LETTERS);
    await this.#parts.asks.keep(key, code);
    return key;
  }

  async unpack(code: string): Promise<Asked | undefined> {
    if (!code.startsWith(KEPT)) return decode(code);
    const kept = code.length === KEPT.length + KEY_LETTERS ? await this.#parts.asks.kept(code) : undefined;
    return kept === undefined ? undefined : decode(kept);
  }

  async admit(who: string): Promise<number> {
    try {
      await this.#limiter.consume(who);
      return 0;
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return Math.max(1, refused.msBeforeNext);
      throw refused;
    }
  }

  words(language: string): Say {
    return words(language);
  }
}

function choiceOf({ id, emoji, title }: Node): Choice {
  return { label: clip([emoji, title].filter(Boolean).join(' '), 100), value: shortId(id) };
}

/** For nothing typed, in the order they come. */
function like(names: string[], text: string, limit: number): string[] {
  if (fold(text.trim()) === '' && titleKey(text) === '') return names.slice(0, limit);
  return nearest(names, (name) => name, text, limit);
}
