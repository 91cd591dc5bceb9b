/** The parts of a post about one node, in Discord's Markdown. Pure. */
import type { Link, NodeAnnouncement } from '../announce/announcement.ts';
import { summaryOf } from '../announce/digest.ts';
import { differences, type Mark } from '../announce/marks.ts';
import { type PostWords, wordsIn } from '../announce/words.ts';
import { encode } from '../desk/codes.ts';
import { shortId } from '../desk/short-id.ts';
import { type Container, MOST_TEXT, type Row, type Text } from './body.ts';
import { addressOf, cut, escaped, fitting, inline, labelOf, link, linked, words } from './text.ts';

/** What a reader takes in at a glance; the rest is counted. Also the buttons that a row holds. */
const GLANCE = 5;

/** Stages of a node's life that are told of when it is back. */
const STAGES = 4;

/** Head, tagline, note and small print keep to their own limits; this is what is surely left for all else. */
const LEAST_ROOM = 900;

export interface NodeParts {
  /** Kind and title. */
  head: string;
  /** Empty where there is none. */
  tagline: string;
  /** All else. Never empty. */
  body: Container['components'];
}

/** `answers`: whether a bot answers who presses a button. */
export function nodeParts(node: NodeAnnouncement, answers: boolean): NodeParts {
  const say = wordsIn(node);
  const head = `-# ${[say.kinds[node.kind], ...life(node)].join(' · ')}\n### ${titleOf(node)}`;
  const tagline = node.worded?.body === undefined ? emphasis(words(node.tagline ?? '', 300)) : '';
  const small = smallPrint(node);
  const note = noteLine(node);
  let room = Math.max(LEAST_ROOM, MOST_TEXT - head.length - tagline.length - small.length - note.length - 20);
  const marks = changes(node, Math.floor(room / 3 / (GLANCE + 1))).join('\n');
  room -= marks.length;
  const { lines, buttons } = references(node.references, Math.floor(room / 2), answers, say);
  room -= lines.length;
  const texts = [marks, summary(node, room), lines].filter((part) => part !== '').map(text);
  return {
    head,
    tagline,
    body: [
      ...texts,
      ...(buttons.length > 0 ? [{ type: 1, components: buttons } as const] : []),
      ...(texts.length + buttons.length > 0 ? [{ type: 14, divider: true, spacing: 1 } as const] : []),
      text(small),
    ],
  };
}

/** `🌱 Title`, leading to the node's page. */
export function titleOf({ emoji, title, url, worded }: Titled): string {
  if (worded?.title !== undefined) return linked(worded.title, url, 250);
  const badge = words(emoji ?? '', 20);
  return `${badge === '' ? '' : `${badge} `}${linked(title, url, 250)}`;
}

type Titled = Pick<NodeAnnouncement, 'emoji' | 'title' | 'url' | 'worded'>;

/** Empty where there is no note. */
export function noteLine(node: Pick<NodeAnnouncement, 'contentNote' | 'language'>): string {
  return node.contentNote ? `**${wordsIn(node).contentNote}** ${words(node.contentNote, 300)}` : '';
}

/** What changed, a line for each thing of at most some `room` units. */
export function changes(node: NodeAnnouncement, room: number): string[] {
  const own = node.worded?.changes;
  if (own) return own.map((line) => inline(line, Math.max(40, room)));
  return differences(node, GLANCE).map((mark) => markLine(mark, Math.max(40, room)));
}

function markLine({ sign, label, text, aside }: Mark, room: number): string {
  if (sign === undefined) return `-# ${text}`;
  const tail = aside === undefined ? '' : ` (${aside.trim()})`;
  const about = `\`${sign}\` ${label} — `;
  return `${about}${inline(text, Math.max(20, room - about.length - tail.length))}${tail}`;
}

function life(node: NodeAnnouncement): string[] {
  const { kinds } = wordsIn(node);
  return (node.history ?? []).slice(-STAGES).map(({ kind, at }) => `${kinds[kind]} ${day(at)}`);
}

/** The author's first words; where they go on, a link to the page. */
function summary(node: NodeAnnouncement, room: number): string {
  const href = addressOf(node.url);
  const more = href === undefined ? '' : ` ${link(wordsIn(node).readOn, href)}`;
  const { shown, whole } = cut(summaryOf(node), room - more.length, escaped);
  return shown !== '' && (!whole || shown.endsWith('…')) ? shown + more : shown;
}

/**
 * Nodes become buttons, as far as they have an address. A line is for what a button can not say: the author's words
 * on why, and references that are no nodes or lead nowhere.
 */
function references(
  links: Link[],
  room: number,
  answers: boolean,
  say: PostWords,
): { lines: string; buttons: Row['components'] } {
  const shown = links.slice(0, GLANCE).filter(({ title }) => labelOf(title) !== undefined);
  const pressed = shown.map((link) => buttonOf(link, answers)).filter((button) => button !== undefined);
  // A message holds no id twice.
  const buttons = [...new Map(pressed.map((button) => [JSON.stringify(button), button])).values()];
  const told = shown.filter((reference) => reference.note || buttonOf(reference, answers) === undefined);
  const all = told.map((reference) => referenceLine(reference));
  const lines = fitting(all, room - 30);
  const rest = links.length - shown.length + all.length - lines.length;
  return { lines: [...lines, ...(rest > 0 ? [`-# ${say.more(rest)}`] : [])].join('\n'), buttons };
}

/** The one place that decides what a button to a node does. */
function buttonOf({ title, url, nodeId }: Link, answers: boolean): Row['components'][number] | undefined {
  const href = addressOf(url);
  const label = labelOf(title);
  if (nodeId === undefined || href === undefined || label === undefined) return undefined;
  if (!answers) return { type: 2, style: 5, label, url: href };
  const asked = { ask: { view: 'show' as const, node: shortId(nodeId) }, trail: [] };
  return { type: 2, style: 2, label, custom_id: encode(asked) };
}

function referenceLine(reference: Link): string {
  const { title, url, note } = reference;
  const name = buttonOf(reference, false) ? inline(title, 100) : linked(title, url, 100);
  const why = inline(note ?? '', 200);
  return `→ ${name}${why === '' ? '' : ` — ${why}`}`;
}

function smallPrint(node: NodeAnnouncement): string {
  const say = wordsIn(node);
  const facts = [
    inline(node.status ?? '', 100),
    node.created ? say.created(day(node.created)) : '',
    node.updated ? say.updated(day(node.updated)) : '',
    linked(node.commit.slice(0, 7), node.commitUrl, 20),
  ];
  return [tagLine(node.tags, say), facts.filter((fact) => fact !== '').join(' · ')]
    .filter((line) => line !== '')
    .map((line) => `-# ${line}`)
    .join('\n');
}

function tagLine(tags: string[], say: PostWords): string {
  const all = tags.map((tag) => inline(tag, 60)).filter((tag) => tag !== '');
  const shown = fitting(all, 300);
  const rest = all.length > shown.length ? [say.more(all.length - shown.length)] : [];
  return [...shown, ...rest].join(' · ');
}

/** The day of an ISO instant or date; what is neither is shown as it is. */
function day(iso: string): string {
  return words(/^\d{4}-\d\d-\d\dT/.test(iso) ? iso.slice(0, 10) : iso, 40);
}

function emphasis(shown: string): string {
  return shown === '' ? '' : `*${shown}*`;
}

function text(content: string): Text {
  return { type: 10, content };
}
