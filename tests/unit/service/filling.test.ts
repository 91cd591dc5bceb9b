import { describe, expect, test } from 'vitest';
import { createLog } from '../../../src/log.ts';
import { Filling } from '../../../src/service/filling.ts';

function filling(step: (count: number) => boolean | Promise<boolean>) {
  const state = { steps: 0, said: [] as string[] };
  const made = new Filling({
    step: async () => step(++state.steps),
    log: createLog({ level: 'error', write: (line) => void state.said.push(line) }),
  });
  return { made, state };
}

describe('what nobody has asked for', () => {
  test('is built until nothing is left, and looked for again when told', async () => {
    const { made, state } = filling((count) => count % 3 !== 0);
    made.run();
    await expect.poll(() => state.steps).toBe(3);
    made.run();
    await expect.poll(() => state.steps).toBe(6);
  });

  test('waits for passes, and goes on after the last of them', async () => {
    const { made, state } = filling((count) => count < 4);
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const passes = [made.during(() => first.promise), made.during(() => second.promise)];
    made.run();
    first.resolve();
    await passes[0];
    expect(state.steps).toBe(0);
    second.resolve();
    await passes[1];
    await expect.poll(() => state.steps).toBe(4);
  });

  test('stops for a pass that comes in the middle', async () => {
    const inIt = Promise.withResolvers<void>();
    const { made, state } = filling(async (count) => {
      if (count === 2) void made.during(() => inIt.promise).catch(() => undefined);
      return count < 4;
    });
    made.run();
    await expect.poll(() => state.steps).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(state.steps).toBe(2);
    inIt.reject(new Error('the remote is away'));
    await expect.poll(() => state.steps).toBe(4);
  });

  test('stops for good after the step that is under way', async () => {
    const inIt = Promise.withResolvers<void>();
    const { made, state } = filling(async () => {
      await inIt.promise;
      return true;
    });
    made.run();
    await expect.poll(() => state.steps).toBe(1);
    const stopped = made.stop();
    inIt.resolve();
    await stopped;
    made.run();
    await made.during(async () => undefined);
    expect(state.steps).toBe(1);
  });

  test('an error ends it until it is told again', async () => {
    const { made, state } = filling((count) => {
      if (count === 1) throw new Error('the library is away');
      return false;
    });
    made.run();
    await expect.poll(() => state.said.join()).toContain('the library is away');
    made.run();
    await expect.poll(() => state.steps).toBe(2);
    expect(state.said).toHaveLength(1);
  });
});
