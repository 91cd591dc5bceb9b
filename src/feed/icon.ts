/** Icons of feeds: an emoji, drawn as an SVG of our own, or the address of a picture. */
import type { Addresses } from '../library/address.ts';
import type { Topic } from './feed.ts';

const EMOJI = /^\p{RGI_Emoji}$/v;

/** Address of a feed's icon. A folder named by an emoji has that one, a node its own, unless the site's is a picture. */
export function iconOf(
  topic: Topic,
  own: string | undefined,
  site: string | undefined,
  node: string | undefined,
  addresses: Addresses,
): string | undefined {
  if (!own && !site) return undefined;
  const name = topic.kind === 'folder' ? topic.path.slice(topic.path.lastIndexOf('/') + 1) : '';
  const [folder] = /^\p{RGI_Emoji}/v.exec(name) ?? [];
  const shown = own ?? (site && !isEmoji(site) ? site : (folder ?? (node && isEmoji(node) ? node : site)));
  return shown && (isEmoji(shown) ? addresses.own(`/icons/${encodeURIComponent(shown)}.svg`) : shown);
}

/**
 * Whether RSS may name it: only GIF, JPEG and PNG (https://www.rssboard.org/rss-specification, image), so none of our own
 * SVGs. Nothing is fetched to find out; the name has to say it.
 */
export function isRssPicture(address: string): boolean {
  return /\.(?:gif|jpe?g|png)$/i.test(URL.parse(address)?.pathname ?? '');
}

export function isEmoji(text: string): boolean {
  return EMOJI.test(text);
}

/** An emoji as a picture (https://www.w3.org/TR/SVG2/). It is drawn by the reader's own font. */
export function emojiSvg(emoji: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><text x="50" y="50" font-size="80" text-anchor="middle" dominant-baseline="central">${emoji}</text></svg>\n`;
}
