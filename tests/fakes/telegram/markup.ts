/** A message's text and entities as the HTML it could have been sent with, to be drawn. */
import type { Entity, Message } from './world.ts';

const TAGS: Record<string, string> = {
  bold: 'b',
  italic: 'i',
  strikethrough: 's',
  spoiler: 'tg-spoiler',
  blockquote: 'blockquote',
  expandable_blockquote: 'blockquote',
};

export function htmlOf({ text, entities }: Pick<Message, 'text' | 'entities'>): string {
  const drawn = entities.filter(({ type }) => TAGS[type] !== undefined || type === 'text_link');
  const outermost = drawn.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return within(text, outermost, 0, text.length);
}

/** Telegram's entities nest or stand apart, they never cross. */
function within(text: string, entities: Entity[], from: number, to: number): string {
  let html = '';
  let at = from;
  for (let index = 0; index < entities.length; ) {
    const outer = entities[index++]!;
    const end = outer.offset + outer.length;
    const inner: Entity[] = [];
    while (entities[index] && entities[index]!.offset < end) inner.push(entities[index++]!);
    html += escaped(text.slice(at, outer.offset)) + opening(outer) + within(text, inner, outer.offset, end);
    html += `</${TAGS[outer.type] ?? 'a'}>`;
    at = end;
  }
  return html + escaped(text.slice(at, to));
}

function opening({ type, url = '' }: Entity): string {
  return TAGS[type] === undefined ? `<a href="${escaped(url)}">` : `<${TAGS[type]}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
