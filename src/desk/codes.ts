/** What is asked, as a few letters that a button carries. Pure; the same letters mean the same for good. */
import type { Ask, Asked, View } from './ask.ts';

/**
 * An ask is the letter of its view and its fields, parted by commas, empty ones at the end left out. Asks are parted by
 * `~`: what is asked first, then the way there, the latest first. `\` stands before any of these signs within a field.
 */
type Field = { name: string; type: 'text' | 'place' | 'page' | 'count' };

const text = (name: string): Field => ({ name, type: 'text' });
const PAGE: Field = { name: 'page', type: 'page' };

/** Letters and the order of fields are in messages already posted: only ever add to them. */
const VIEWS: Record<View, { letter: string; fields: readonly Field[] }> = {
  show: { letter: 's', fields: [text('node'), { name: 'section', type: 'place' }, text('at'), PAGE] },
  links: { letter: 'l', fields: [text('node'), PAGE] },
  history: { letter: 'h', fields: [text('node'), PAGE] },
  diff: { letter: 'd', fields: [text('node'), text('from'), text('to'), PAGE] },
  constellation: { letter: 'c', fields: [text('node')] },
  search: { letter: 'q', fields: [text('query'), PAGE] },
  latest: { letter: 'n', fields: [text('folder'), text('tag'), PAGE] },
  random: { letter: 'r', fields: [text('folder'), text('tag')] },
  tags: { letter: 't', fields: [PAGE] },
  map: { letter: 'm', fields: [text('folder'), PAGE] },
  feeds: { letter: 'f', fields: [text('node'), text('folder'), text('tag')] },
  help: { letter: 'e', fields: [] },
  following: { letter: 'w', fields: [] },
  follow: {
    letter: 'a',
    fields: ['folder', 'tag', 'node', 'links', 'emoji', 'query', 'digest', 'zone'].map(text),
  },
  mute: { letter: 'u', fields: [text('node')] },
  unmute: { letter: 'o', fields: [text('node')] },
  unfollow: { letter: 'x', fields: [text('what')] },
  review: { letter: 'v', fields: [text('do'), text('held'), { name: 'revision', type: 'count' }] },
};

/** Fields without which an ask means nothing. */
const NEEDED: Partial<Record<View, readonly string[]>> = {
  show: ['node'],
  links: ['node'],
  history: ['node'],
  diff: ['node', 'from'],
  constellation: ['node'],
  search: ['query'],
  unfollow: ['what'],
  mute: ['node'],
  unmute: ['node'],
  review: ['do', 'held', 'revision'],
};

/** Fields that say one of a few words. */
const ONE_OF: Record<string, readonly string[]> = { do: ['approve', 'edit', 'hold', 'skip'] };

const VIEW_OF = new Map(Object.entries(VIEWS).map(([view, { letter }]) => [letter, view as View]));

/** Longest code that is read, in UTF-16 units: none of ours is longer. */
const LONGEST = 4_000;

export function encode({ ask, trail }: Asked): string {
  return [ask, ...trail.toReversed()].map(encodeAsk).join('~');
}

/** Undefined for what is no code. */
export function decode(code: string): Asked | undefined {
  if (code === '' || code.length > LONGEST) return undefined;
  const asks = split(code, '~').map(decodeAsk);
  const whole = asks.filter((ask) => ask !== undefined);
  const [ask, ...trail] = whole;
  return ask && whole.length === asks.length ? { ask, trail: trail.reverse() } : undefined;
}

function encodeAsk(ask: Ask): string {
  const { letter, fields } = VIEWS[ask.view];
  const values = new Map(Object.entries(ask));
  const written = fields.map((field) => encodeField(field, values.get(field.name)));
  return letter + written.slice(0, written.findLastIndex((field) => field !== '') + 1).join(',');
}

function encodeField({ type }: Field, value: unknown): string {
  if (value === undefined) return '';
  if (type === 'page') return value === 0 ? '' : Number(value).toString(36);
  if (type === 'count') return Number(value).toString(36);
  if (type === 'place' && typeof value === 'number') return `#${value}`;
  const safe = String(value).replace(/[\\,~]/g, '\\$&');
  return type === 'place' && safe.startsWith('#') ? `\\${safe}` : safe;
}

function decodeAsk(code: string): Ask | undefined {
  const view = VIEW_OF.get(code.charAt(0));
  if (!view) return undefined;
  const { fields } = VIEWS[view];
  const written = code.length > 1 ? split(code.slice(1), ',') : [];
  if (written.length > fields.length) return undefined;
  const found: Record<string, string | number> = {};
  for (const [at, { name, type }] of fields.entries()) {
    const value = decodeField(type, written[at] ?? '');
    if (value === false || (typeof value === 'string' && ONE_OF[name]?.includes(value) === false)) return undefined;
    if (value !== undefined) found[name] = value;
  }
  if (NEEDED[view]?.some((name) => found[name] === undefined)) return undefined;
  // The table of fields above is the shape of each ask.
  return { view, ...found } as Ask;
}

/** `false`: no such field was ever written. */
function decodeField(type: Field['type'], written: string): string | number | undefined | false {
  if (written === '') return undefined;
  if (type === 'page' || type === 'count') return whole(written, 36);
  if (type === 'place' && written.startsWith('#')) return whole(written.slice(1), 10);
  return written.replace(/\\(.)/gsu, '$1');
}

function whole(digits: string, base: number): number | false {
  const number = Number.parseInt(digits, base);
  return number >= 0 && number < 100_000 && number.toString(base) === digits ? number : false;
}

/** At every `sign` that no backslash stands before. */
function split(code: string, sign: string): string[] {
  const parts = [''];
  for (let at = 0; at < code.length; at++) {
    const letter = code[at]!;
    if (letter === sign) parts.push('');
    else parts[parts.length - 1] += letter === '\\' ? letter + (code[++at] ?? '') : letter;
  }
  return parts;
}
