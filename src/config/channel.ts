/** Where posts go and how they look there, field by field. */
import { z } from 'zod';
import { name } from './fields.ts';

const ambiguous = z
  .enum(['may-repeat', 'may-miss'])
  .optional()
  .describe(
    'What to do when nobody can tell whether a message arrived; default: may-repeat for the first post of a node, may-miss for what follows it.',
  );

const silent = z.boolean().default(false).describe('Whether posts arrive without a sound.');

const SNOWFLAKE = "a channel's id in quotes, 17 to 20 digits (Developer Mode, then Copy Channel ID)";
const CHAT = 'a chat: its number, or the @name of a public channel or group';

/** Letters of a summary; no node has a longer one. */
export const MOST_SUMMARY = 600;

const templateText = z.string().max(1_000);

/** How posts look in a channel, whatever the platform. */
const look = {
  language: z
    .enum(['en', 'tr'])
    .default('en')
    .describe("Language of the few words around the author's: new, revised, content note."),
  summary: z
    .number()
    .int()
    .min(0)
    .max(MOST_SUMMARY)
    .default(MOST_SUMMARY)
    .describe("At most so many letters of the author's first words; 0: none."),
  contentNotes: z
    .enum(['fold', 'only', 'omit'])
    .default('fold')
    .describe('Nodes behind a content note: their text folded, only note and title, or not posted here.'),
  template: z
    .strictObject({
      title: templateText.optional().describe('Of a post, such as "{{emoji}} {{title}}".'),
      body: templateText.optional().describe('Between title and references, such as "{{summary}}".'),
      change: templateText.optional().describe('Of each line that says what changed, such as "{{sign}} {{text}}".'),
    })
    .optional()
    .describe('Other words for the parts of a post, in Mustache; see docs/subscriptions.md.'),
};

export const channel = z.discriminatedUnion(
  'platform',
  [
    z.strictObject({
      name: name.describe('How this channel is called in subscriptions, logs and commands.'),
      platform: z.literal('terminal').describe('Printed where starpost runs.'),
      ...look,
    }),
    z.strictObject({
      name: name.describe('How this channel is called in subscriptions, logs and commands.'),
      platform: z.literal('discord').describe('A text or announcement channel, or a thread, on Discord.'),
      channel: z
        .string({ error: SNOWFLAKE })
        .regex(/^\d{17,20}$/, { error: SNOWFLAKE })
        .describe('Id of the channel or thread.'),
      silent,
      ...look,
      ambiguous,
    }),
    z.strictObject({
      name: name.describe('How this channel is called in subscriptions, logs and commands.'),
      platform: z.literal('telegram').describe('A channel, a group or a private chat on Telegram.'),
      chat: z
        .union([z.number().int(), z.string().regex(/^(-?\d{1,16}|@[A-Za-z]\w{3,31})$/, { error: CHAT })], {
          error: CHAT,
        })
        .transform(String)
        .describe('Number of the chat, or the @name of a public one.'),
      topic: z.number().int().positive().optional().describe('Number of a topic, in a group with topics.'),
      silent,
      ...look,
      linkPreview: z.boolean().default(false).describe("Whether Telegram shows a picture of the node's page."),
      rich: z
        .boolean()
        .default(false)
        .describe('Whether posts are rich messages, where the server knows them; older apps show nothing of those.'),
      ambiguous,
    }),
  ],
  { error: 'one of terminal, discord, telegram' },
);

export const api = z.url({ protocol: /^https?$/, error: 'an http or https address' }).optional();

type Channel = z.output<typeof channel>;

/** Name of a channel that no config names: it says where it is. `discord:ID`, `telegram:CHAT` or `telegram:CHAT/TOPIC`. */
export function nameOfPlace(platform: 'discord' | 'telegram', address: string, topic?: number): string {
  return `${platform}:${address}${topic === undefined ? '' : `/${topic}`}`;
}

/** The channel that such a name says; undefined for a name of the config. */
export function placeNamed(name: string): Exclude<Channel, { platform: 'terminal' }> | undefined {
  const [, platform, address = '', topic] = /^(discord|telegram):(-?\d{1,20})(?:\/(\d+))?$/.exec(name) ?? [];
  if (platform === undefined) return undefined;
  const of = platform === 'discord' ? { channel: address } : { chat: address, topic: topic && Number(topic) };
  // Its name is no name of the config.
  const found = channel.parse({ name: 'chat', platform, ...of });
  return found.platform === 'terminal' ? undefined : { ...found, name };
}
