import { describe, expect, test } from 'vitest';
import { TryLater } from '../../../src/delivery/sink.ts';
import { at } from '../../contract/ledger/records.ts';
import { fail, scene } from './scene.ts';

describe('what an earlier owner left in the air', () => {
  test.each([
    ['found', ['m9'], 'may-miss', 'sent', 0],
    ['absent: sent again at once', 'absent', 'may-miss', 'sent', 1],
    ['unsure, may be repeated: sent again', 'unsure', 'may-repeat', 'sent', 1],
    ['unsure, may be missed', 'unsure', 'may-miss', 'unknown', 0],
  ] as const)('%s', async (_, found, policy, expected, posts) => {
    const { deliver, ledger, plan, platform, state } = await scene({ policy: () => policy });
    await plan('a:1', 'a:2');
    await ledger.claim('earlier', at(0), 9);
    platform.findings.push(() => (typeof found === 'string' ? found : [...found]));
    const deliverer = deliver();
    await deliverer.start();
    await deliverer.idle();
    expect(platform.asked).toEqual(['a:1']);
    expect(await state('a:1')).toMatchObject({ state: expected });
    expect(platform.posts).toEqual([...(posts ? ['a:1'] : []), 'a:2']);
    await deliverer.stop();
  });

  test('of a channel that is configured no more: nobody can tell', async () => {
    const { deliverer, ledger, plan, state } = await scene();
    await plan('gone:1');
    await ledger.claim('earlier', at(0), 9);
    await deliverer.start();
    await deliverer.idle();
    expect(await state('gone:1')).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('gone') as string,
    });
    await deliverer.stop();
  });

  test('is left there when the service stops before it is known, and taken up by the next', async () => {
    const { deliver, ledger, plan, platform, state } = await scene();
    await plan('a:1');
    await ledger.claim('earlier', at(0), 9);
    platform.findings.push(fail(new TryLater('busy', 3_600_000)));
    const first = deliver({ owner: 'first' });
    await first.start();
    await expect.poll(() => platform.asked).toEqual(['a:1']);
    await first.stop();
    expect(await state('a:1')).toMatchObject({ state: 'sending' });
    platform.findings.push(() => ['m1']);
    const second = deliver({ owner: 'second' });
    await second.start();
    await second.idle();
    expect(await state('a:1')).toMatchObject({ state: 'sent', messages: ['m1'] });
    await second.stop();
  });
});
