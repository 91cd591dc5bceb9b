import { describe, expect, test } from 'vitest';
import type { Standing } from '../../../src/change/lineage.ts';
import { stayOf } from '../../../src/change/stay.ts';

/** `live1`, `hidden2`, `gone`: what the public may see of each step, and the text. */
function standings(...all: string[]): Standing[] {
  return all.map((what, at) => ({
    ...{ at: `2026-01-0${at + 1}T00:00:00.000Z`, commit: `c${at + 1}`, path: `${what.replace(/\d/, '')}.md` },
    ...{ oid: what === 'gone' ? undefined : what, nr: at },
  }));
}

const isLive = ({ oid }: { oid: string }) => oid.startsWith('live');
const before = { path: 'before.md', oid: 'live0' };

describe('when a node came into view and left it', () => {
  test('born, revised, removed: what left is what stood last', () => {
    const stay = stayOf(standings('live1', 'live2', 'gone'), undefined, isLive);
    expect(stay.entered?.commit).toBe('c1');
    expect(stay.left).toEqual({
      ...{ at: '2026-01-03T00:00:00.000Z', commit: 'c3' },
      from: { path: 'live.md', oid: 'live2' },
    });
  });

  test('drafted, then changed, then deleted: it left with the draft', () => {
    const { entered, left } = stayOf(standings('hidden1', 'hidden2', 'gone'), before, isLive);
    expect(entered).toBeUndefined();
    expect(left).toMatchObject({ commit: 'c1', from: before });
  });

  test('what was never in view did neither', () => {
    expect(stayOf(standings('hidden1', 'hidden2', 'gone'), undefined, isLive)).toEqual({});
    expect(stayOf(standings('live1', 'live2'), before, isLive)).toEqual({});
  });

  test('away and back, twice: the last of each', () => {
    const { entered, left } = stayOf(standings('hidden1', 'live2', 'gone', 'live4'), before, isLive);
    expect(entered?.commit).toBe('c4');
    expect(left).toMatchObject({ commit: 'c3', from: { oid: 'live2' } });
  });
});
