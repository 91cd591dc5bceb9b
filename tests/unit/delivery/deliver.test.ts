import { describe, expect, test } from 'vitest';
import { TryLater } from '../../../src/delivery/sink.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { at } from '../../contract/ledger/records.ts';
import { fail, gate, nameOf, Platform, scene } from './scene.ts';

describe('the sending loop', () => {
  test('sends what is due, each channel in order, and writes it down', async () => {
    const { deliverer, plan, platform, state } = await scene();
    await plan('a:1', 'a:2', 'b:1', 'a:3');
    await deliverer.start();
    await deliverer.idle();
    expect(platform.posts.filter((name) => name.startsWith('a'))).toEqual(['a:1', 'a:2', 'a:3']);
    expect(await state('a:2')).toMatchObject({ state: 'sent', messages: ['m-a:2'], sentAt: at(0), attempts: 1 });
    expect(await state('b:1')).toMatchObject({ state: 'sent' });
    await deliverer.stop();
  });

  test('hears of new deliveries when it is woken, and waits for those not yet due', async () => {
    const { clock, deliverer, ledger, plan, platform, state } = await scene();
    await deliverer.start();
    await deliverer.idle();
    await plan('a:1');
    deliverer.wake();
    await deliverer.idle();
    expect(platform.posts).toEqual(['a:1']);
    await plan('a:2');
    await ledger.claim('me', at(0), 1);
    await ledger.settle((await state('a:2')).id, { state: 'retry', dueAt: at(9), reason: 'not now' });
    await deliverer.idle();
    expect(platform.posts).toEqual(['a:1']);
    clock.now = new Date(at(9));
    await deliverer.idle();
    expect(platform.posts).toEqual(['a:1', 'a:2']);
    await deliverer.stop();
  });

  test('wakes by itself when something falls due', async () => {
    const { deliver, plan, platform } = await scene();
    const began = performance.now();
    const ticking = deliver({ now: () => new Date(Date.parse(at(0)) + performance.now() - began) });
    platform.answers.push(fail(new TryLater('busy', 30)));
    await plan('a:1');
    await ticking.start();
    await expect.poll(() => platform.posts, { timeout: 30_000 }).toEqual(['a:1']);
    await ticking.stop();
  });

  test('lets no channel wait for another', async () => {
    const { deliverer, plan, platform } = await scene();
    const held = gate();
    platform.answers.push(async () => {
      await held.opened;
      return ['late'];
    });
    await plan('a:1', 'a:2', 'b:1', 'b:2', 'b:3');
    await deliverer.start();
    await expect.poll(() => platform.posts).toEqual(['b:1', 'b:2', 'b:3']);
    held.open();
    await deliverer.idle();
    expect(platform.posts.slice(3)).toEqual(['a:1', 'a:2']);
    await deliverer.stop();
  });

  test('gives each sink its own places in the air, so that a crowd on one holds up no other', async () => {
    const { deliver, plan } = await scene();
    const [crowd, calm] = [new Platform(), new Platform()];
    const held = gate();
    let flying = 0;
    let most = 0;
    crowd.send = async (parcel) => {
      most = Math.max(most, ++flying);
      await held.opened;
      flying -= 1;
      crowd.posts.push(nameOf(parcel));
      return ['m'];
    };
    const channels = Array.from({ length: 100 }, (_, nr) => `c${nr}`);
    const sinks = new Map([...channels.map((channel): [string, Platform] => [channel, crowd]), ['calm', calm]]);
    const deliverer = deliver({ sinks });
    await plan(...channels.map((channel) => `${channel}:1`), 'calm:1', 'calm:2');
    await deliverer.start();
    await expect.poll(() => calm.posts).toEqual(['calm:1', 'calm:2']);
    expect(crowd.posts).toEqual([]);
    held.open();
    await deliverer.idle();
    expect(new Set(crowd.posts).size).toBe(100);
    expect(most).toBe(32);
    await deliverer.stop();
  });

  test('hears a wake that comes while it looks', async () => {
    const { deliver, ledger, plan, platform } = await scene();
    let late = false;
    const busy = new Proxy<Ledger>(ledger, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...parameters: unknown[]) => {
          const result: unknown = await Reflect.apply(value, target, parameters);
          if (name === 'claim' && !late) {
            late = true;
            await plan('a:1');
            deliverer.wake();
          }
          return result;
        };
      },
    });
    const deliverer = deliver({ ledger: busy });
    await deliverer.start();
    await expect.poll(() => platform.posts).toEqual(['a:1']);
    await deliverer.stop();
  });

  test('stops when what is being sent is sent and written down, and takes nothing more', async () => {
    const { deliverer, plan, platform, state } = await scene();
    const held = gate();
    const begun = gate();
    platform.answers.push(async () => {
      begun.open();
      await held.opened;
      return ['m'];
    });
    await plan('a:1', 'a:2');
    await deliverer.start();
    await begun.opened;
    const stopped = deliverer.stop();
    held.open();
    await stopped;
    expect(await state('a:1')).toMatchObject({ state: 'sent', messages: ['m'] });
    expect(await state('a:2')).toMatchObject({ state: 'pending', attempts: 0 });
    deliverer.wake();
    await deliverer.idle();
    expect(platform.posts).toEqual(['a:1']);
  });

  test('leaves the deliveries of a channel without a sink alone, and says so once', async () => {
    const { clock, deliverer, lines, plan, platform, state } = await scene();
    await plan('gone:1', 'gone:2', 'a:1');
    await deliverer.start();
    await deliverer.idle();
    clock.now = new Date(at(5));
    await deliverer.idle();
    expect(await state('gone:1')).toMatchObject({ state: 'pending', attempts: 0 });
    expect(platform.posts).toEqual(['a:1']);
    expect(lines.filter(({ level }) => level === 40)).toMatchObject([{ channel: 'gone', waiting: 2 }]);
    await deliverer.stop();
  });

  test('goes on when the ledger comes back, and loses no outcome', async () => {
    const { deliver, ledger, lines, plan, platform, state } = await scene();
    let away = 0;
    const shaky = new Proxy<Ledger>(ledger, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...parameters: unknown[]) => {
          const down = (name === 'settle' || name === 'claim') && ++away % 2 === 1;
          return down ? Promise.reject(new Error('the ledger is away')) : Reflect.apply(value, target, parameters);
        };
      },
    });
    const deliverer = deliver({ ledger: shaky, random: () => 0 });
    await plan('a:1', 'a:2');
    await deliverer.start();
    await deliverer.idle();
    expect(platform.posts).toEqual(['a:1', 'a:2']);
    expect(await state('a:2')).toMatchObject({ state: 'sent' });
    expect(lines.some(({ level }) => level === 50)).toBe(true);
    await deliverer.stop();
  });
});
