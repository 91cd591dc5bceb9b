/** How paths, titles, tags and emoji are compared: without regard to case, Unicode form, U+FE0F and the kind of dash. */

const VARIANTS = /[\uFE0E\uFE0F]/g;
const HYPHENS = /[\u2010-\u2015\u2212]/g;
const QUOTES = /[\u2018\u2019\u201B\u2032]/g;
const MARKDOWN = /\.(md|markdown)$/i;

export function fold(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase();
  return text.normalize('NFC').replace(VARIANTS, '').replace(HYPHENS, '-').replace(QUOTES, "'").toLowerCase();
}

/** A path from the repository's root, with or without `.md`. */
export function pathKey(path: string): string {
  return fold(path.replace(MARKDOWN, ''));
}

/** Words and digits only: titles, file names and wiki names meet here. */
export function titleKey(title: string): string {
  return fold(title)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}

/**
 * Words and digits only, as search compares them: also without accents, and with the letters that have none written out
 * (`ı` as `i`, `ß` as `ss`). Writing that has marks for vowels keeps them.
 */
export function searchKey(text: string): string {
  const plain = /^[\x00-\x7f]*$/.test(text)
    ? text
    : text
        .normalize('NFKD')
        .replace(VARIANTS, '')
        .replace(ACCENTS, '$1')
        .replace(BARE, (letter) => LETTERS[letter as keyof typeof LETTERS])
        .normalize('NFC');
  return plain
    .toLowerCase()
    .replace(/[\u2019']/g, '')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}

const ACCENTS = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{Mn}+/gu;
const LETTERS = {
  ı: 'i',
  ß: 'ss',
  ẞ: 'ss',
  ø: 'o',
  Ø: 'o',
  ł: 'l',
  Ł: 'l',
  đ: 'd',
  Đ: 'd',
  æ: 'ae',
  Æ: 'ae',
  œ: 'oe',
  Œ: 'oe',
};
const BARE = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');

/** The last telling part of a path: its file name, or the folder's name for a README. */
export function nameKey(path: string): string {
  const parts = path.replace(MARKDOWN, '').split('/').filter(Boolean);
  if (/^[^\p{L}\p{N}]*readme$/iu.test(parts.at(-1) ?? '') && parts.length > 1) parts.pop();
  return titleKey(parts.at(-1) ?? '') || fold(parts.at(-1) ?? '');
}

/** 53-bit hash of a key (cyrb53, public domain): index entries stay small; who looks up compares the real thing. */
export function hash(key: string): number {
  let h1 = 0xdeadbeef;
  let h2 = 0x41c6ce57;
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    h1 = Math.imul(h1 ^ code, 2654435761);
    h2 = Math.imul(h2 ^ code, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return 4294967296 * (2097151 & h2) + (h1 >>> 0);
}

/** Joins a relative target to a folder; undefined when it climbs out of the repository. */
export function join(folder: string, target: string): string | undefined {
  const parts = target.startsWith('/') || folder === '' ? [] : folder.split('/');
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** `a/b/c.md` -> `a`, `a/b`. */
export function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
    folders.push(path.slice(0, slash));
  return folders;
}

/** Percent-decoded, or as it came where it cannot be decoded. */
export function decodePath(target: string): string {
  if (!target.includes('%')) return target;
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}

export type Hashes = ReturnType<typeof hashes>;

/** Under which a node is found. */
export function hashes(node: { path: string; title: string; emoji?: string }) {
  return {
    path: hash(pathKey(node.path)),
    title: hash(titleKey(node.title)),
    name: hash(nameKey(node.path)),
    emoji: hash(fold(node.emoji ?? '')),
  };
}
