/**
 * What Discord's clients make of a text, written from its public guides and apart from the code under test: on the
 * side of seeing too much. A text that yields no node here is shown as it is.
 */

export interface Node {
  kind: string;
  /** What stands inside, with its escapes resolved. */
  text: string;
  url?: string;
}

export interface Reading {
  nodes: Node[];
  /** All that a reader sees, without any sign of markup. */
  shown: string;
}

type Pattern = [kind: string, pattern: RegExp];

/** At the beginning of a line. */
const BLOCKS: Pattern[] = [
  ['small', /^ *-# *(?=\S)/],
  ['heading', /^ *#{1,3} +(?=\S)/],
  ['quote', /^ *>{1,3} */],
  ['list', /^ *[-*+] +(?=\S)/],
  ['list', /^ *\d+[.)] +(?=\S)/],
  ['rule', /^ *(?:-{3,}|={3,}|\*{3,}) *$/],
];

/** Whole: nothing inside is read any further. */
const ATOMS: Pattern[] = [
  ['mention', /^<(?:@[!&]?|#)\d+>/],
  ['mention', /^@(?:everyone|here)/],
  ['custom emoji', /^<a?:\w+:\d+>/],
  ['emoji name', /^:[\w+~-]+:/],
  ['time', /^<t:-?\d+(?::\w)?>/],
  ['command', /^<\/[^>:]+:\d+>/],
  ['navigation', /^<id:[^>]+>/],
  ['address', /^<[A-Za-z][\w+.-]*:[^>\s]+>/],
  ['address', /^<[^>\s@]+@[^>\s]+\.[^>\s]+>/],
  ['address', /^<\+?[\d ()-]{5,}>/],
  ['address', /^(?:https?|steam|discord|ftp|tel|mailto|sms):(?:\/\/)?[^\s<]+/i],
];

const PAIRS: Pattern[] = [
  ['code block', /^```([\s\S]+?)```/],
  ['code', /^(`+)([\s\S]*?[^`])\1(?!`)/],
  ['bold', /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/],
  ['underline', /^__((?:\\[\s\S]|[^\\])+?)__(?!_)/],
  ['strike', /^~~((?:\\[\s\S]|[^\\])+?)~~/],
  ['spoiler', /^\|\|((?:\\[\s\S]|[^\\])+?)\|\|/],
  ['italic', /^_((?:__|\\[\s\S]|[^\\_])+?)_/],
  ['italic', /^\*(?=\S)((?:\*\*|\\[\s\S]|[^\\*])+?)\*(?!\*)/],
];

const LINK = /^\[((?:\[[^\]]*\]|[^[\]])+)\]\(\s*<?((?:\([^)]*\)|[^\s\\()]|\\.)*?)>?(?:\s+['"][\s\S]*?['"])?\s*\)/;

const ESCAPED = /^\\([^0-9A-Za-z\s])/;

export function read(markdown: string): Reading {
  const nodes: Node[] = [];
  const lines = markdown.split('\n').map((line) => {
    const inside = unblocked(line, nodes);
    return inline(inside, nodes);
  });
  return { nodes, shown: lines.join('\n') };
}

/** The line without what makes it a block. A list may hold a heading, and a quote anything. */
function unblocked(line: string, nodes: Node[]): string {
  for (const [kind, pattern] of BLOCKS) {
    const match = pattern.exec(line);
    if (!match) continue;
    const rest = line.slice(match[0].length);
    nodes.push({ kind, text: rest });
    return rest;
  }
  return line;
}

function inline(text: string, nodes: Node[]): string {
  let shown = '';
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const sign = rest[0] ?? '';
    const taken = /[\\<@:`*_~|[A-Za-z]/.test(sign) ? taking(rest, nodes) : undefined;
    shown += taken?.shown ?? sign;
    at += taken?.length ?? 1;
  }
  return shown;
}

function taking(rest: string, nodes: Node[]): { shown: string; length: number } | undefined {
  const sign = ESCAPED.exec(rest)?.[1];
  if (sign !== undefined) return { shown: sign, length: 2 };
  for (const [kind, pattern] of ATOMS) {
    const match = pattern.exec(rest);
    if (!match) continue;
    nodes.push({ kind, text: match[0] });
    return { shown: match[0], length: match[0].length };
  }
  const link = LINK.exec(rest);
  if (link) return takeLink(link, nodes);
  for (const [kind, pattern] of PAIRS) {
    const match = pattern.exec(rest);
    if (!match) continue;
    const isCode = kind.startsWith('code');
    const inside = match.at(-1) ?? '';
    const shown = isCode ? inside : inline(inside, nodes);
    nodes.push({ kind, text: shown });
    return { shown, length: match[0].length };
  }
  return undefined;
}

/** Discord obeys no backslash in the text of a link, and makes none of it where it holds an address or an emoji. */
function takeLink([whole, label = '', url = '']: RegExpExecArray, nodes: Node[]): { shown: string; length: number } {
  const inside: Node[] = [];
  const shown = inline(label, inside);
  const isBroken = /\\|\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(label) || inside.length > 0;
  nodes.push(...inside, { kind: isBroken ? 'broken link' : 'link', text: shown, url });
  return { shown, length: whole.length };
}
