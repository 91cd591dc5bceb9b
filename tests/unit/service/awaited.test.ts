import { describe, expect, test } from 'vitest';
import { Awaited } from '../../../src/service/awaited.ts';

/** `there`: sources that the library holds. */
function open(sources: string[], known: string[], there: string[] = []) {
  const awaited = new Awaited({ head: (source) => (there.includes(source) ? 'a commit' : undefined) }, sources, known);
  return { awaited, there };
}

test('nothing is waited for where the library holds what the ledger knows', () => {
  const { awaited } = open(['garden'], ['garden'], ['garden']);
  expect([awaited.isOver, awaited.missing]).toEqual([true, []]);
});

describe('a source that the ledger knows', () => {
  test('is waited for however often a look at it fails', () => {
    const { awaited, there } = open(['garden', 'shore'], ['garden', 'shore'], ['garden']);
    awaited.looked('shore', false);
    awaited.looked('shore', false);
    expect([awaited.isOver, awaited.missing]).toEqual([false, ['shore']]);
    there.push('shore');
    expect(awaited.isOver).toBe(true);
  });

  test('has nothing to wait for where a look at it worked and brought nothing', () => {
    const { awaited } = open(['garden'], ['garden']);
    awaited.looked('garden', true);
    expect(awaited.isOver).toBe(true);
  });
});

describe('a new source', () => {
  test('is not waited for where another one is known', () => {
    expect(open(['garden', 'shore'], ['garden'], ['garden']).awaited.isOver).toBe(true);
  });

  test.each([true, false])('is waited for until its first look is over where all are new; it worked: %s', (worked) => {
    const { awaited, there } = open(['garden', 'shore'], []);
    there.push('garden');
    expect(awaited.missing).toEqual(['shore']);
    awaited.looked('shore', worked);
    expect(awaited.isOver).toBe(true);
  });

  test('is waited for where nothing else is there', () => {
    const { awaited, there } = open(['garden', 'shore'], []);
    awaited.looked('garden', false);
    awaited.looked('shore', false);
    expect(awaited.missing).toEqual(['garden', 'shore']);
    there.push('shore');
    expect(awaited.isOver).toBe(true);
  });

  test('may be empty', () => {
    const { awaited } = open(['garden'], []);
    awaited.looked('garden', true);
    expect(awaited.isOver).toBe(true);
  });
});

test('what is over stays over', () => {
  const { awaited, there } = open(['garden'], ['garden'], ['garden']);
  expect(awaited.isOver).toBe(true);
  there.pop();
  expect(awaited.isOver).toBe(true);
});
