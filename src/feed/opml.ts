/** The list of all feeds, to be read into any feed reader at once (http://opml.org/spec2.opml). */
import type { FeedName, FeedSite } from './feed.ts';
import type { Listed, Listing } from './listing.ts';
import { escapeXml, line } from './text.ts';

/** `address`: absolute address of a feed. Without counts or dates: its bytes change only as the list does. */
export function writeOpml(site: FeedSite, listing: Listing, address: (name: FeedName) => string, home: string): Buffer {
  const outline = ({ title, name }: Pick<Listed, 'title' | 'name'>): string => {
    const shown = escapeXml(title);
    return `<outline type="rss" text="${shown}" title="${shown}" xmlUrl="${escapeXml(address(name))}" htmlUrl="${escapeXml(home)}"/>`;
  };
  const group = (title: string, feeds: Listed[]): string[] =>
    feeds.length
      ? [
          `    <outline text="${title}" title="${title}">`,
          ...feeds.map((feed) => `      ${outline(feed)}`),
          '    </outline>',
        ]
      : [];
  const title = line(site.title) || 'starpost';
  return Buffer.from(
    [
      '<?xml version="1.0" encoding="utf-8"?>',
      '<opml version="2.0">',
      '  <head>',
      `    <title>${escapeXml(title)}</title>`,
      `    <ownerName>${escapeXml(line(site.author.name))}</ownerName>`,
      '  </head>',
      '  <body>',
      `    ${outline({ title, name: 'all' })}`,
      `    ${outline({ title: `${title}: changes`, name: 'changes' })}`,
      ...group('Searches', listing.searches),
      ...group('Folders', listing.folders),
      ...group('Tags', listing.tags),
      '  </body>',
      '</opml>\n',
    ].join('\n'),
  );
}
