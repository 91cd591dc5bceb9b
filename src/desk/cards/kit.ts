/** What every card is made with, and of. */
import type { Library } from '../../library/library.ts';
import type { Presenter } from '../../library/present.ts';
import type { Node } from '../../node/node.ts';
import type { Ask, Asked } from '../ask.ts';
import type { Button, Card, Heading, ListLine } from '../card.ts';
import type { Histories } from '../history.ts';
import { shortId } from '../short-id.ts';
import type { Say } from '../words.ts';

export interface DeskParts {
  site: { title: string; baseUrl: string; sources: readonly string[] };
  library: Library;
  presenter: Presenter;
  histories: Histories;
  /** The author's Markdown. */
  text(node: Node): Promise<string | undefined>;
  /** A node's constellation as PNG, 1200 × 630 pixels. */
  picture(node: Node): Promise<Uint8Array>;
  /** From 0 to just below 1. */
  random(): number;
}

export interface Kit extends DeskParts {
  say: Say;
  /** BCP 47. */
  language: string;
  /** What this card answers. */
  asked: Asked;
}

/** Lines of one page of a list. */
export const PAGE = 8;
/** Steps that lead back. */
const TRAIL = 6;
const LONGEST_TITLE = 150;
const LONGEST_LABEL = 60;

/** Where a button leads on to: from there `back` leads here. */
export function onward({ asked }: Pick<Kit, 'asked'>, ask: Ask): Asked {
  return { ask, trail: [...asked.trail, asked.ask].slice(-TRAIL) };
}

/** Another look at the same: `back` leads where it led before. */
export function sideways({ asked }: Pick<Kit, 'asked'>, ask: Ask): Asked {
  return { ask, trail: asked.trail };
}

/** The kit for an ask made definite. */
export function definite(kit: Kit, ask: Ask): Kit {
  return { ...kit, asked: { ask, trail: kit.asked.trail } };
}

/** A card with what all have: nothing but a heading, and a way back. */
export function cardOf(kit: Kit, card: Partial<Card> & Pick<Card, 'kind' | 'heading'>): Card {
  const { asked } = kit;
  const buttons = [...(card.buttons ?? []), ...back(kit)];
  return { facts: [], parts: [], page: 0, ...card, asked, buttons };
}

function back({ asked: { trail }, say }: Kit): Button[] {
  const last = trail.at(-1);
  if (!last) return [];
  return [{ label: say('button.back'), role: 'back', asked: { ask: last, trail: trail.slice(0, -1) } }];
}

export function headingOf({ presenter }: Kit, node: Node): Heading {
  const { emoji, title } = node;
  return { ...(emoji === undefined ? {} : { emoji }), text: clip(title, LONGEST_TITLE), url: presenter.url(node) };
}

export function lineOf(kit: Kit, node: Node): ListLine {
  const { note, tagline } = { note: node.contentNote, tagline: node.tagline };
  const aside = note === undefined ? tagline : kit.say('note.heading', { note });
  return {
    ...headingOf(kit, node),
    ...(aside === undefined ? {} : { aside: clip(aside, LONGEST_TITLE) }),
    asked: onward(kit, { view: 'show', node: shortId(node.id) }),
  };
}

/** A button that opens a node. */
export function opens(kit: Kit, { id, emoji, title }: Pick<Node, 'id' | 'emoji' | 'title'>): Button {
  const asked = onward(kit, { view: 'show', node: shortId(id) });
  return { label: clip(title, LONGEST_LABEL), ...(emoji === undefined ? {} : { emoji }), role: 'open', asked };
}

export function views(kit: Kit, key: string, ask: Ask): Button {
  return { label: kit.say(key), role: 'view', asked: onward(kit, ask) };
}

/** Buttons that turn the pages of a list that the desk itself cuts. */
export function turns(kit: Kit, ask: Paged, more: boolean): Button[] {
  const { page = 0, ...first } = ask;
  const to = (label: string, page: number): Button => ({
    label,
    role: 'page',
    asked: sideways(kit, page > 0 ? { ...ask, page } : first),
  });
  return [
    ...(page > 0 ? [to(kit.say('button.previous'), page - 1)] : []),
    ...(more ? [to(kit.say('button.next'), page + 1)] : []),
  ];
}

type Paged = Extract<Ask, { page?: number }>;

/** The lines of a page, and whether there are more. */
export function pageOf<T>(all: readonly T[], page = 0): { some: T[]; more: boolean } {
  return { some: all.slice(page * PAGE, (page + 1) * PAGE), more: all.length > (page + 1) * PAGE };
}

/** A day in the words of a language, in UTC; what is no date stays as it is. */
export function day({ language }: Pick<Kit, 'language'>, iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}

/** At most so many UTF-16 units, cut between letters. */
export function clip(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  let end = 0;
  for (const { index, segment } of LETTERS.segment(line.slice(0, most + 1))) {
    if (index + segment.length > most - 1) break;
    end = index + segment.length;
  }
  return `${line.slice(0, end).trimEnd()}…`;
}

const LETTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });
