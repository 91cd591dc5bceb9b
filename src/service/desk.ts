/** The desk that the bots answer from. */
import type { Config } from '../config/schema.ts';
import type { DeskParts } from '../desk/cards/kit.ts';
import { DeskCounter } from '../desk/desk-counter.ts';
import { Follows } from '../desk/follow.ts';
import { Reviews } from '../desk/reviews.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Log } from '../log.ts';
import type { Followed } from './followed.ts';
import type { Gate } from './gate.ts';

/** What a button was too small for is kept for so long after its last use, milliseconds. */
const KEPT = 180 * 86_400_000;

export interface DeskWishes extends Pick<DeskParts, 'library' | 'presenter' | 'histories' | 'text' | 'picture'> {
  config: Config;
  ledger: Ledger;
  followed: Followed;
  gate: Gate;
  log: Log;
  now(): Date;
}

export function openDesk({ config, ledger, followed, gate, log, now, ...parts }: DeskWishes): DeskCounter {
  const { title, baseUrl } = config;
  const sources = config.sources.map(({ name }) => name);
  const follows = new Follows({ library: parts.library, sources, ledger, now, at: (place) => followed.at(place) });
  const reviews = new Reviews({ ledger, decide: (wish) => gate.decide(wish), at: (place) => followed.at(place) });
  return new DeskCounter({
    ...{ ...parts, log, follows, reviews },
    site: { title, baseUrl, sources },
    random: Math.random,
    asks: {
      keep: (key, code) => {
        const at = now();
        return ledger.keepAsk(key, code, at.toISOString(), new Date(at.getTime() - KEPT).toISOString());
      },
      kept: (key) => ledger.keptAsk(key, now().toISOString()),
    },
  });
}
