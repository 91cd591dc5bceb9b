/** Names as they are written in a picture: how wide they are and where they are cut, without a font at hand. */
import { emojiAt } from '../node/emoji.ts';

/**
 * Shares of the letters' size, as wide as DejaVu Sans and Verdana draw them: most fonts need a tenth less, so a name
 * stays within what was kept free for it.
 */
const SLIM = 0.4;
const SMALL = 0.62;
const LARGE = 0.76;
const SQUARE = 1;

/** Of Latin letters by their code. */
const LATIN = Array.from({ length: 0x250 }, (_, code) => {
  const letter = String.fromCharCode(code);
  if (/[fijlrtI .,:;!|'"`()[\]/\\·-]/.test(letter)) return SLIM;
  if (/[mwMW@%Æ]/.test(letter)) return SQUARE;
  return /[\p{Lu}&+<=>~]/u.test(letter) ? LARGE : SMALL;
});

/** In sizes of its letters; in common fonts it is no wider than this. */
export function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += widthOfLetter(letter.codePointAt(0)!);
  return width;
}

function widthOfLetter(code: number): number {
  return LATIN[code] ?? (isMark(code) ? 0 : isSquare(code) ? SQUARE : LARGE);
}

/** Stands on another letter, or is not seen. */
function isMark(code: number): boolean {
  return (code < 0x370 && code >= 0x300) || (code < 0x2010 && code >= 0x200b) || (code < 0xfe10 && code >= 0xfe00);
}

/** Of East Asia, and dashes and dots as long. */
function isSquare(code: number): boolean {
  const eastern = (code >= 0x1100 && code < 0x1160) || (code >= 0x2e80 && code < 0xd7b0) || code >= 0xf900;
  return eastern || code === 0x2014 || code === 0x2026;
}

/**
 * A name without emoji, which need a font that not every machine has, and no wider than `most` sizes of its letters: cut
 * between words where that leaves the greater part.
 */
export function written(name: string, most: number): string {
  const words = withoutEmoji(name);
  if (widthOf(words) <= most) return words;
  let width = SQUARE;
  let end = 0;
  for (const letter of words) {
    width += widthOfLetter(letter.codePointAt(0)!);
    if (width > most) break;
    end += letter.length;
  }
  const space = words.lastIndexOf(' ', end);
  return `${words.slice(0, space > end * 0.6 ? space : end).replace(/[\s,;:/&|·(–—-]+$/, '')}…`;
}

function withoutEmoji(name: string): string {
  // Below, there are no emoji, nor what makes one of a plain sign.
  if (!/[\u2000-\uffff]/.test(name)) return name.trim();
  let words = '';
  for (let at = 0; at < name.length; ) {
    const emoji = emojiAt(name, at);
    if (emoji === undefined) words += name[at];
    at += emoji?.length ?? 1;
  }
  return words.replace(/\s+/g, ' ').trim();
}
