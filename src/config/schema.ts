/**
 * Every field of config/starpost.yaml with its meaning, default and limits. The JSON Schema for editors is made from it.
 * An `error` text completes the sentence "expected …"; read.ts adds what was found, where, and what to write.
 */
import { z } from 'zod';
import { api, channel } from './channel.ts';
import { duration, webAddress } from './fields.ts';
import { source } from './source.ts';
import { subscription } from './subscription.ts';

const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const LANGUAGE_ERROR = 'a language tag such as en or pt-BR';

const EMOJI = /^\p{RGI_Emoji}$/v;
const emojiOrAddress = 'one emoji, or an http or https address';
const icon = z
  .string({ error: emojiOrAddress })
  .refine((text) => EMOJI.test(text) || webAddress.safeParse(text).success, { error: emojiOrAddress })
  .overwrite((text) => URL.parse(text)?.href ?? text);
const limit = z.number().int().min(1).max(500);
const content = z.enum(['full', 'summary']);
const notes = z.enum(['first', 'only', 'omit']);
const author = z.strictObject({
  name: z.string().min(1).describe('A person or a group.'),
  url: webAddress.optional().describe('Their page.'),
});

const SNOWFLAKE = "a role's id in quotes, 17 to 20 digits (Developer Mode, then Copy Role ID)";

const FEED = 'all, changes, folders/PATH, tags/TAG, or searches/NAME';
const ownFeed = z
  .strictObject({
    feed: z
      .string({ error: FEED })
      .regex(/^(all|changes|folders\/.+|tags\/.+|searches\/[a-z0-9][a-z0-9-]{0,39})$/, { error: FEED })
      .describe(
        'Which feed: its address without /feeds/ and format, as people write it (of several sources: folders/SOURCE/PATH).',
      ),
    query: z.string().min(1).optional().describe('For searches/NAME: the words its nodes are found by.'),
    title: z.string().min(1).optional().describe('Its whole title.'),
    description: z.string().min(1).optional().describe('One line on what it holds.'),
    language: z.string().regex(LANGUAGE, { error: LANGUAGE_ERROR }).optional().describe('Language of the feed.'),
    author: author.optional().describe('Named as its author.'),
    copyright: z.string().optional().describe('Whose words these are.'),
    icon: icon.optional().describe('An emoji, or the address of a picture.'),
    limit: limit.optional().describe('Entries in one document of it.'),
    content: content.optional().describe('Whole nodes, or only their first words.'),
    contentNotes: notes.optional().describe('What becomes of nodes behind a content note.'),
  })
  .describe('Options of one feed.');

export const schema = z.strictObject({
  $schema: z.string().optional().describe('For editors; not read.'),
  title: z.string().min(1).default('starpost').describe('Title of the site and of its feeds.'),
  description: z.string().default('').describe('One line on what it holds.'),
  language: z
    .string()
    .regex(LANGUAGE, { error: LANGUAGE_ERROR })
    .default('en')
    .describe('Language of nodes that do not name their own.'),
  author: author.optional().describe('Named as the author in feeds; default: the title.'),
  copyright: z.string().optional().describe('One line on whose words these are, and under which licence.'),
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'an http or https address such as https://garden.example' })
    .default('http://localhost:8080')
    .describe('Public address under which feeds and pages are reached.'),
  data: z
    .string()
    .min(1)
    .default('data')
    .describe('Folder for the ledger, the library and the mirrors (from the folder of this file).'),
  listen: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1').describe('0.0.0.0 to be reached from other machines.'),
      port: z.number().int().min(0).max(65_535).default(8080).describe('0 takes any free port.'),
    })
    .prefault({})
    .describe('Where the web server listens.'),
  poll: z
    .string()
    .default('* * * * *')
    .describe(
      'Cron expression of five fields, or six with seconds first: when to look for new commits (web hooks look at once).',
    ),
  sources: z
    .array(source)
    .min(1)
    .describe('The watched repositories; ids of feeds of the whole site are made of the first one.'),
  feeds: z
    .strictObject({
      limit: limit.default(50).describe('Entries in one feed document.'),
      content: content.default('full').describe('Whole nodes in feeds, or only their first words.'),
      contentNotes: notes
        .default('first')
        .describe('Nodes behind a content note: the note first, then the text; only the note; or left out of feeds.'),
      tombstones: duration.prefault('90d').describe('How long a removal is told in feeds.'),
      icon: icon
        .default('🌟')
        .describe('An emoji, or the address of a picture; folders named by an emoji show theirs.'),
      hub: webAddress.optional().describe('WebSub hub: named in every feed, and told when one changed.'),
      own: z.array(ownFeed).default([]).describe('Options of single feeds, and feeds of saved searches.'),
    })
    .prefault({})
    .describe('What the feeds hold.'),
  discord: z
    .strictObject({
      api: api.describe('Another server that speaks the Discord API; default: Discord.'),
      commands: z.boolean().default(true).describe('Whether the bot answers commands.'),
      managers: z
        .array(z.string({ error: SNOWFLAKE }).regex(/^\d{17,20}$/, { error: SNOWFLAKE }))
        .default([])
        .describe('Ids of roles that may say what is posted to a channel, besides those who may manage it.'),
    })
    .prefault({})
    .describe('The Discord bot; its token comes from STARPOST_DISCORD_TOKEN.'),
  telegram: z
    .strictObject({
      api: api.describe('Another server that speaks the Telegram Bot API; default: Telegram.'),
      commands: z.boolean().default(true).describe('Whether the bot answers commands.'),
      perSecond: z
        .number()
        .positive()
        .max(1_000)
        .default(30)
        .describe(
          'Messages a second that Telegram allows the bot over all chats: about 30, and more to who pays for it.',
        ),
    })
    .prefault({})
    .describe('The Telegram bot; its token comes from STARPOST_TELEGRAM_TOKEN.'),
  pages: z
    .strictObject({
      indexNoted: z.boolean().default(true).describe('Whether search engines may list nodes behind a content note.'),
      follow: z
        .strictObject({
          discord: webAddress.optional().describe('Invitation to a Discord server.'),
          telegram: webAddress.optional().describe('A bot or channel on Telegram: https://t.me/NAME.'),
        })
        .prefault({})
        .describe('Where else readers can follow the site.'),
    })
    .prefault({})
    .describe('What the pages show.'),
  channels: z.array(channel).default([]).describe('Where posts can go.'),
  subscriptions: z
    .array(subscription)
    .default([])
    .describe('Which channel hears of what; a channel without one hears nothing.'),
});

type Written = z.output<typeof schema>;
export type Config = Omit<Written, 'subscriptions'> & { subscriptions: SubscriptionConfig[] };
export type SourceConfig = Config['sources'][number];
export type ChannelConfig = Config['channels'][number];
/** How posts are worded in a channel: what is announced there is shaped by it before a platform sees it. */
export type ChannelLook = Pick<ChannelConfig, 'language' | 'summary' | 'contentNotes' | 'template'>;
export type DiscordChannel = Omit<Extract<ChannelConfig, { platform: 'discord' }>, keyof ChannelLook>;
export type TelegramChannel = Omit<Extract<ChannelConfig, { platform: 'telegram' }>, keyof ChannelLook>;
/** `at`: its place in the file, such as `subscriptions[0]`. */
export type SubscriptionConfig = Written['subscriptions'][number] & { at?: string };
export type FeedConfig = Config['feeds'];

/** What only the environment may hold; read.ts reads it, nothing prints it. */
export interface Secrets {
  /** `DATABASE_URL`: postgres://…; absent: SQLite. */
  databaseUrl?: string;
  /** `STARPOST_DISCORD_TOKEN`, `STARPOST_TELEGRAM_TOKEN`: of the bots. */
  discordToken?: string;
  telegramToken?: string;
  /** `STARPOST_HOOK_SECRET_<FORGE>`, by forge: a hook without its secret is refused. */
  hooks: Partial<Record<Forge, string>>;
}

export const FORGES = ['github', 'gitlab', 'gitea', 'generic'] as const;
export type Forge = (typeof FORGES)[number];
