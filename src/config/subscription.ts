/** Who hears of what, and when, field by field. */
import { z } from 'zod';
import { cronFault } from './cron.ts';
import { nearest } from './faults.ts';
import { duration, emoji, name } from './fields.ts';

const ZONE = 'a time zone such as Europe/Berlin or UTC';
const zone = z
  .string({ error: ZONE })
  .refine(isZone, { error: ({ input }) => (typeof input === 'string' ? zoneExpected(input) : ZONE) })
  .default('UTC')
  .describe('Time zone of these times (IANA).');

const CLOCK = 'a time of day such as 22:00, in quotes';
const clock = z.string({ error: CLOCK }).regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: CLOCK });

const CRON = 'a cron expression of five fields, in quotes, such as "0 8 * * *"';
const cron = z.string({ error: CRON }).refine((text) => cronFault(text) === undefined && fields(text) === 5, {
  error: ({ input }) => (typeof input === 'string' && fields(input) === 5 && cronFault(input)) || CRON,
});

const words = z.array(z.string().min(1)).default([]);
const places = {
  folders: words.describe('These folders, with all below them.'),
  tags: words.describe('Nodes with one of these tags, any case.'),
  nodes: words.describe('These nodes, by id or path.'),
  emoji: z.array(emoji).default([]).describe('Nodes with one of these emoji in their constellation or their name.'),
};

const when = {
  digest: z
    .strictObject({
      cron: cron.describe('When it is posted, five fields: "0 8 * * *" every morning, "0 18 * * 5" on Fridays.'),
      zone,
    })
    .optional()
    .describe('Everything is gathered and posted as one digest at these times.'),
  quiet: z
    .strictObject({
      from: clock.describe('Nothing new is posted from this time …'),
      to: clock.describe('… until this one; then one digest tells what was held.'),
      zone,
    })
    .refine(({ from, to }) => from !== to, { error: 'two different times' })
    .optional()
    .describe('Hours in which nothing arrives. Edits and removals make no sound: they go on.'),
};

const review = z
  .strictObject({
    channel: name.describe('Where each post is shown first, with buttons, to who may decide.'),
    after: duration
      .optional()
      .describe('Unanswered after this long, `otherwise` is done; default: it waits for an answer.'),
    otherwise: z.enum(['approve', 'skip']).default('skip').describe('What is done then.'),
  })
  .describe('Nothing is posted before somebody has approved it. Removals never wait.');

export const subscription = z.strictObject({
  channel: name.describe('Which channel hears of it.'),
  source: name.optional().describe('Only this source; default: every one.'),
  ...places,
  near: z
    .strictObject({
      node: z.string().min(1).describe('A node, by id or path.'),
      links: z.number().int().min(1).max(3).default(1).describe('How many links away a node may be.'),
    })
    .optional()
    .describe('A node and those that it is linked with, one way or the other.'),
  query: z.string().min(1).optional().describe('Nodes that a search for these words finds.'),
  except: z.strictObject(places).prefault({}).describe('Never these, even if they fit the above.'),
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
  ...when,
  review: review.optional(),
});

const made = subscription.omit({ channel: true, review: true });

/** What a subscription made in a chat says. */
export type Made = z.input<typeof made>;

/** Places of what is wrong with it. */
export function faultsOfMade(said: Made): string[] {
  return (made.safeParse(said).error?.issues ?? []).map(({ path }) => path.join('.'));
}

/** It as one of the config's. */
export function subscriptionMade(channel: string, said: Made): z.output<typeof subscription> {
  return { ...made.parse(said), channel };
}

function fields(cron: string): number {
  return cron.trim().split(/\s+/).length;
}

/** With what was likely meant: `Berlin` is a zone to people. */
function zoneExpected(written: string): string {
  const zones = Intl.supportedValuesOf('timeZone');
  const plain = written.trim().toLowerCase().replaceAll(' ', '_');
  const meant =
    zones.find((zone) => zone.toLowerCase().endsWith(`/${plain}`)) ??
    nearest(written, zones) ??
    nearest(
      written,
      zones.map((zone) => zone.slice(zone.lastIndexOf('/') + 1)),
    );
  const whole = zones.find((zone) => zone === meant || zone.endsWith(`/${meant}`));
  return whole === undefined ? ZONE : `a time zone, perhaps ${whole}`;
}

function isZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
