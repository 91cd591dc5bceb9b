/** A node, a section of it, or as it once was. */
import { fold } from '../../library/keys.ts';
import type { Node, Section } from '../../node/node.ts';
import type { LookUp } from '../ask.ts';
import type { Button, Card, Menu, Part } from '../card.ts';
import { findNode } from '../finder.ts';
import { shortId } from '../short-id.ts';
import { cardOf, clip, day, definite, headingOf, type Kit, opens, sideways, views } from './kit.ts';
import { nothingFound, withdrawn } from './nothing.ts';
import { withoutOpening } from './opening.ts';

type Show = LookUp & { view: 'show' };

/** References that have a button of their own. */
const REFERENCES = 5;
/** Options of a menu, one of which leads back to the whole node. */
const SECTIONS = 24;
const TAGS = 8;

export async function nodeCard(kit: Kit, ask: Show): Promise<Card> {
  const found = findNode(kit.library, ask.node);
  if (found === 'withdrawn') return withdrawn(kit);
  if (!found) return nothingFound(kit, ask.node);
  const here = definite(kit, { ...ask, node: shortId(found.node.id) });
  if (ask.at !== undefined) return versionCard(here, found.node, ask, ask.at);
  const text = (await kit.text(found.node)) ?? '';
  const card = sheet(here, found.node, text, ask);
  const others = found.others.map((node) => opens(here, node));
  return others.length === 0 ? card : { ...card, buttons: [...others, ...card.buttons] };
}

/** As it was at a date or commit. What warns of it now warned of it then. */
async function versionCard(kit: Kit, node: Node, ask: Show, at: string): Promise<Card> {
  const version = await kit.histories.asOf(node, at);
  const present = views(kit, 'button.present', { view: 'show', node: shortId(node.id) });
  if (!version) {
    const words = kit.say('diff.unknown', { words: clip(at, 40) });
    const parts: Part[] = [{ type: 'words', text: words }];
    return cardOf(kit, { kind: 'fault', heading: headingOf(kit, node), parts, buttons: [present] });
  }
  const then: Node = { ...node, ...version.node, contentNote: node.contentNote ?? version.node.contentNote };
  const card = sheet(kit, then, version.text, ask);
  const fact = kit.say('show.asOf', { date: day(kit, version.revision.at) });
  return { ...card, facts: [fact], buttons: [present, ...card.buttons.filter(({ role }) => role === 'back')] };
}

function sheet(kit: Kit, node: Node, text: string, ask: Show): Card {
  const { say } = kit;
  const note = node.contentNote;
  const nr = ask.section === undefined ? undefined : sectionOf(node.sections, ask.section);
  const section = nr === undefined ? undefined : node.sections[nr];
  const missing = ask.section !== undefined && !section;
  const passage = kit.presenter.passage(node, section ? cut(text, node.sections, nr ?? 0) : text);
  const blocks = section ? passage : withoutOpening(passage, node.tagline);
  const parts: Part[] = [];
  if (missing) parts.push({ type: 'words', text: say('show.noSection', { words: clip(String(ask.section), 60) }) });
  else if (blocks.length === 0) parts.push({ type: 'words', text: say('show.empty') });
  else parts.push({ type: 'passage', blocks });
  const definiteAsk = { ...ask, node: shortId(node.id), ...(nr === undefined ? {} : { section: nr }) };
  return cardOf(definite(kit, definiteAsk), {
    kind: 'node',
    heading: headingOf(kit, node),
    ...(note === undefined && node.tagline !== undefined && !section ? { subtitle: node.tagline } : {}),
    facts: section ? [] : facts(kit, node),
    ...(note === undefined ? {} : { note }),
    parts,
    buttons: buttons(kit, node),
    ...(node.sections.length > 0 && note === undefined ? { menu: menu(kit, node, ask, nr) } : {}),
    file: { name: fileName(node), text },
    page: ask.page ?? 0,
  });
}

function facts(kit: Kit, node: Node): string[] {
  const { say } = kit;
  const { status, version, tags, path, contentNote } = node;
  const updated = node.statedUpdated ?? node.updated;
  const created = node.statedCreated ?? node.published;
  const dates = [say('show.changed', { date: day(kit, updated) }), say('show.created', { date: day(kit, created) })];
  const state = [
    status === undefined ? '' : say('show.status', { status }),
    version === undefined ? '' : say('show.version', { version }),
  ];
  const marks = contentNote === undefined ? tags.slice(0, TAGS).map((tag) => `#${tag}`) : [];
  return [dates, state, marks, [path]]
    .map((line) => line.filter((part) => part !== '').join(' · '))
    .filter((line) => line !== '');
}

function buttons(kit: Kit, node: Node): Button[] {
  const id = shortId(node.id);
  return [
    ...(node.contentNote === undefined ? references(kit, node) : []),
    views(kit, 'button.links', { view: 'links', node: id }),
    views(kit, 'button.history', { view: 'history', node: id }),
    views(kit, 'button.constellation', { view: 'constellation', node: id }),
  ];
}

/** In the author's order. */
function references(kit: Kit, node: Node): Button[] {
  const leading = kit.presenter.references(node).filter(({ kind }) => kind === 'cross' || kind === 'field');
  const ids = new Set(leading.flatMap(({ id }) => (id === undefined || id === node.id ? [] : [id])));
  const nodes = [...ids].slice(0, REFERENCES).flatMap((id) => kit.library.get(id) ?? []);
  return nodes.map((other) => opens(kit, other));
}

function menu(kit: Kit, { sections, id }: Node, { at }: Show, chosen: number | undefined): Menu {
  const ask: Show = { view: 'show', node: shortId(id), ...(at === undefined ? {} : { at }) };
  const first = { label: kit.say('button.whole'), asked: sideways(kit, ask) };
  const options = sections.slice(0, SECTIONS).map(({ emoji, title }, section) => ({
    label: clip([emoji, title].filter(Boolean).join(' '), 90) || `§ ${section + 1}`,
    asked: sideways(kit, { ...ask, section }),
    ...(section === chosen ? { chosen: true as const } : {}),
  }));
  return { label: kit.say('show.sections'), options: chosen === undefined ? options : [first, ...options] };
}

/** By its place, or by words of its title. */
function sectionOf(sections: readonly Section[], wanted: number | string): number | undefined {
  if (typeof wanted === 'number') return sections[wanted] ? wanted : undefined;
  const words = fold(wanted.trim());
  const names = sections.map(({ emoji, title }) => fold([emoji, title].filter(Boolean).join(' ')));
  const tests = [
    (name: string, at: number) => name === words || fold(sections[at]!.title) === words,
    (name: string, at: number) => name.startsWith(words) || fold(sections[at]!.title).startsWith(words),
    (name: string) => name.includes(words),
  ];
  for (const test of tests) {
    const at = names.findIndex(test);
    if (at >= 0 && words !== '') return at;
  }
  return undefined;
}

/** The lines of one section, without its heading: the card names it. */
function cut(text: string, sections: readonly Section[], nr: number): string {
  const [from, to] = [sections[nr]?.line ?? 1, sections[nr + 1]?.line];
  const lines = text.split('\n').slice(from - 1, to === undefined ? undefined : to - 1);
  return lines.join('\n');
}

function fileName({ path }: Node): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /\.(md|markdown)$/i.test(name) ? name : `${name}.md`;
}
