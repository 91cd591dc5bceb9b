/** Where posts go and who hears of what, field by field. */
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

export const channel = z.discriminatedUnion(
  'platform',
  [
    z.strictObject({
      name: name.describe('How this channel is called in subscriptions, logs and commands.'),
      platform: z.literal('terminal').describe('Printed where starpost runs.'),
    }),
    z.strictObject({
      name: name.describe('How this channel is called in subscriptions, logs and commands.'),
      platform: z.literal('discord').describe('A text or announcement channel, or a thread, on Discord.'),
      channel: z
        .string({ error: SNOWFLAKE })
        .regex(/^\d{17,20}$/, { error: SNOWFLAKE })
        .describe('Id of the channel or thread.'),
      silent,
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

export const subscription = z.strictObject({
  channel: name.describe('Which channel hears of it.'),
  source: name.optional().describe('Only this source; default: every one.'),
  folders: z.array(z.string().min(1)).default([]).describe('Only these folders, with all below them.'),
  tags: z.array(z.string().min(1)).default([]).describe('Only nodes with one of these tags, any case.'),
  nodes: z.array(z.string().min(1)).default([]).describe('Only these nodes, by id or path.'),
  kinds: z
    .array(z.enum(['created', 'revised', 'moved', 'removed', 'restored']))
    .min(1)
    .default(['created', 'revised', 'moved', 'removed', 'restored'])
    .describe('Only these kinds of change.'),
  minor: z.boolean().default(false).describe('Whether minor revisions are told too.'),
  onRevision: z
    .enum(['edit', 'edit+reply', 'post', 'ignore'])
    .default('edit')
    .describe(
      'A node that has a post is revised: the post is edited; edited, and a reply says what changed; a new post takes its place; or nothing.',
    ),
});

export const api = z.url({ protocol: /^https?$/, error: 'an http or https address' }).optional();

type Channel = z.output<typeof channel>;

/** Name of a channel that no config names: it says where it is. `discord:ID`, `telegram:CHAT` or `telegram:CHAT/TOPIC`. */
export function nameOfPlace(platform: 'discord' | 'telegram', address: string, topic?: number): string {
  return `${platform}:${address}${topic === undefined ? '' : `/${topic}`}`;
}

/** The channel that such a name says; undefined for a name of the config. */
export function placeNamed(name: string): Exclude<Channel, { platform: 'terminal' }> | undefined {
  const [, platform, address = '', topic] = /^(discord|telegram):(-?\d{1,20})(?:\/(\d+))?$/.exec(name) ?? [];
  if (platform === 'discord') return { name, platform, channel: address, silent: false, ambiguous: undefined };
  if (platform !== 'telegram') return undefined;
  const place = { name, platform, chat: address, silent: false, linkPreview: false, rich: false, ambiguous: undefined };
  return { ...place, platform, topic: topic === undefined ? undefined : Number(topic) };
}
