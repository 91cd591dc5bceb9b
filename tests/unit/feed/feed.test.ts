import { describe, expect, test } from 'vitest';
import { feedPath, nameOf, parseFeedPath, type Topic, topicOf } from '../../../src/feed/feed.ts';
import { idOf } from './garden.ts';

const TOPICS: [Topic, string][] = [
  [{ kind: 'all' }, 'all'],
  [{ kind: 'changes' }, 'changes'],
  [{ kind: 'folder', source: 'garden', path: 'Bread & Salt/🍞_rye' }, 'folders/Bread & Salt/🍞_rye'],
  [{ kind: 'tag', key: 'c++/ebb?' }, 'tags/c++/ebb?'],
  [{ kind: 'node', id: idOf('a') }, `nodes/${idOf('a')}`],
];

describe('names of feeds', () => {
  test.each(TOPICS)('%o is named %s, and back', (topic, name) => {
    expect(nameOf(topic, ['garden'])).toBe(name);
    expect(topicOf(name, ['garden'])).toEqual(topic);
  });

  test.each(TOPICS)('%o has an address that leads back to it', (topic) => {
    const name = nameOf(topic, ['garden']);
    const path = feedPath(name, 'atom');
    expect(path).toMatch(/^\/feeds\/[\w%./-]+\.atom$/);
    expect(parseFeedPath(path.slice('/feeds/'.length))).toEqual({ name, format: 'atom' });
  });

  test('with several sources a folder feed names its source', () => {
    const topic: Topic = { kind: 'folder', source: 'tides', path: 'ebb/flow' };
    const sources = ['garden', 'tides'];
    expect(nameOf(topic, sources)).toBe('folders/tides/ebb/flow');
    expect(topicOf('folders/tides/ebb/flow', sources)).toEqual(topic);
    expect(topicOf('folders/elsewhere/ebb', sources)).toBeUndefined();
    expect(topicOf('folders/tides', sources)).toBeUndefined();
  });

  test('a folder may end like a format', () => {
    expect(parseFeedPath('folders/notes.json.rss')).toEqual({ name: 'folders/notes.json', format: 'rss' });
  });

  test('tags are found in any spelling', () => {
    expect(topicOf('tags/E\u0301bb', ['garden'])).toEqual({ kind: 'tag', key: '\u00e9bb' });
  });

  test.each([
    '',
    'folders',
    'folders/',
    'tags/../all',
    'tags/.',
    'folders/a//b',
    'nodes/7',
    'nodes/a/b',
    'other/x',
    'all/x',
  ])('%j is no feed', (name) => expect(topicOf(name, ['garden'])).toBeUndefined());

  test.each(['all', '.rss', 'all.xml', 'tags/%ZZ.rss', '%E0%A4%A.atom', ''])('%j is no address of a feed', (path) => {
    expect(parseFeedPath(path)).toBeUndefined();
  });
});
