/**
 * Every field of config/starpost.yaml with its meaning, default and limits. The JSON Schema for editors is made from it.
 * An `error` text completes the sentence "expected …"; read.ts adds what was found, where, and what to write.
 */
import { z } from 'zod';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const DURATION = 'a duration such as 30s, 5m, 1h or 2d';

/** `30s`, `5m`, `1h`, `2d`, `0s` -> milliseconds. */
export const duration = z
  .string({ error: DURATION })
  .regex(/^\d+(\.\d+)?\s*(ms|s|m|h|d)$/, { error: DURATION })
  .transform((text) => {
    const [, value, unit] = /^([\d.]+)\s*(ms|s|m|h|d)$/.exec(text) as unknown as [string, string, keyof typeof UNITS];
    return Math.round(Number(value) * UNITS[unit]);
  });

const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const LANGUAGE_ERROR = 'a language tag such as en or pt-BR';

const NAME = 'a name of lower-case letters, digits and hyphens, at most 40 characters';
const name = z.string({ error: NAME }).regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: NAME });

const glob = z
  .string()
  .min(1)
  .refine((text) => !text.split('/').includes('..'), { error: 'a glob inside the repository, without ".."' });

const URL_OR_PATH = 'the address of a repository, or a path';
const LINK = 'page, forge, or an address that holds {path}, {slug} or {id}';

const contentNoteRule = z
  .strictObject({
    note: z.string().min(1).max(200).describe('What readers are told before the text, such as "mentions of illness".'),
    paths: z.array(glob).default([]).describe('Globs from the root of the repository.'),
    tags: z.array(z.string().min(1)).default([]).describe('Tags, any case.'),
  })
  .describe('Nodes that fit a path or a tag are folded behind this note.');

const source = z.strictObject({
  name: name.describe('How this source is called in logs, feeds and commands.'),
  url: z
    .string({ error: URL_OR_PATH })
    .min(1, { error: URL_OR_PATH })
    .describe('Address of the repository, or a path (from the folder of this file).'),
  branch: z.string().min(1).optional().describe("Branch to follow; default: the one the repository's HEAD names."),
  include: z
    .array(glob)
    .min(1)
    .default(['**/*.md'])
    .describe('Which files are nodes, as globs from the root of the repository.'),
  exclude: z.array(glob).default([]).describe('Which of them are not.'),
  namespace: z
    .string()
    .max(100)
    .default('')
    .describe(
      'Part of every node id. Leave it empty for one source; give each further source its own, and never change it.',
    ),
  link: z
    .union([z.enum(['page', 'forge']), z.string().regex(/^https?:\/\/\S*\{(path|id|slug)\}\S*$/, { error: LINK })], {
      error: LINK,
    })
    .default('page')
    .describe(
      'Where titles lead: `page` (our own), `forge` (the file at GitHub, GitLab, Gitea …) or an address with {path}, {slug} or {id}.',
    ),
  references: z
    .record(
      z.string(),
      z.string().includes('{}', { error: 'a path that holds {} where the value goes, such as "eip-{}.md"' }),
    )
    .default({})
    .describe(
      'Front matter fields that name other nodes, with the path their value stands for, such as requires: "eip-{}.md".',
    ),
  drafts: z
    .strictObject({
      paths: z.array(glob).default([]).describe('Globs from the root of the repository.'),
      status: z.array(z.string().min(1)).default([]).describe('Whole statuses, any case, such as Draft.'),
    })
    .prefault({})
    .describe('What is never published, besides nodes that say `draft: true` themselves: by path or by status.'),
  contentNotes: z
    .array(contentNoteRule)
    .default([])
    .describe('Which nodes are folded behind a note, besides those that say so themselves.'),
  settle: duration.prefault('5m').describe('A change is told when its node has been quiet for this long …'),
  settleAtMost: duration.prefault('1h').describe('… but at the latest this long after its first commit.'),
  massChange: z.number().int().min(1).default(12).describe('More nodes than this in one pass become one digest.'),
  minorWords: z.number().int().min(0).default(5).describe('A revision of at most this many words is minor.'),
  announceLatest: z
    .number()
    .int()
    .min(0)
    .max(100)
    .default(0)
    .describe('How many of the newest nodes the very first run tells; 0: none.'),
  maxNodeBytes: z.number().int().min(1_000).default(1_000_000).describe('Larger files are left out, with a warning.'),
});

const ambiguous = z
  .enum(['may-repeat', 'may-miss'])
  .optional()
  .describe(
    'What to do when nobody can tell whether a message arrived; default: may-repeat for the first post of a node, may-miss for what follows it.',
  );

const silent = z.boolean().default(false).describe('Whether posts arrive without a sound.');

const SNOWFLAKE = "a channel's id in quotes, 17 to 20 digits (Developer Mode, then Copy Channel ID)";
const CHAT = 'a chat: its number, or the @name of a public channel or group';

const channel = z.discriminatedUnion(
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

const subscription = z.strictObject({
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

const api = z.url({ protocol: /^https?$/, error: 'an http or https address' }).optional();

const emojiOrAddress = 'one emoji, or an http or https address';
const icon = z
  .string({ error: emojiOrAddress })
  .refine((text) => /^(\p{RGI_Emoji}|https?:\/\/\S+)$/v.test(text), { error: emojiOrAddress });

const webAddress = z.url({ protocol: /^https?$/, error: 'an http or https address' });
const limit = z.number().int().min(1).max(500);
const content = z.enum(['full', 'summary']);
const notes = z.enum(['first', 'only', 'omit']);
const author = z.strictObject({
  name: z.string().min(1).describe('A person or a group.'),
  url: z
    .url({ protocol: /^https?$/, error: 'an http or https address' })
    .optional()
    .describe('Their page.'),
});

const FEED = 'all, changes, folders/PATH, tags/TAG, or searches/NAME';
const ownFeed = z
  .strictObject({
    feed: z
      .string({ error: FEED })
      .regex(/^(all|changes|folders\/.+|tags\/.+|searches\/[a-z0-9][a-z0-9-]{0,39})$/, { error: FEED })
      .describe('Which feed: its address without /feeds/ and format, as people write it.'),
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
  sources: z.array(source).min(1).describe('The watched repositories.'),
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
      hub: z
        .url({ protocol: /^https?$/, error: 'an http or https address' })
        .optional()
        .describe('WebSub hub: named in every feed, and told when one changed.'),
      own: z.array(ownFeed).default([]).describe('Options of single feeds, and feeds of saved searches.'),
    })
    .prefault({})
    .describe('What the feeds hold.'),
  discord: z
    .strictObject({ api: api.describe('Another server that speaks the Discord API; default: Discord.') })
    .prefault({})
    .describe('The Discord bot; its token comes from STARPOST_DISCORD_TOKEN.'),
  telegram: z
    .strictObject({
      api: api.describe('Another server that speaks the Telegram Bot API; default: Telegram.'),
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

export type Config = z.output<typeof schema>;
export type SourceConfig = Config['sources'][number];
export type ChannelConfig = Config['channels'][number];
export type DiscordChannel = Extract<ChannelConfig, { platform: 'discord' }>;
export type TelegramChannel = Extract<ChannelConfig, { platform: 'telegram' }>;
export type SubscriptionConfig = Config['subscriptions'][number];
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
