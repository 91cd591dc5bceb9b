import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Refused, TryLater, Unknown } from '../../../src/delivery/sink.ts';
import { at } from '../../contract/ledger/records.ts';
import { fail, nameOf, scene } from './scene.ts';

describe('what a sink answers', () => {
  test('try later: the channel waits as long as the platform says', async () => {
    const { clock, deliverer, plan, platform, state } = await scene();
    platform.answers.push(fail(new TryLater('too many requests', 90_000)));
    await plan('a:1', 'a:2');
    await deliverer.start();
    await deliverer.idle();
    expect(platform.posts).toEqual([]);
    expect(await state('a:1')).toMatchObject({ state: 'retry', dueAt: at(1.5), reason: 'too many requests' });
    clock.now = new Date(at(2));
    await deliverer.idle();
    expect(platform.posts).toEqual(['a:1', 'a:2']);
    await deliverer.stop();
  });

  test.each([
    ['nothing', undefined, 0.5],
    ['nonsense', Number.NaN, 0.5],
    ['a time gone by', -5, 0],
    ['for ever', Number.POSITIVE_INFINITY, 24 * 3_600],
  ])('try later, and the platform says %s', async (_, after, seconds) => {
    const { deliverer, plan, platform, state } = await scene();
    platform.answers.push(fail(new TryLater('busy', after)), fail(new TryLater('still busy', 60_000)));
    await plan('a:1');
    await deliverer.start();
    await deliverer.idle();
    // What was due at once has been tried again.
    const { dueAt } = await state('a:1');
    expect(dueAt).toBe(seconds === 0 ? at(1) : at(seconds / 60));
    await deliverer.stop();
  });

  test('refused: dead with the reason, and the channel goes on', async () => {
    const { deliverer, lines, plan, platform, state } = await scene();
    platform.answers.push(fail(new Refused('the channel is gone')));
    await plan('a:1', 'a:2');
    await deliverer.start();
    await deliverer.idle();
    expect(await state('a:1')).toMatchObject({ state: 'dead', reason: 'the channel is gone' });
    expect(platform.posts).toEqual(['a:2']);
    expect(lines).toContainEqual(expect.objectContaining({ level: 40, channel: 'a', reason: 'the channel is gone' }));
    await deliverer.stop();
  });

  test.each([
    ['found it', ['m7'], 'may-miss', { state: 'sent', messages: ['m7'] }],
    ['knows it is not there', 'absent', 'may-miss', { state: 'retry', reason: 'no answer; it did not arrive' }],
    ['can not tell, and it may be repeated', 'unsure', 'may-repeat', { state: 'retry', reason: 'no answer' }],
    ['can not tell, and it may be missed', 'unsure', 'may-miss', { state: 'unknown', reason: 'no answer' }],
  ] as const)('unknown, and the platform %s', async (_, found, policy, expected) => {
    const { deliver, plan, platform, state } = await scene({ policy: () => policy });
    const deliverer = deliver();
    platform.answers.push(fail(new Unknown('no answer')));
    platform.findings.push(() => (typeof found === 'string' ? found : [...found]));
    await plan('a:1');
    await deliverer.start();
    await deliverer.idle();
    expect(platform.asked).toEqual(['a:1']);
    expect(await state('a:1')).toMatchObject(expected);
    await deliverer.stop();
  });

  test('unknown, and the platform can not be asked yet: the channel waits for the answer', async () => {
    const { deliver, plan, platform, state } = await scene({ random: () => 0 });
    const deliverer = deliver();
    platform.answers.push(fail(new Unknown('no answer')));
    platform.findings.push(fail(new TryLater('busy', 0)), fail(new Unknown('no answer')), () => ['m1']);
    await plan('a:1', 'a:2');
    await deliverer.start();
    await deliverer.idle();
    expect(platform.asked).toEqual(['a:1', 'a:1', 'a:1']);
    expect(await state('a:1')).toMatchObject({ state: 'sent', messages: ['m1'], attempts: 1 });
    expect(platform.posts).toEqual(['a:2']);
    await deliverer.stop();
  });

  test.each([
    ['stays silent', new TryLater('busy', 0), 12],
    ['breaks the sink', new TypeError('oops'), 1],
  ])('unknown, and the platform %s: nobody can tell', async (_, error, times) => {
    const { deliver, plan, platform, state } = await scene({ random: () => 0 });
    const deliverer = deliver();
    platform.answers.push(fail(new Unknown('no answer')));
    for (let nr = 0; nr < 20; nr++) platform.findings.push(fail(error));
    await plan('a:1');
    await deliverer.start();
    await deliverer.idle();
    expect(platform.asked).toHaveLength(times);
    expect(await state('a:1')).toMatchObject({ state: 'unknown' });
    await deliverer.stop();
  });

  test('unknown, and the channel turns out to be gone', async () => {
    const { deliverer, plan, platform, state } = await scene();
    platform.answers.push(fail(new Unknown('no answer')));
    platform.findings.push(fail(new Refused('the channel is gone')));
    await plan('a:1');
    await deliverer.start();
    await deliverer.idle();
    expect(await state('a:1')).toMatchObject({ state: 'dead', reason: 'the channel is gone' });
    await deliverer.stop();
  });

  test('a bug: logged with its stack, tried again, told to the ledger by name only', async () => {
    const { clock, deliverer, lines, plan, platform, state } = await scene();
    platform.answers.push(fail(new RangeError('https://api.example/bot123:token/send')));
    await plan('a:1', 'b:1');
    await deliverer.start();
    await deliverer.idle();
    expect(await state('a:1')).toMatchObject({ state: 'retry', reason: 'unexpected RangeError, see the log' });
    expect(platform.posts).toEqual(['b:1']);
    const [line] = lines.filter(({ level }) => level === 50);
    expect(line).toMatchObject({ channel: 'a', err: { stack: expect.stringContaining('answers.test.ts') as string } });
    clock.now = new Date(at(1));
    await deliverer.idle();
    expect(platform.posts).toEqual(['b:1', 'a:1']);
    await deliverer.stop();
  });

  test('later and later for a day: given up', async () => {
    const { clock, deliver, plan, platform, state } = await scene({ random: () => 0 });
    const deliverer = deliver();
    for (let nr = 0; nr < 14; nr++) platform.answers.push(fail(new TryLater('closed', 3 * 3_600_000)));
    await plan('a:1');
    await deliverer.start();
    for (let hour = 0; hour < 48; hour++) {
      clock.now = new Date(at(hour * 60));
      await deliverer.idle();
    }
    expect(await state('a:1')).toMatchObject({
      state: 'dead',
      attempts: 12,
      reason: 'given up after 12 attempts and more than a day; last: closed',
    });
    await deliverer.stop();
  });
});

describe('whatever a platform answers', () => {
  const reaction = fc.constantFrom('sent', 'later', 'refused', 'lost', 'lost but there', 'bug');

  test('every delivery ends, channels keep their order, nothing is posted twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(reaction, { maxLength: 30 }), async (reactions) => {
        const { deliver, plan, platform, state } = await scene({ random: () => 0 });
        const names = ['a:1', 'b:1', 'a:2', 'a:3', 'b:2', 'a:4'];
        const arrived: string[] = [];
        for (const each of reactions) {
          platform.answers.push((parcel) => {
            if (each === 'later') throw new TryLater('busy', 0);
            if (each === 'refused') throw new Refused('no');
            if (each === 'lost') throw new Unknown('lost');
            if (each === 'bug') throw new TypeError('oops');
            arrived.push(nameOf(parcel));
            if (each === 'lost but there') throw new Unknown('lost');
            return ['m'];
          });
        }
        platform.find = async (parcel) => (arrived.includes(nameOf(parcel)) ? ['m'] : 'absent');
        const deliverer = deliver();
        await plan(...names);
        await deliverer.start();
        await deliverer.idle();
        await deliverer.stop();
        const all = [...arrived, ...platform.posts.filter((name) => !arrived.includes(name))];
        expect(new Set(all).size).toBe(all.length);
        for (const name of names) {
          const { state: ended } = await state(name);
          expect(ended).toBe(all.includes(name) ? 'sent' : 'dead');
        }
        for (const channel of ['a', 'b']) {
          const went = all.filter((name) => name.startsWith(channel));
          expect(went).toEqual([...went].sort());
        }
      }),
      { numRuns: 60 },
    );
  });
});
