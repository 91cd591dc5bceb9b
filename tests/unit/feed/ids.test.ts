import { expect, test } from 'vitest';
import type { FeedSite, Topic } from '../../../src/feed/feed.ts';
import { feedId } from '../../../src/feed/ids.ts';
import { uuidFrom } from '../../../src/feed/marks.ts';
import { idOf, SITE } from './garden.ts';

const FORGE = 'https://forge.example/mara';
const IDENTITIES = { garden: `${FORGE}/garden\n`, shore: `${FORGE}/shore\nshore`, attic: 'attic\nattic' };
type Name = keyof typeof IDENTITIES;

function site(...sources: Name[]): FeedSite {
  return { ...SITE, sources, identities: new Map(sources.map((name) => [name, IDENTITIES[name]])) };
}
const folder = (source: Name, path: string): Topic => ({ kind: 'folder', source, path });
const node: Topic = { kind: 'node', id: idOf('a') };
const ofSite: Topic[] = [
  { kind: 'all' },
  { kind: 'changes' },
  { kind: 'tag', key: 'sea' },
  { kind: 'search', key: 'x' },
];
const all = [...ofSite, folder('garden', 'Bread/Rye'), node];

test('with one source ids are those that readers have always had', () => {
  const names = ['all', 'changes', 'tags/sea', 'searches/x', 'folders/Bread/Rye', `nodes/${idOf('a')}`];
  expect(all.map((topic) => feedId(topic, site('garden'), 'garden'))).toEqual(
    names.map((name) => `urn:uuid:${uuidFrom(`${FORGE}/garden\n\n${name}`)}`),
  );
  expect(feedId({ kind: 'all' }, site('garden'))).toBe('urn:uuid:b21c6dd8-b028-8e37-afbb-5abd68048cca');
});

test('sources that come or go behind the first change none', () => {
  const ids = (...sources: Name[]) => all.map((topic) => feedId(topic, site(...sources), 'garden'));
  expect(ids('garden', 'shore')).toEqual(ids('garden'));
  expect(ids('garden', 'attic', 'shore')).toEqual(ids('garden'));
});

test('another first source changes those of the whole site, and none of folders and nodes', () => {
  for (const topic of ofSite) expect(feedId(topic, site('shore', 'garden'))).not.toBe(feedId(topic, site('garden')));
  for (const topic of [folder('garden', 'Bread'), node])
    expect(feedId(topic, site('shore', 'garden'), 'garden')).toBe(feedId(topic, site('garden'), 'garden'));
});

test('folders of one path in several sources have ids of their own', () => {
  const ids = (['garden', 'shore', 'attic'] as const).map((source) =>
    feedId(folder(source, 'Bread'), site('garden', 'shore', 'attic')),
  );
  expect(new Set(ids).size).toBe(3);
});
