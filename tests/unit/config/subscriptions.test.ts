import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../../src/config/read.ts';
import { temporaryFolder } from '../../repo.ts';

let folder = '';
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  const { rm } = await import('node:fs/promises');
  await rm(folder, { recursive: true });
});

const HEAD = `sources: [{name: garden, url: ..}]
channels:
  - {name: lounge, platform: terminal}
  - {name: quay, platform: discord, channel: "123456789012345678", template: {title: "{{titel}}"}}
  - {name: desk, platform: telegram, chat: "-100"}
  - {name: mute, platform: discord, channel: "123456789012345679"}
subscriptions:
`;

function read(lines: string) {
  const file = join(folder, 'starpost.yaml');
  writeFileSync(file, HEAD + lines);
  return readConfig(file, {}, {});
}

const refusals = (line: string) =>
  read(`  - ${line}\n`)
    .refused.filter(({ at }) => at.startsWith('subscriptions'))
    .map(({ at, message, line, column }) => `${at}: ${message} (${line}:${column})`);

test.each([
  ['{channel: lunge}', 'channel: expected the name of a channel, found "lunge". Did you mean lounge? (8:15)'],
  [
    '{channel: lounge, source: gardn}',
    'source: expected the name of a source, found "gardn". Did you mean garden? (8:31)',
  ],
  [
    '{channel: lounge, digest: {cron: "0 25 * * *"}}',
    'digest.cron: expected a cron hour from 0 to 23 (or *, a range, a list, a step) in place 2, found "0 25 * * *". (8:38)',
  ],
  [
    '{channel: lounge, digest: {cron: daily}}',
    'digest.cron: expected a cron expression of five fields, in quotes, such as "0 8 * * *", found "daily". (8:38)',
  ],
  [
    '{channel: lounge, digest: {cron: "0 8 * * *", zone: Berlin}}',
    'digest.zone: expected a time zone, perhaps Europe/Berlin, found "Berlin". Write zone: UTC. (8:57)',
  ],
  [
    '{channel: lounge, quiet: {from: "22:00", to: "22:00"}}',
    'quiet: expected two different times, found a mapping. (8:30)',
  ],
  [
    '{channel: lounge, quiet: {from: "10 pm", to: "08:00"}}',
    'quiet.from: expected a time of day such as 22:00, in quotes, found "10 pm". (8:37)',
  ],
  ['{channel: lounge, emoji: [sea]}', 'emoji[0]: expected one emoji, in quotes, found "sea". (8:31)'],
  [
    '{channel: lounge, near: {node: a.md, links: 9}}',
    'near.links: expected at most 3, found 9. Write links: 1. (8:49)',
  ],
  [
    '{channel: lounge, review: {channel: dsk}}',
    'review.channel: expected the name of a channel, found "dsk". Did you mean desk? (8:41)',
  ],
  [
    '{channel: desk, review: {channel: lounge}}',
    'review.channel: expected a channel on Discord or Telegram, whose posts have buttons, found "lounge". (8:39)',
  ],
  ['{channel: lounge, tag: [sea]}', 'tag: unknown key. Did you mean tags? (8:23)'],
])('%s is refused with its place, and the rest runs', (line, expected) => {
  expect(refusals(line)).toEqual([`subscriptions[0].${expected}`]);
  const { config } = read(`  - ${line}\n  - {channel: lounge, tags: [sea]}\n`);
  expect(config.subscriptions).toMatchObject([{ channel: 'lounge', tags: ['sea'], at: 'subscriptions[1]' }]);
});

test('a bad template is refused, with the subscriptions of its channel', () => {
  const { config, refused } = read('  - {channel: quay}\n  - {channel: mute}\n');
  expect(refused.map(({ at, message, line }) => [at, message, line])).toEqual([
    ['channels[1].template.title', 'expected a field that is known here, found {{titel}}. Did you mean title?', 4],
  ]);
  expect(config.subscriptions.map(({ channel }) => channel)).toEqual(['mute']);
  expect(config.channels[1]).toMatchObject({ name: 'quay', template: undefined });
});

test('a review needs a bot that hears of buttons', () => {
  const { refused } = read('  - {channel: mute, review: {channel: desk}}\ntelegram: {commands: false}\n');
  expect(refused.at(-1)?.message).toBe(
    'expected a channel whose bot answers, found "desk". Take "commands: false" away from telegram.',
  );
});

test('what is wrong elsewhere is told together with them, and nothing runs', () => {
  expect(() => read('  - {channel: lunge}\npol: x\n')).toThrow(ConfigError);
  expect(() => read('  - {channel: lunge}\npol: x\n')).toThrow(/lounge[\s\S]*Did you mean poll/);
});
