/**
 * Emoji as pictures, so that they look the same everywhere and need no font: Twemoji's graphics (CC BY 4.0,
 * https://github.com/jdecked/twemoji), a file each, named by its code points.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const FOLDER = dirname(createRequire(import.meta.url).resolve('@twemoji/svg/package.json'));

/** Code points without U+FE0F -> the file's name without `.svg`. */
let names: Map<string, string> | undefined;

function known(): Map<string, string> {
  names ??= new Map(
    readdirSync(FOLDER)
      .filter((file) => file.endsWith('.svg'))
      .map((file) => file.slice(0, -'.svg'.length))
      .map((name) => [name.replaceAll('-fe0f', ''), name]),
  );
  return names;
}

/**
 * The name of an emoji's picture, such as `1f9e0`; undefined where there is none. An emoji that is not drawn as a whole
 * (a joined one that nobody draws, a damaged one) is shown by its first part.
 */
export function pictureName(emoji: string | undefined): string | undefined {
  if (!emoji) return undefined;
  const codes = [...emoji].map((char) => char.codePointAt(0)!.toString(16)).filter((code) => !/^fe0[ef]$/.test(code));
  return known().get(codes.join('-')) ?? known().get(codes[0] ?? '');
}

/** The picture of that name as an SVG document; undefined where there is none. */
export function pictureFile(name: string): string | undefined {
  return known().get(name.replaceAll('-fe0f', '')) === name
    ? readFileSync(join(FOLDER, `${name}.svg`), 'utf8')
    : undefined;
}

/** The same as a part of another SVG, 36 units wide and high. */
export function pictureParts(name: string): string {
  const file = pictureFile(name) ?? '';
  return file.replace(/^.*?<svg[^>]*>/s, '').replace(/<\/svg>\s*$/, '');
}
