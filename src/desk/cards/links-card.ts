/** Where a node leads, what leads to it; and the same as a picture. */
import { decodePath, nameKey, titleKey } from '../../library/keys.ts';
import type { SeenReference } from '../../library/present.ts';
import type { Node } from '../../node/node.ts';
import type { LookUp } from '../ask.ts';
import type { Card, ListLine, Part } from '../card.ts';
import { findNode } from '../finder.ts';
import { ALIKE, likeness } from '../guess.ts';
import { shortId } from '../short-id.ts';
import { cardOf, clip, definite, headingOf, type Kit, lineOf, onward, opens, PAGE, turns, views } from './kit.ts';
import { nothingFound, withdrawn } from './nothing.ts';

/** Backlinks that are listed. */
const BACKLINKS = 50;
/** Stars that have a button of their own, and that are named for who cannot see the picture. */
const STARS = 5;
const NAMED = 12;

export function linksCard(kit: Kit, ask: LookUp & { view: 'links' }): Card {
  const found = findNode(kit.library, ask.node);
  if (found === 'withdrawn') return withdrawn(kit);
  if (!found) return nothingFound(kit, ask.node);
  const { node } = found;
  const { say, library } = kit;
  const here = definite(kit, { ...ask, node: shortId(node.id) });
  const out = outLines(here, node);
  const back = library.backlinks(node.id, BACKLINKS).map((other) => lineOf(here, other));
  const all = [...out.map((line) => ({ line, way: 'out' })), ...back.map((line) => ({ line, way: 'in' }))];
  const from = (ask.page ?? 0) * PAGE;
  const some = all.slice(from, from + PAGE);
  const part = (way: string): Part[] => {
    const lines = some.filter((one) => one.way === way).map(({ line }) => line);
    return lines.length === 0
      ? []
      : [
          { type: 'words', text: say(`links.${way}`) },
          { type: 'lines', lines },
        ];
  };
  return cardOf(here, {
    kind: 'list',
    heading: titled(here, node, 'links.heading'),
    parts: some.length === 0 ? [{ type: 'words', text: say('links.none') }] : [...part('out'), ...part('in')],
    buttons: [
      ...turns(here, { ...ask, node: shortId(node.id) }, all.length > from + PAGE),
      ...(some.length === 0
        ? []
        : [views(here, 'button.constellation', { view: 'constellation', node: shortId(node.id) })]),
    ],
  });
}

export function titled(kit: Kit, node: Node, key: string) {
  const { text, ...rest } = headingOf(kit, node);
  return { ...rest, text: kit.say(key, { title: text }) };
}

/** Each place once, in the author's order. */
function outLines(kit: Kit, node: Node): ListLine[] {
  const seen = new Set<string>();
  return kit.presenter.references(node).flatMap((reference) => {
    const key = reference.id ?? reference.path ?? `${reference.target} ${reference.title}`;
    if (reference.kind === 'return' || reference.id === node.id || seen.has(key)) return [];
    seen.add(key);
    return [outLine(kit, reference)];
  });
}

function outLine(kit: Kit, reference: SeenReference): ListLine {
  const { id, url, state, note, label, path } = reference;
  const target = id === undefined ? undefined : kit.library.get(id);
  if (target) {
    const line = lineOf(kit, target);
    const aside = [state === 'moved' ? kit.say('links.moved') : '', note ?? line.aside ?? '']
      .filter(Boolean)
      .join(' · ');
    return { ...line, ...(aside === '' ? {} : { aside: clip(aside, 150) }) };
  }
  const text = clip(label || path || reference.target || '?', 150);
  if (state !== 'missing')
    return { text, ...(url === undefined ? {} : { url }), ...(note ? { aside: clip(note, 150) } : {}) };
  const guess = guessOf(kit, reference);
  if (!guess) return { text, aside: kit.say('links.missing') };
  const asked = onward(kit, { view: 'show', node: shortId(guess.id) });
  return { text, aside: kit.say('links.guess', { title: clip(guess.title, 100) }), asked };
}

/** The node that a reference which leads nowhere most likely means. */
function guessOf({ library }: Kit, { target, title }: SeenReference): Node | undefined {
  const names = [target === undefined ? '' : nameKey(decodePath(target)), title].filter((name) => name !== '');
  for (const name of names) {
    const [node] = library.nearest(name, 1);
    if (node && [node.title, nameKey(node.path)].some((one) => likeness(titleKey(one), titleKey(name)) >= ALIKE))
      return node;
  }
  return undefined;
}

export async function constellationCard(kit: Kit, ask: LookUp & { view: 'constellation' }): Promise<Card> {
  const found = findNode(kit.library, ask.node);
  if (found === 'withdrawn') return withdrawn(kit);
  if (!found) return nothingFound(kit, ask.node);
  const { node } = found;
  const { say, library } = kit;
  const here = definite(kit, { view: 'constellation', node: shortId(node.id) });
  const near = library.stars.some(library.stars.near(node.id, NAMED));
  const names = near.map(({ emoji, title }) => [emoji, title].filter(Boolean).join(' ')).join(', ');
  const alt = near.length === 0 ? say('constellation.alone') : say('constellation.alt', { title: node.title, names });
  return cardOf(here, {
    kind: 'text',
    heading: titled(here, node, 'constellation.heading'),
    parts: near.length === 0 ? [{ type: 'words', text: say('constellation.alone') }] : [],
    picture: { png: await kit.picture(node), alt: clip(alt, 1_000) },
    buttons: [
      ...near.slice(0, STARS).map((star) => opens(here, star)),
      views(here, 'button.read', { view: 'show', node: shortId(node.id) }),
    ],
  });
}
