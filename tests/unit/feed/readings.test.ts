import { describe, expect, test } from 'vitest';
import { formerTopics, namesWithOne } from '../../../src/feed/readings.ts';

const folder = (source: string, path: string) => ({ kind: 'folder', source, path });

describe('what a name meant with another number of sources', () => {
  test('with several now: a folder of the only one', () => {
    const sources = ['garden', 'shore'];
    expect(formerTopics('folders/Tides/Low', sources)).toEqual([
      folder('garden', 'Tides/Low'),
      folder('shore', 'Tides/Low'),
    ]);
    expect(formerTopics('folders/shore', sources)).toEqual([folder('garden', 'shore'), folder('shore', 'shore')]);
  });

  test('with one now: a folder of it, when others stood beside it', () => {
    expect(formerTopics('folders/garden/Tides/Low', ['garden'])).toEqual([folder('garden', 'Tides/Low')]);
    expect(formerTopics('folders/shore/Tides', ['garden'])).toEqual([]);
    expect(formerTopics('folders/garden', ['garden'])).toEqual([]);
  });

  test.each([
    'all',
    'tags/sea',
    'searches/x',
    'folders',
    'folders/',
    'folders//a',
    'folders/../a',
    'folders/garden//a',
    '',
  ])('%j meant nothing else', (name) => {
    expect(formerTopics(name, ['garden', 'shore'])).toEqual([]);
    expect(formerTopics(name, ['garden'])).toEqual([]);
  });
});

test('names that the folders of the first source had while it was alone', () => {
  const folders = [folder('garden', 'Tides'), folder('shore', 'Sand'), folder('garden', 'Tides/Low')];
  expect(namesWithOne(folders, ['garden', 'shore'])).toEqual(['folders/Tides', 'folders/Tides/Low']);
  expect(namesWithOne(folders, ['garden'])).toEqual([]);
});
