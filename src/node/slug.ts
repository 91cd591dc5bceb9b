/** Ids of headings. */

/**
 * The id of a heading by its words, and of a `#fragment` that means it: lower case, punctuation and emoji dropped, spaces
 * as hyphens. Forges leave a hyphen and U+FE0F where an emoji stood (`#️-orientation`); both are dropped here, so a link
 * made for the forge finds its heading all the same. May be empty.
 */
export function fragmentId(words: string): string {
  return decoded(words)
    .normalize('NFC')
    .toLowerCase()
    .replace(/\uFE0E|\uFE0F|\u200D|\u20E3/g, '')
    .replace(/[^\p{L}\p{M}\p{N}_\s-]/gu, '')
    .trim()
    .replace(/\s/g, '-')
    .replace(/^-+|-+$/g, '');
}

function decoded(words: string): string {
  if (!words.includes('%')) return words;
  try {
    return decodeURIComponent(words);
  } catch {
    return words;
  }
}
