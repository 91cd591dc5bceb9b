/** What a node was before, and two of its versions word by word. */
import type { Node } from '../../node/node.ts';
import type { LookUp } from '../ask.ts';
import type { Card, ListLine, Menu, Part } from '../card.ts';
import { findNode } from '../finder.ts';
import type { Listed, ListedRevision, Revision } from '../history.ts';
import { shortId } from '../short-id.ts';
import type { Stretch } from '../word-diff.ts';
import { cardOf, clip, day, definite, type Kit, onward, PAGE, turns, views } from './kit.ts';
import { titled } from './links-card.ts';
import { nothingFound, withdrawn } from './nothing.ts';

/** Options of a menu. */
const VERSIONS = 25;
/** Versions that are counted: each is read for it. */
const COUNTED = 2_000;

export async function historyCard(kit: Kit, ask: LookUp & { view: 'history' }): Promise<Card> {
  const found = findNode(kit.library, ask.node);
  if (found === 'withdrawn') return withdrawn(kit);
  if (!found) return nothingFound(kit, ask.node);
  const { node } = found;
  const { say } = kit;
  const here = definite(kit, { ...ask, node: shortId(node.id) });
  const listed = await kit.histories.list(node, (ask.page ?? 0) * PAGE, PAGE);
  const { revisions, before } = listed;
  const heading = titled(here, node, 'history.heading');
  if (revisions.length === 0)
    return cardOf(here, { kind: 'list', heading, parts: [{ type: 'words', text: say('history.none') }] });
  const count = await kit.histories.count(node, COUNTED);
  const when = clock(here, listed);
  const lines = revisions.map((one, at) => lineOf(here, node, when(one), one, revisions[at + 1] ?? before));
  return cardOf(here, {
    kind: 'list',
    heading,
    ...(count === undefined ? {} : { subtitle: say('history.count', { count }) }),
    parts: [{ type: 'lines', lines }],
    buttons: [
      ...turns(here, { ...ask, node: shortId(node.id) }, before !== undefined),
      views(here, 'button.read', { view: 'show', node: shortId(node.id) }),
    ],
    menu: menuOf(here, node, revisions, when),
  });
}

type When = (revision: Revision) => string;

/** Says the day of a version, and the time (UTC) where another beside it is of the same day. */
function clock(kit: Kit, { after, revisions, before }: Listed): When {
  const days = [after, ...revisions, before].map((one) => one?.at.slice(0, 10));
  const crowded = new Set(days.filter((one, at) => days.indexOf(one) !== at));
  return ({ at }) => (crowded.has(at.slice(0, 10)) ? moment(kit, at) : day(kit, at));
}

function moment({ language }: Kit, iso: string): string {
  const exact = { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(language, exact).format(new Date(iso));
}

/** What a version changed; it leads to the comparison with the one before it. */
function lineOf(kit: Kit, node: Node, text: string, revision: ListedRevision, before: Revision | undefined): ListLine {
  if (!before) return { text, aside: kit.say('history.first') };
  const ask = { view: 'diff' as const, node: shortId(node.id), from: before.key, to: revision.key };
  const shown = revision.difference && node.contentNote === undefined;
  const aside = shown || !revision.difference ? changedIn(kit, revision) : measured(kit, revision);
  return { text, aside: clip(aside || kit.say('history.small'), 200), asked: onward(kit, ask) };
}

function changedIn(kit: Kit, { difference, from }: ListedRevision): string {
  const { say } = kit;
  const moved = from === undefined ? [] : [say('history.moved', { path: from })];
  if (!difference) return [...moved, ...(moved.length === 0 ? [say('history.small')] : [])].join(' · ');
  const { title, sections } = difference;
  const named = [
    ...(sections?.added ?? []).map((one) => `+ ${one}`),
    ...(sections?.removed ?? []).map((one) => `− ${one}`),
  ];
  const revised = sections?.revised.length ?? 0;
  return [
    ...moved,
    ...(title?.from !== undefined && title.to !== undefined ? [`${title.from} → ${title.to}`] : []),
    ...named,
    ...(revised > 0 ? [say('history.sections', { count: revised })] : []),
    measured(kit, { difference }),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** `+12 −3 words`; empty where no word came or went. */
function measured({ say }: Kit, { difference }: Pick<ListedRevision, 'difference'>): string {
  const { added, cut } = difference?.words ?? { added: 0, cut: 0 };
  const signs = [added > 0 ? `+${added}` : '', cut > 0 ? `−${cut}` : ''].filter((sign) => sign !== '').join(' ');
  return signs === '' ? '' : say('history.words', { signs, count: added + cut });
}

function menuOf(kit: Kit, node: Node, revisions: readonly Revision[], when: When): Menu {
  const options = revisions.slice(0, VERSIONS).map((one) => ({
    label: when(one),
    aside: one.key.slice(0, 7),
    asked: onward(kit, { view: 'show', node: shortId(node.id), at: one.key }),
  }));
  return { label: kit.say('history.menu'), options };
}

export async function diffCard(kit: Kit, ask: LookUp & { view: 'diff' }): Promise<Card> {
  const found = findNode(kit.library, ask.node);
  if (found === 'withdrawn') return withdrawn(kit);
  if (!found) return nothingFound(kit, ask.node);
  const { node } = found;
  const { histories } = kit;
  const from = await histories.find(node, ask.from);
  const to = ask.to === undefined ? await histories.newest(node) : await histories.find(node, ask.to);
  if (!from || !to) return unknown(kit, node, from ? (ask.to ?? '') : ask.from);
  const here = definite(kit, { ...ask, node: shortId(node.id), from: from.key, to: to.key });
  const comparison = await histories.compare(node, from.key, to.key);
  const stretches = comparison?.stretches ?? [];
  const [older, newer] = comparison ? [comparison.before, comparison.after] : [from, to];
  const when = clock(here, { revisions: [older, newer] });
  const part: Part =
    stretches.length === 0
      ? { type: 'words', text: kit.say('diff.same') }
      : { type: 'diff', pieces: stretches.flatMap((stretch) => piecesOf(kit, stretch)) };
  return cardOf(here, {
    kind: 'text',
    heading: titled(here, node, 'diff.heading'),
    subtitle: kit.say('diff.between', { from: when(older), to: when(newer) }),
    ...(node.contentNote === undefined ? {} : { note: node.contentNote }),
    parts: [part],
    buttons: [views(here, 'button.history', { view: 'history', node: shortId(node.id) })],
    page: ask.page ?? 0,
  });
}

function piecesOf({ say }: Kit, stretch: Stretch): (Part & { type: 'diff' })['pieces'] {
  if ('pieces' in stretch) return stretch.pieces;
  const { unchanged } = stretch;
  return [{ gap: unchanged, words: say('diff.gap', { count: unchanged }) }];
}

function unknown(kit: Kit, node: Node, words: string): Card {
  const text = kit.say('diff.unknown', { words: clip(words, 40) });
  const buttons = [views(kit, 'button.history', { view: 'history', node: shortId(node.id) })];
  return cardOf(kit, {
    kind: 'fault',
    heading: titled(kit, node, 'diff.heading'),
    parts: [{ type: 'words', text }],
    buttons,
  });
}
