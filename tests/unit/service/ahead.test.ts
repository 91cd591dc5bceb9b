import { describe, expect, test } from 'vitest';
import { createLog } from '../../../src/log.ts';
import { Ahead } from '../../../src/service/ahead.ts';

function ahead(more: { ask?(path: string): Promise<unknown>; idle?(): Promise<unknown> } = {}) {
  const asked: string[] = [];
  const said: string[] = [];
  const state = { version: 'a', likely: ['/', '/nodes/1', '/nodes/2'], every: [] as string[], done: 0 };
  const made = new Ahead({
    version: () => state.version,
    likely: () => state.likely,
    every: () => state.every,
    done: () => void state.done++,
    idle: () => more.idle?.() ?? Promise.resolve(),
    ask: async (path) => {
      asked.push(path);
      await more.ask?.(path);
    },
    log: createLog({ level: 'error', write: (line) => void said.push(line) }),
  });
  return { made, asked, said, state };
}

describe('pages made ahead', () => {
  test('each once, and again only after a change', async () => {
    const { made, asked, state } = ahead();
    await made.run();
    await made.run();
    expect(asked).toEqual(['/', '/nodes/1', '/nodes/2']);
    state.version = 'b';
    state.likely = ['/nodes/3'];
    await made.run();
    expect(asked.slice(3)).toEqual(['/nodes/3']);
  });

  test('a change in the middle begins anew', async () => {
    const garden = ahead({
      ask: async (path) => {
        if (path !== '/nodes/1' || garden.state.version !== 'a') return;
        garden.state.version = 'b';
        garden.state.likely = ['/nodes/9'];
      },
    });
    await garden.made.run();
    expect(garden.asked).toEqual(['/', '/nodes/1', '/nodes/9']);
  });

  test('all others once, and on from where it was when something changed meanwhile', async () => {
    const garden = ahead({
      ask: async (path) => {
        if (path === '/nodes/4') garden.state.version = 'b';
      },
    });
    garden.state.likely = ['/'];
    garden.state.every = ['/nodes/3', '/nodes/4', '/nodes/5'];
    await garden.made.run();
    expect(garden.asked).toEqual(['/', '/nodes/3', '/nodes/4', '/', '/nodes/5']);
    garden.state.version = 'c';
    await garden.made.run();
    expect(garden.asked.slice(5)).toEqual(['/']);
    expect(garden.state.done).toBe(1);
  });

  test('nothing is made while a source is looked at, and a look that takes for ever holds up no end', async () => {
    const garden = ahead({ idle: () => new Promise(() => undefined) });
    const running = garden.made.run();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(garden.asked).toEqual([]);
    await garden.made.stop();
    await running;
    expect(garden.asked).toEqual([]);
  });

  test('stops at once, and for good', async () => {
    const { made, asked } = ahead();
    const running = made.run();
    await made.stop();
    await running;
    await made.run();
    expect(asked).toEqual([]);
  });

  test('what goes wrong is logged, and nobody else hears of it', async () => {
    const garden = ahead({
      ask: async () => {
        throw new Error('the mirror is away');
      },
    });
    await garden.made.run();
    expect(garden.said.join()).toContain('the mirror is away');
    expect(garden.asked).toEqual(['/']);
  });
});
