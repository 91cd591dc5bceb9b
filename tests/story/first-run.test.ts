/** What a new starpost posts of what was there before it: nothing, or the newest so many, if asked. */
import { describe, expect, test } from 'vitest';
import { Garden, nodeText } from '../garden.ts';

const BEDS = ['One', 'Two', 'Three', 'Four', 'Five'];

async function planted(announceLatest: number): Promise<Garden> {
  const garden = await Garden.create({ source: { announceLatest } });
  // The last three at once.
  for (const beds of [['One'], ['Two'], ['Three', 'Four', 'Five']]) {
    for (const bed of beds)
      await garden.repo.write(`${BEDS.indexOf(bed)}.md`, nodeText(`Bed ${bed}`, `What grows in ${bed}.`));
    await garden.repo.commit();
  }
  // Says nothing of it.
  await garden.repo.write('0.md', nodeText('Bed One', 'What grows in One!'));
  await garden.repo.commit();
  await garden.start();
  return garden;
}

const posted = ({ posts }: Garden) => BEDS.filter((bed) => posts.includes(`Bed ${bed}`));

describe('the first run', () => {
  test('posts nothing', async () => {
    await using garden = await planted(0);
    expect(garden.posts).toBe('');
  });

  test('posts the newest, the oldest of them first', async () => {
    await using garden = await planted(4);
    expect(posted(garden)).toEqual(['Two', 'Three', 'Four', 'Five']);
    const places = ['Two', 'Three', 'Four', 'Five'].map((bed) => garden.posts.indexOf(`Bed ${bed}`));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});
