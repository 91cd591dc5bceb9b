/** What somebody says of a post that waits for approval: only where it is asked, and only who manages that place. */
import type { Decision } from '../announce/review.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Context, Place, ReviewAsk } from './ask.ts';
import type { Card } from './card.ts';
import { cardOf, clip, type Kit } from './cards/kit.ts';
import { fault } from './cards/nothing.ts';

export interface ReviewParts {
  ledger: Pick<Ledger, 'delivery'>;
  /** Name of the channel at a place. */
  at(place: Place): Promise<{ channel: string }>;
  /** `changed`: it is another by now than was seen. `gone`: there is nothing to decide any more. */
  decide(wish: {
    held: string;
    revision: number;
    decision: Decision;
    by: string;
    name: string;
  }): Promise<'done' | 'changed' | 'gone'>;
}

/** Letters of a summary that somebody writes. */
const LONGEST = 600;
const NAME = 60;

export class Reviews {
  readonly #parts: ReviewParts;

  constructor(parts: ReviewParts) {
    this.#parts = parts;
  }

  async answer(ask: ReviewAsk, { place, manages, by, name }: Context, kit: Kit): Promise<Card> {
    const { ledger, at, decide } = this.#parts;
    if (!place || by === undefined) return fault(kit, 'follow');
    if (!manages) return fault(kit, 'rights');
    const held = await ledger.delivery(ask.held);
    const { channel } = await at(place);
    if (held?.state !== 'held' || held.review?.channel !== channel) return this.#says(kit, 'gone');
    const wish = { held: ask.held, revision: ask.revision, by, name: clip(name ?? by, NAME) };
    const fate = await decide({ ...wish, decision: decisionOf(ask) });
    return this.#says(kit, fate === 'done' ? ask.do : fate);
  }

  #says(kit: Kit, what: ReviewAsk['do'] | 'changed' | 'gone'): Card {
    const kind = what === 'changed' || what === 'gone' ? 'fault' : 'text';
    return cardOf(kit, { kind, heading: { text: kit.say(`review.${what}`) }, parts: [], buttons: [] });
  }
}

function decisionOf({ do: does, summary = '' }: ReviewAsk): Decision {
  return does === 'edit' ? { do: 'edit', summary: clip(summary.trim(), LONGEST) } : { do: does };
}
