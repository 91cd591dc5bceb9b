/** The same bot against a Discord by other hands: what that one knows (https://www.npmjs.com/package/discord-digital-twin). */
import { ChannelType, InteractionType } from 'discord-api-types/v10';
import { DigitalDiscord } from 'discord-digital-twin';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encode } from '../../src/desk/codes.ts';
import { shortId } from '../../src/desk/short-id.ts';
import { DiscordBot } from '../../src/discord/bot.ts';
import { createLog } from '../../src/log.ts';
import { type Garden, plantGarden } from '../desk.ts';

let twin: DigitalDiscord;
let garden: Garden;
let bot: DiscordBot;
let channelId: string;
let userId: string;

beforeAll(async () => {
  twin = new DigitalDiscord({
    channels: [{ name: 'general', type: ChannelType.GuildText }],
    users: [{ username: 'Ada' }],
  });
  await twin.start();
  garden = plantGarden();
  const notes = new Map<string, string>();
  bot = new DiscordBot({
    token: twin.botToken,
    api: twin.restUrl,
    counter: garden.counter,
    notes: { get: async (key) => notes.get(key), set: async (key, value) => void notes.set(key, value) },
    log: createLog({ level: 'silent', secrets: [], pretty: false }),
  });
  await bot.start();
  channelId = (await twin.prisma.channel.findFirstOrThrow()).id;
  userId = (await twin.getFirstNonBotUserId()) ?? '';
});
afterAll(async () => {
  await bot.stop();
  await twin.stop();
  garden.close();
});

/** What the bot's messages show now, the newest last. */
const shown = async () =>
  (await twin.prisma.message.findMany({ orderBy: { id: 'asc' } })).map(({ components }) => components);

test('logs in and answers a command', async () => {
  expect(bot.trouble).toBeUndefined();
  const options = [
    { name: 'node', type: 3, value: 'peas' },
    { name: 'share', type: 5, value: true },
  ];
  await twin.simulateSlashCommand({ channelId, userId, name: 'show', options });
  await expect.poll(shown).toMatchObject([expect.stringContaining('Peas on a Fence')]);
});

test('answers a button', async () => {
  const [message] = await twin.prisma.message.findMany();
  const node = shortId(garden.id('beds/🫘_beans.md'));
  const customId = encode({
    ask: { view: 'show', node },
    trail: [{ view: 'show', node: shortId(garden.id('beds/🫛_peas.md')) }],
  });
  expect(message?.components).toContain(customId);
  await twin.simulateButtonClick({ channelId, userId, messageId: message?.id ?? '', customId });
  await expect.poll(async () => (await shown()).join()).toContain('Beans wait for warm nights');
});

test('acknowledges suggestions while somebody types', async () => {
  const data = { id: '1', name: 'show', type: 1, options: [{ name: 'node', type: 3, value: 'pe', focused: true }] };
  const { id } = await twin.simulateInteraction({
    type: InteractionType.ApplicationCommandAutocomplete,
    channelId,
    userId,
    data,
  });
  await expect
    .poll(
      async () =>
        (await twin.prisma.interactionResponse.findMany()).find((one) => one.interactionId === id)?.acknowledged,
    )
    .toBe(true);
});
