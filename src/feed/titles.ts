/** What feeds are called. */
import { fullTitle } from './entries.ts';
import type { Topic } from './feed.ts';
import type { FeedParts } from './parts.ts';
import { line } from './text.ts';

/** One line: what the config calls it, else made of its topic. */
export function titleOf(topic: Topic, { site, library, own }: Pick<FeedParts, 'site' | 'library' | 'own'>): string {
  const title = line(own?.title ?? '');
  if (title) return title;
  switch (topic.kind) {
    case 'all':
      return line(site.title);
    case 'changes':
      return line(`${site.title}: changes`);
    case 'folder':
      return line(`${site.title}: ${topic.path}`);
    case 'tag':
      return line(`${site.title}: #${library.tags().find(({ key }) => key === topic.key)?.name ?? topic.key}`);
    case 'search':
      return line(`${site.title}: ${topic.key}`);
    case 'node': {
      const node = library.get(topic.id);
      return line(`${node ? fullTitle(node) : site.title}: revisions`);
    }
  }
}
