/** An announcement dressed for Discord: the requests that post it, and its look after an edit. Pure. */
import type { NodeAnnouncement, Post, ReviewAnnouncement } from '../announce/announcement.ts';
import { nodesOf } from '../announce/digest.ts';
import { wordsIn } from '../announce/words.ts';
import type { ChangeKind } from '../change/change.ts';
import type { DiscordChannel } from '../config/schema.ts';
import { type Parcel, Refused } from '../delivery/sink.ts';
import type { ReviewAsk } from '../desk/ask.ts';
import { encode } from '../desk/codes.ts';
import {
  type ApiRequest,
  type AskButton,
  type Component,
  type Container,
  IS_COMPONENTS_V2,
  type Look,
  type NewMessage,
  SUPPRESS_NOTIFICATIONS,
  type Text,
} from './body.ts';
import { digestParts } from './digest-post.ts';
import { markerOf, nonceOf } from './marker.ts';
import { changes, nodeParts, noteLine, titleOf } from './node-post.ts';
import { linked, words } from './text.ts';

/** The edge of a post, by what happened: calm colours that are told apart on light and on dark. */
const EDGES: Record<ChangeKind | 'digest', number> = {
  created: 0x4f9d69,
  revised: 0x4a86c5,
  moved: 0x8d7bc4,
  restored: 0xc99a3c,
  removed: 0x8a8f98,
  digest: 0x6f8296,
};

/** The requests that posting a parcel makes, exactly: one. Throws Refused for what is not for people. */
export function payloads(parcel: Parcel, channel: DiscordChannel, answers = false): [ApiRequest] {
  const look = lookOf(parcel, answers);
  const [replyTo] = parcel.replyTo ?? [];
  const body: NewMessage = {
    ...look,
    flags: look.flags | (channel.silent ? SUPPRESS_NOTIFICATIONS : 0),
    nonce: nonceOf(parcel.id),
    enforce_nonce: true,
    ...(replyTo === undefined ? {} : { message_reference: { message_id: replyTo, fail_if_not_exists: false } }),
  };
  return [{ method: 'POST', route: `/channels/${channel.channel}/messages`, body }];
}

/** What the message of a parcel looks like, new or edited. `answers`: whether a bot answers who presses a button. */
export function lookOf(parcel: Parcel, answers = false): Look {
  const [first, ...rest] = componentsOf(parcel, answers);
  return {
    flags: IS_COMPONENTS_V2,
    components: [{ ...first, id: markerOf(parcel.id) }, ...rest],
    allowed_mentions: { parse: [], replied_user: false },
  };
}

function componentsOf({ announcement, form }: Parcel, answers: boolean): [Component, ...Component[]] {
  if (announcement.type === 'ping') throw new Refused('only posts are shown on Discord');
  return announcement.type === 'review' ? question(announcement) : said(announcement, form, answers);
}

function said(announcement: Post, form: Parcel['form'], answers: boolean): [Component, ...Component[]] {
  if (announcement.type === 'digest') {
    const { head, body } = digestParts(announcement);
    if (form === 'earlier' || body.length === 0) return [text(`-# ${head}`)];
    return [box('digest', [text(`### 🗂️ ${head}`), ...body])];
  }
  // A withdrawal takes back everything said: not a word of the node, not even its name.
  const say = wordsIn(announcement);
  if (announcement.kind === 'removed') return [text(`-# ${say.aNodeWithdrawn}`)];
  if (form === 'earlier') return [text(`-# ${say.earlier} · ${titleOf(announcement)}`)];
  return form === 'change' ? reply(announcement) : post(announcement, answers);
}

function post(node: NodeAnnouncement, answers: boolean): [Component, ...Component[]] {
  const { head, tagline, body } = nodeParts(node, answers);
  if (!node.contentNote) {
    return [box(node.kind, [text(tagline === '' ? head : `${head}\n${tagline}`), ...body])];
  }
  const folded = tagline === '' ? body : [text(tagline), ...body];
  return [text(`${noteLine(node)}\n${head}`), { ...box(node.kind, folded), spoiler: true }];
}

/** What waits for approval, as it would be posted, with the buttons; once it is decided, a line. */
function question(review: ReviewAnnouncement): [Component, ...Component[]] {
  const { post, channel, unanswered, decided } = review;
  const say = wordsIn(post).review;
  const what =
    post.type === 'node' ? titleOf(post) : words(wordsIn(post).digest(post.reason, nodesOf(post).length), 200);
  if (decided && decided.as !== 'held')
    return [text(`-# ${words(say.decided(decided.as, decided.by), 200)} · ${what}`)];
  const small = [
    decided ? say.decided(decided.as, decided.by) : '',
    unanswered ? say.unanswered(unanswered.otherwise, `${unanswered.at.slice(0, 16).replace('T', ' ')} UTC`) : '',
  ].filter((line) => line !== '');
  const head = [say.heading(channel), ...small].map((line) => `-# ${words(line, 200)}`).join('\n');
  return [text(head), ...said(post, 'post', false), { type: 1, components: buttonsOf(review) }];
}

function buttonsOf({ post, delivery, revision }: ReviewAnnouncement): AskButton[] {
  const say = wordsIn(post).review;
  const button = (does: ReviewAsk['do'], label: string, style: AskButton['style']): AskButton => {
    const asked = { ask: { view: 'review' as const, do: does, held: delivery, revision }, trail: [] };
    return { type: 2, style, label, custom_id: encode(asked) };
  };
  return [
    button('approve', say.approve, 3),
    ...(post.type === 'node' ? [button('edit', say.edit, 1)] : []),
    button('hold', say.hold, 2),
    button('skip', say.skip, 2),
  ];
}

function reply(node: NodeAnnouncement): [Component, ...Component[]] {
  const head = `-# ${wordsIn(node).kinds[node.kind]} · ${linked(node.title, node.url, 200)}`;
  const marks = changes(node, 160).join('\n');
  if (marks === '') return [text(head)];
  if (!node.contentNote) return [text(`${head}\n${marks}`)];
  return [text(`${noteLine(node)}\n${head}`), { ...box(node.kind, [text(marks)]), spoiler: true }];
}

function box(kind: ChangeKind | 'digest', components: Container['components']): Container {
  return { type: 17, accent_color: EDGES[kind], components };
}

function text(content: string): Text {
  return { type: 10, content };
}
