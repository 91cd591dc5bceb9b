import { afterAll, beforeAll, expect, test } from 'vitest';
import { subscriptionMade } from '../../../src/config/subscription.ts';
import { scopeFaults } from '../../../src/desk/sound.ts';
import { Garden, plant } from '../feed/garden.ts';

let garden: Garden;
beforeAll(async () => {
  garden = await Garden.open();
  await garden.pass({ put: [plant('Tides/a.md'), plant('Sand/b.md', { source: 'shore' })] });
});
afterAll(() => garden.close());

const EXPECTED = 'expected a folder that holds nodes, found';

test.each([
  ['Tides', undefined, []],
  ['Sand', 'shore', []],
  // As feeds of folders are called with several sources.
  ['garden/Tides', undefined, [`${EXPECTED} "garden/Tides". Did you mean Tides?`]],
  ['folders/Tides', undefined, [`${EXPECTED} "folders/Tides". Did you mean Tides?`]],
  // It is there, but in another source.
  ['Tides', 'shore', [`${EXPECTED} "Tides".`]],
])('a subscription to the folder %s of source %s', (folder, source, told) => {
  const folders = { folders: [folder], tags: [], nodes: [] };
  const subscription = { ...subscriptionMade('terminal', folders), source };
  expect(scopeFaults(subscription, garden.library, ['garden', 'shore']).map(({ message }) => message)).toEqual(told);
});

test('of the only source left, folders are named without it', () => {
  const subscription = subscriptionMade('terminal', { folders: ['garden/Tides'], tags: [], nodes: [] });
  expect(scopeFaults(subscription, garden.library, ['garden']).map(({ message }) => message)).toEqual([
    `${EXPECTED} "garden/Tides". Did you mean Tides?`,
  ]);
});
