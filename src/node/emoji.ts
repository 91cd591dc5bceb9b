/** Emoji as authors of nodes use them: flags, keycaps, joined and toned ones, with or without U+FE0F. */

/**
 * One emoji, at the place where matching begins. Wider than Unicode's `RGI_Emoji`, so that half-typed and damaged emoji
 * (a joiner without U+FE0F, a lone skin tone) still count as one; narrower than `Extended_Pictographic`, which also
 * holds signs of plain writing such as `©` (those count only with U+FE0F).
 */
const PICTURE = '(?:(?![©®™ℹ‼⁉〰](?!\\uFE0F))\\p{Extended_Pictographic}|\\p{Emoji_Modifier})';
const DRESS = '[\\uFE0E\\uFE0F\\u20E3]*\\p{Emoji_Modifier}?[\\u{E0020}-\\u{E007F}]*';
const SOURCE = `(?:\\p{Regional_Indicator}{2}|[0-9#*]\\uFE0F?\\u20E3|${PICTURE}${DRESS}(?:\\u200D\\p{Extended_Pictographic}${DRESS})*)`;
const EMOJI_HERE = new RegExp(SOURCE, 'uy');

/** Signs authors put between emoji in a row of them. */
const BETWEEN = /[\s\u200B,·•|/&+→>-]*/uy;

/** The emoji that `text` has at `at`, as written, or undefined. */
export function emojiAt(text: string, at = 0): string | undefined {
  const code = text.charCodeAt(at);
  // Nearly every text begins with a letter: those need no regular expression. Digits, `#`, `*` may begin a keycap.
  if (!(code > 0xa8) && text.charCodeAt(at + 1) < 0x2000) return undefined;
  EMOJI_HERE.lastIndex = at;
  return EMOJI_HERE.exec(text)?.[0];
}

/** Parts a leading emoji from the words after it. Only the first emoji is taken: `🕊️🔥 Ash` is `🕊️` and `🔥 Ash`. */
export function splitEmoji(text: string): { emoji?: string; rest: string } {
  const trimmed = text.trimStart();
  const emoji = emojiAt(trimmed);
  if (!emoji) return { rest: text.trim() };
  return { emoji, rest: trimmed.slice(emoji.length).trim() };
}

/** The row of emoji a line begins with, up to its first word or dash: `🫀 🧠 — heart` gives two. */
export function leadingEmojis(line: string): string[] {
  const found: string[] = [];
  for (let at = line.length - line.trimStart().length; ; ) {
    const emoji = emojiAt(line, at);
    if (!emoji) return found;
    found.push(emoji);
    BETWEEN.lastIndex = at + emoji.length;
    const gap = BETWEEN.exec(line)?.[0] ?? '';
    // A dash between spaces begins the explanation.
    if (gap.includes('-')) return found;
    at += emoji.length + gap.length;
  }
}
