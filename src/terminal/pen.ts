/** Colours and hyperlinks of a terminal, or nothing of the kind. Pure. */

export interface Pen {
  hyperlinks: boolean;
  bold(text: string): string;
  dim(text: string): string;
  italic(text: string): string;
  warn(text: string): string;
  accent(text: string): string;
  /** The word for what happened. */
  kind(word: string): string;
  /** `+`, `−`, `~` or `→`. */
  sign(sign: string): string;
  /** The text leading to an address, where there is one. */
  link(text: string, url: string | undefined): string;
}

/** Colours of the terminal's own palette, so that its theme stays in charge. */
const COLORS: Record<string, number> = { new: 32, revised: 36, moved: 34, withdrawn: 33, back: 32, '+': 32, '−': 31 };

export function penOf(style: { color: boolean; links: boolean }): Pen {
  // Each style ends with its own code, not with a full reset, so that they nest.
  const ink = (open: number, close: number) => (text: string) =>
    style.color && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  const colored = (word: string) => ink(COLORS[word.trim()] ?? 36, 39)(word);
  return {
    hyperlinks: style.links,
    bold: ink(1, 22),
    dim: ink(2, 22),
    italic: ink(3, 23),
    warn: ink(33, 39),
    accent: ink(36, 39),
    kind: colored,
    sign: colored,
    link: (text, url) => {
      const href = style.links && url !== undefined ? addressOf(url) : undefined;
      return href === undefined ? text : `\u001b]8;;${href}\u001b\\${text}\u001b]8;;\u001b\\`;
    },
  };
}

/**
 * Percent-encoded, so that no byte of it can end the escape sequence
 * (https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda). Undefined for what is no web address.
 */
function addressOf(url: string): string | undefined {
  const parsed = URL.parse(url);
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) return undefined;
  return parsed.href.replace(/[^\x21-\x7e]/g, (character) => encodeURIComponent(character));
}
