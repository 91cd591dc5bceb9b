/** What is said where nothing can be shown: short, kind, and with a way on. */
import type { Ask } from '../ask.ts';
import type { Button, Card } from '../card.ts';
import { NEAR } from '../finder.ts';
import { cardOf, clip, type Kit, onward, opens } from './kit.ts';

const LONGEST_QUERY = 80;

/** No node fits the words. */
export function nothingFound(kit: Kit, query: string): Card {
  const { say, library } = kit;
  const near = library.nearest(query, NEAR);
  const newest = near.length > 0 ? [] : library.latest({ limit: NEAR });
  const words = near.length > 0 ? say('nothing.near') : newest.length > 0 ? say('nothing.new') : say('nothing.empty');
  return cardOf(kit, {
    kind: 'nothing',
    heading: { text: say('nothing.found', { query: clip(query, LONGEST_QUERY) }) },
    parts: [{ type: 'words', text: words }],
    buttons: [...near, ...newest].map((node) => opens(kit, node)),
  });
}

/** A button of a node that left: not a word of what it was. */
export function withdrawn(kit: Kit): Card {
  const { say } = kit;
  const parts = [{ type: 'words' as const, text: say('nothing.withdrawnWhy') }];
  return cardOf(kit, { kind: 'nothing', heading: { text: say('nothing.withdrawn') }, parts });
}

/** A folder or tag nobody knows; `askOf` makes the same ask of a name that there is. */
export function noPlace(kit: Kit, kind: 'folder' | 'tag', name: string, near: string[], askOf: (name: string) => Ask) {
  const { say } = kit;
  const buttons = near.map((one): Button => ({ label: clip(one, 60), role: 'open', asked: onward(kit, askOf(one)) }));
  return cardOf(kit, {
    kind: 'nothing',
    heading: { text: say(`nothing.${kind}`, { name: clip(name, LONGEST_QUERY) }) },
    parts: near.length > 0 ? [{ type: 'words', text: say('nothing.near') }] : [],
    buttons,
  });
}

export function fault(kit: Kit, key: string): Card {
  const { say } = kit;
  const parts = [{ type: 'words' as const, text: say(`fault.${key}Why`) }];
  return cardOf(kit, { kind: 'fault', heading: { text: say(`fault.${key}`) }, parts });
}
