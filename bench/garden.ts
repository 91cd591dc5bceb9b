/**
 * Invented nodes in the shape of real ones: folder and file names, house-style texts, tags with few common and many rare
 * ones. Everything follows from a seed; nothing here reads a clock or Math.random.
 */

/** Numbers in [0, 1) that follow from a seed (mulberry32, public domain, by Tommy Ettinger). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export type Next = () => number;

export function pick<T>(next: Next, list: readonly T[]): T {
  return list[Math.floor(next() * list.length)]!;
}

/** Early items far more often than late ones, as words and tags are. */
function pickCommon<T>(next: Next, list: readonly T[]): T {
  return list[Math.floor(list.length ** next()) - 1]!;
}

const EMOJI = [...'🌱🌿🌾🍃🍂🍎🍐🍞🥖🧺🪴🌻🌼🌙🌊🐚🐌🐝🦋🐦🪶🪵🔥🫖📚📖🧵🧶🪡🗺🧭⚓🛶🏡🪟🕯🔔🎐🫀🧿'].concat([
  '🕸️',
  '☔️',
  '🏮',
  '👩‍🌾',
  '⚖️',
]);
const FLAGS = ['🇫🇷', '🇮🇪', '🇯🇵', '🇧🇷'];

const NOUNS =
  'garden tide bread library kettle harbour orchard candle river meadow ladder window basket lantern island pebble compass blanket oven hedge swallow ferry thread seed shelf path moss pond gate bell raft quilt cellar spoon anchor attic barley beehive bench bridge bucket cabin canal chart clover cove crumb dune fern field flour glove grove hammock harvest heron kite loaf marsh mill needle oar pantry pear quay reed rowan sail satchel shore spade sparrow stile stream teapot thistle trellis twine valley wharf willow wool yeast'.split(
    ' ',
  );
const VERBS =
  'keeps carries mends gathers follows opens warms counts lends returns crosses names draws waters bakes folds measures remembers shelters joins'.split(
    ' ',
  );
const ADJECTIVES =
  'slow quiet early late shared patient small open warm borrowed gentle bright hidden woven salted drifting careful common old green'.split(
    ' ',
  );
const JOINTS = ['and', 'while', 'before', 'because', 'until', 'where', 'as', 'so that'];

const HEADINGS = [
  '🛰️ Orientation',
  '✨ Key Features',
  '🧿 Analysis',
  '🌿 Practice',
  '🪞 What it is not',
  '🧵 Threads',
  '🗺️ Where it leads',
  '🫖 At the table',
];

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function clause(next: Next): string {
  // A rare compound now and then: an archive has some ten thousand words, most of them seldom used.
  const object = next() < 0.3 ? `${pick(next, NOUNS)}${pick(next, NOUNS)}` : pickCommon(next, NOUNS);
  return `the ${pick(next, ADJECTIVES)} ${pickCommon(next, NOUNS)} ${pick(next, VERBS)} the ${object}`;
}

/** What one seed's texts are made from: sentences and tags common to the whole archive. */
export interface Stock {
  sentences: readonly string[];
  tags: readonly string[];
}

export function stock(next: Next): Stock {
  const sentences = Array.from({ length: 20_000 }, () => {
    const emphasis = next() < 0.15 ? `**${pick(next, ADJECTIVES)} ${pick(next, NOUNS)}**: ` : '';
    return `${emphasis}${capital(`${clause(next)} ${pick(next, JOINTS)} ${clause(next)}`)}.`;
  });
  const tags = new Set<string>();
  while (tags.size < 600)
    tags.add(
      next() < 0.6 ? `${pick(next, ADJECTIVES)} ${pick(next, NOUNS)}` : `${pick(next, NOUNS)} ${pick(next, NOUNS)}`,
    );
  return { sentences, tags: [...tags] };
}

function words(next: Next, count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    index === 0 && next() < 0.5 ? pick(next, ADJECTIVES) : pick(next, NOUNS),
  );
}

/** `🧵_Slow_Harbour`, at the root mostly without the emoji. */
export function folderName(next: Next, depth: number): string {
  const name = words(next, 1 + Math.floor(next() * 2.5))
    .map(capital)
    .join('_');
  return next() < (depth === 0 ? 0.1 : 0.6) ? `${pick(next, EMOJI)}_${name}` : name;
}

/** A title and the file name made of it: `🌱_slow_harbour_bread.md`, a few with spaces, flags or without an emoji. */
export function nodeName(next: Next): { emoji: string; title: string; file: string } {
  const parts = words(next, 2 + Math.floor(next() * 4));
  const emoji = pick(next, next() < 0.02 ? FLAGS : EMOJI);
  const style = next();
  const separator = style < 0.03 ? ' ' : '_';
  const file = `${style > 0.97 ? '' : `${emoji}${separator}`}${parts.join(separator)}.md`;
  return { emoji, title: parts.map(capital).join(' '), file };
}

export interface Page {
  /** Of the node's own numbers: the same seed and version are the same text. */
  seed: number;
  emoji: string;
  title: string;
  /** ISO dates. */
  created: string;
  updated: string;
  /** How often it was edited. */
  version: number;
  references: readonly { title: string; target: string }[];
}

/** The text of a node, 2 to 20 kB. Every version rewrites or adds a little to the one before it. */
export function pageText(page: Page, from: Stock): string {
  const next = numbers(page.seed);
  const sections = bodyOf(next, from);
  const tags = Array.from({ length: 3 + Math.floor(next() * 5) }, () => pickCommon(next, from.tags));
  const constellation = Array.from({ length: 3 }, () => pick(next, EMOJI)).join(' ');
  const tagline = pick(next, from.sentences).replaceAll('*', '');
  for (let version = 1; version <= page.version; version++) edit(numbers(page.seed + version), sections, from);
  return [
    `# ${page.emoji} ${page.title}  `,
    `**First created:** ${page.created} | **Last updated:** ${page.updated}  `,
    `*${tagline}*  `,
    ...sections.flatMap(({ heading, paragraphs }) => ['', '---', '', `## ${heading}  `, '', paragraphs.join('\n\n')]),
    `\n---\n\n## 🌌 Constellations  \n\n${constellation} — stands near what the ${pick(next, NOUNS)} ${pick(next, VERBS)}.`,
    `\n---\n\n## ✨ Stardust  \n\n${[...new Set(tags)].join(', ')}`,
    '\n---\n\n## 🏮 Footer  \n',
    `*${page.emoji} ${page.title}* is an invented node of a garden that grows for measuring.\n`,
    '> 📡 Cross-references:',
    '> ',
    ...page.references.map(({ title, target }) => `> - [${title}](${target}) — *${clause(next)}*  `),
    `\n_Last updated: ${page.updated}_\n`,
  ].join('\n');
}

interface Chapter {
  heading: string;
  paragraphs: string[];
}

/** Sizes lie as real ones do: most of them near 4 kB, a long tail to 20 kB. */
function bodyOf(next: Next, from: Stock): Chapter[] {
  const bytes = Math.min(18_500, 1_000 + 2_550 * Math.exp((next() + next() + next() - 1.5) * 1.2));
  const sections: Chapter[] = [];
  for (let size = 0; size < bytes; ) {
    const paragraphs: string[] = [];
    for (let count = 1 + Math.floor(next() * 4); count > 0 && size < bytes; count--) {
      const text = paragraph(next, from);
      size += text.length;
      paragraphs.push(text);
    }
    sections.push({ heading: pick(next, HEADINGS), paragraphs });
  }
  return sections;
}

function paragraph(next: Next, from: Stock): string {
  const sentences = Array.from({ length: 2 + Math.floor(next() * 5) }, () => pick(next, from.sentences));
  return next() < 0.25 ? sentences.map((sentence) => `- ${sentence}`).join('\n') : sentences.join(' ');
}

/** A sentence more, a paragraph rewritten, or a new section. */
function edit(next: Next, sections: Chapter[], from: Stock): void {
  const { paragraphs } = pick(next, sections);
  const at = Math.floor(next() * paragraphs.length);
  const kind = next();
  if (kind < 0.5) paragraphs[at] = `${paragraphs[at]} ${pick(next, from.sentences)}`;
  else if (kind < 0.9) paragraphs[at] = paragraph(next, from);
  else sections.push({ heading: pick(next, HEADINGS), paragraphs: [paragraph(next, from)] });
}

/** `README.md` of a folder: what it holds. */
export function readmeText(title: string, items: readonly { title: string; target: string }[]): string {
  const list = items.map((item) => `- [${item.title}](${item.target})`).join('\n');
  return `# 🏮 ${title}\n**First created:** 2025-01-01 | **Last updated:** 2025-01-01\n*What lies in this folder.*\n\n## 🧭 Contents\n\n${list}\n`;
}
