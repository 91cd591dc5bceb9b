/** A watched repository, field by field. */
import { z } from 'zod';
import { duration, emoji, glob, name } from './fields.ts';

const URL_OR_PATH = 'the address of a repository, or a path';
const LINK = 'page, forge, or an address that holds {path}, {slug} or {id}';

const contentNoteRule = z
  .strictObject({
    note: z.string().min(1).max(200).describe('What readers are told before the text, such as "mentions of illness".'),
    paths: z.array(glob).default([]).describe('Globs from the root of the repository.'),
    tags: z.array(z.string().min(1)).default([]).describe('Tags, any case.'),
    emoji: z.array(emoji).default([]).describe('Emoji of their constellation or their name.'),
  })
  .describe('Nodes that fit a path, a tag or an emoji are folded behind this note.');

export const source = z.strictObject({
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
