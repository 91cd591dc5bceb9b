/**
 * `_redirects`, for the hosts that read it (https://docs.netlify.com/routing/redirects/,
 * https://developers.cloudflare.com/pages/configuration/redirects/): addresses that lead to another one, as the server
 * answers them. Elsewhere they lead nowhere.
 */
import { type FeedName, FORMATS, feedPagePath, feedPath } from '../feed/feed.ts';
import { encodePath } from '../library/address.ts';
import { foldersOf } from '../library/keys.ts';
import { shelfPath } from '../web/shelf-page.ts';
import type { Answers } from './static-files.ts';

/** A path of a node from the repository's root, and when the node last changed: an ISO instant. */
export interface NodePath {
  path: string;
  updated: string;
}

export interface Leading {
  /** Feeds that are at another address now. */
  moved: readonly FeedName[];
  /** Paths that nodes had in public, and those they have. */
  former: readonly NodePath[];
  present: readonly NodePath[];
}

/**
 * Addresses that may lead elsewhere, percent-encoded. Hosts read only so many of them (Cloudflare Pages 2,000), so what
 * is missed most comes first: feeds that readers ask for without being seen, pages that were linked, then every path of
 * a node as it is in the repository, of the newest node first, and last the same without their endings.
 */
export function leadingAddresses({ moved, former, present }: Leading): string[] {
  const paths = [former, present].flatMap((all) => all.toSorted((a, b) => (a.updated < b.updated ? 1 : -1)));
  const folders = new Set(paths.flatMap(({ path }) => foldersOf(path)));
  const inRepository = [
    ...folders,
    ...paths.map(({ path }) => path),
    ...paths.map(({ path }) => path.replace(/\.(md|markdown)$/i, '')),
  ];
  return [
    ...moved.flatMap((name) => FORMATS.map((format) => feedPath(name, format))),
    ...moved.flatMap((name) => [shelfPath(name), feedPagePath(name)]),
    ...inRepository.flatMap(spellings),
  ];
}

/** Lines of the addresses that do lead elsewhere. `base`: path of the site below its host, without a slash at its end. */
export async function redirectsFile(app: Answers, base: string, addresses: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const address of new Set(addresses)) {
    const { status, headers } = await app.request(base + address);
    const to = status === 301 ? URL.parse(headers.get('location') ?? '', 'https://here') : null;
    if (to) lines.push(`${base}${address} ${to.pathname} 301\n`);
  }
  return lines.join('');
}

/** Hosts compare addresses as they are spelled: wholly encoded, and as browsers send what is typed (https://url.spec.whatwg.org). */
function spellings(path: string): string[] {
  const typed = new URL('https://here');
  // What would mean something to the file, or to the address.
  typed.pathname = path.replace(/[%\\:\p{Cc}]/gu, encodeURIComponent);
  return [`/${encodePath(path)}`, typed.pathname.replaceAll('*', '%2A')];
}
