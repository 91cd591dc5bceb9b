/** When channels hear: settling, digests, quiet hours, over restarts, as their readers see it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bots, startBots } from '../bots.ts';
import type { Channel } from '../fakes/discord/world.ts';
import { Garden, nodeText } from '../garden.ts';

let bots: Bots;
let at: Channel;
let garden: Garden;

const TIDE = 'Log/🌊_tide.md';
const tide = (body: string) => nodeText('🌊 Tide', body);
const LONG = 'It came with many words: one two three four five six seven eight nine ten eleven.';

/** A garden whose one channel hears like this. */
async function open(subscription: object, source: object = {}, channel: object = {}): Promise<void> {
  garden = await Garden.create({
    source: { settle: '5m', settleAtMost: '1h', ...source },
    config: {
      ...bots.config,
      channels: [{ name: 'lounge', platform: 'discord', channel: at.id, ...channel }],
      subscriptions: [{ channel: 'lounge', ...subscription }],
    },
    env: bots.env,
  });
  await garden.repo.write('Log/🌙_moon.md', nodeText('🌙 Moon', 'It pulls.'));
  await garden.repo.commit();
  await garden.start();
}

async function put(files: Record<string, string>): Promise<void> {
  for (const [file, text] of Object.entries(files)) await garden.repo.write(file, text);
  await garden.repo.commit();
  await garden.look();
}

/** Lets the clock show `HH:MM` UTC next, and looks. */
async function untilClock(hour: number, minute = 0): Promise<void> {
  const now = garden.now();
  const then = new Date(now);
  then.setUTCHours(hour, minute, 0, 0);
  if (then <= now) then.setUTCDate(then.getUTCDate() + 1);
  await garden.later((then.getTime() - now.getTime()) / 60_000);
}

beforeEach(async () => {
  bots = await startBots();
  at = bots.discord.channel({ name: 'lounge', guild: bots.discord.guild() });
});
afterEach(async () => {
  await garden[Symbol.asyncDispose]();
  await bots.stop();
});

describe('a channel that hears at once', () => {
  test('ten saves in a web editor within five minutes are one post, over a restart', async () => {
    await open({});
    for (let save = 1; save <= 10; save++) {
      await put({ [TIDE]: tide(`${LONG} Save ${save}.`) });
      await garden.later(0.4);
      if (save === 5) {
        await garden.stop();
        await garden.start();
      }
    }
    expect(at.messages).toHaveLength(0);
    await garden.later(6);
    expect(at.messages).toHaveLength(1);
    expect(at.shown()).toContain('Save 10.');
  });

  test('a revert before anybody was told is no post, and a removal neither', async () => {
    await open({ onRevision: 'post' });
    await put({ [TIDE]: tide(LONG) });
    await garden.repo.remove(TIDE);
    await garden.repo.commit();
    await garden.look();
    await put({ 'Log/🌙_moon.md': nodeText('🌙 Moon', LONG) });
    await garden.later(1);
    await put({ 'Log/🌙_moon.md': nodeText('🌙 Moon', 'It pulls.') });
    await garden.later(90);
    expect(at.messages).toHaveLength(0);
  });

  test('three hundred nodes that move together are one digest', async () => {
    await open({}, { settle: '0s' });
    for (let nr = 0; nr < 300; nr++) await garden.repo.write(`Bed/${nr}.md`, nodeText(`Pea ${nr}`, `Row ${nr}.`));
    await garden.repo.commit();
    await garden.look();
    await garden.repo.move('Bed', 'Field');
    await garden.repo.commit();
    await garden.look();
    // One for what was new, which has moved along, and one for the move.
    expect(at.messages).toHaveLength(2);
    expect(at.shown().match(/300 nodes changed together/g)).toHaveLength(2);
    expect(at.shown()).not.toContain('**Bed**');
  });
});

describe('a daily digest', () => {
  const DAILY = { digest: { cron: '0 8 * * *' } };

  test('says once what became of each node, over restarts, and takes back what is withdrawn', async () => {
    await open(DAILY);
    await untilClock(9);
    await put({ [TIDE]: tide('The water comes.') });
    await garden.later(30);
    await garden.stop();
    await garden.start();
    await put({ [TIDE]: tide(`The water comes. ${LONG}`), 'Kitchen/🫖_tea.md': nodeText('🫖 Tea', 'Leaves.') });
    await garden.later(30);
    await put({ 'Log/🌙_moon.md': nodeText('🌙 Moon', LONG), 'Log/gone.md': nodeText('Gone', 'Never seen.') });
    await garden.later(30);
    await garden.repo.remove('Log/gone.md');
    await garden.repo.commit();
    await garden.look();
    expect(at.messages).toHaveLength(0);

    await untilClock(8, 1);
    expect(at.messages).toHaveLength(1);
    const shown = at.shown();
    expect(shown).toContain('What is new: 3 nodes');
    expect(shown.match(/Tide/g)).toHaveLength(1);
    expect(shown).toMatch(/new.*Tide/);
    expect(shown).toMatch(/revised.*Moon/);
    expect(shown).toMatch(/words added/);
    expect(shown).not.toContain('Gone');
    expect(shown.indexOf('Kitchen')).toBeLessThan(shown.indexOf('Log'));

    await untilClock(8, 1);
    expect(at.messages).toHaveLength(1);

    await garden.repo.remove(TIDE);
    await garden.repo.commit();
    await garden.look();
    expect(at.shown()).not.toContain('Tide');
    expect(at.shown()).toContain('Moon');
  });

  test('a change that settles after its time waits for the next', async () => {
    await open(DAILY);
    await untilClock(7, 57);
    await put({ [TIDE]: tide('The water comes.') });
    await untilClock(8, 10);
    expect(at.messages).toHaveLength(0);
    await untilClock(8, 1);
    expect(at.messages).toHaveLength(1);
  });

  test('in Turkish, where the channel wants it', async () => {
    await open(DAILY, {}, { language: 'tr' });
    await untilClock(9);
    await put({ [TIDE]: tide('The water comes.') });
    await untilClock(8, 1);
    expect(at.shown()).toContain('Yenilikler: 1 düğüm');
    expect(at.shown()).toMatch(/yeni.*Tide/);
  });
});

describe('quiet hours', () => {
  test('news waits for their end and is one digest; edits and removals go on', async () => {
    await open({ quiet: { from: '22:00', to: '08:00' } });
    await untilClock(12);
    await put({ [TIDE]: tide('The water comes.') });
    await garden.later(10);
    expect(at.messages).toHaveLength(1);

    await untilClock(23);
    await put({ [TIDE]: tide(`The water goes. ${LONG}`), 'Kitchen/🫖_tea.md': nodeText('🫖 Tea', 'Leaves.') });
    await garden.later(10);
    await put({ 'Kitchen/🍞_bread.md': nodeText('🍞 Bread', 'Flour.') });
    await garden.later(10);
    expect(at.messages).toHaveLength(1);
    expect(at.shown()).toContain('The water goes.');
    await garden.stop();
    await garden.start();

    await untilClock(8, 1);
    expect(at.messages).toHaveLength(2);
    expect(at.shown()).toContain('Meanwhile: 2 nodes');
    expect(at.shown()).toMatch(/Tea/);

    await untilClock(23);
    await garden.repo.remove(TIDE);
    await garden.repo.commit();
    await garden.look();
    expect(at.messages).toHaveLength(1);
    expect(at.shown()).not.toContain('The water');
  });
});

describe('a channel with wishes of its own', () => {
  test('a template, a short summary, and nothing behind a content note', async () => {
    await open(
      { except: { tags: ['grief'] } },
      { settle: '0s', contentNotes: [{ note: 'a storm', tags: ['storm'] }] },
      {
        summary: 20,
        contentNotes: 'omit',
        template: { title: '{{title}} in {{folder}}', body: '» {{summary}}', change: '{{part}}: {{text}}' },
      },
    );
    await put({
      [TIDE]: nodeText('🌊 Tide', 'The water comes and goes, and comes again.'),
      'Log/storm.md': nodeText('Storm', 'Wind.', [], 'storm'),
      'Log/loss.md': nodeText('Loss', 'Quiet.', [], 'grief'),
    });
    expect(garden.logged).toMatch(/"title":"Moon in Log".*with its template, a post there says/);
    expect(at.messages).toHaveLength(1);
    expect(at.shown()).toContain('Tide in Log');
    expect(at.shown()).toContain('» The water comes and…');

    // What a channel excludes does not stay there once it is so.
    await put({ [TIDE]: nodeText('🌊 Tide', 'The water comes and goes, and comes again.', [], 'grief') });
    expect(at.messages).toHaveLength(0);
  });
});
