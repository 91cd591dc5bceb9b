/** What a delivery does in its channel, given what stands there already. Pure. */
import type {
  Announcement,
  DigestAnnouncement,
  NodeAnnouncement,
  ReviewAnnouncement,
} from '../announce/announcement.ts';
import { itemOf, itemsOf, nodesOf, shownItems, withItems } from '../announce/digest.ts';
import { reviewKey } from '../announce/review.ts';
import { deliveryId } from '../change/identity.ts';
import type { Delivery, PostRecord } from '../ledger/ledger.ts';
import type { Form } from './sink.ts';

/** Something done to a post that is out. May be repeated without harm. */
export type Act =
  | { do: 'edit'; post: PostRecord; announcement: Announcement; form: Form }
  | { do: 'withdraw'; post: PostRecord; announcement: Announcement };

/** A message to be sent, at most one a delivery, and the last thing it does. */
export interface Sending {
  announcement: Announcement;
  form: Form;
  replyTo?: string[];
  /** Whether the channel had a post of it before: a reader would miss less. */
  follows: boolean;
}

export interface Acts {
  changes: Act[];
  send?: Sending;
  /** It was tried before and may be out: it has to be looked for, and taken back. */
  seek?: true;
}

/** `posts`: what stands in the channel about the nodes of the delivery, the oldest first. */
export function actsOf(delivery: Delivery, posts: readonly PostRecord[]): Acts {
  const { announcement } = delivery;
  if (announcement.type === 'ping') return { changes: [], send: { announcement, form: 'post', follows: false } };
  if (announcement.type === 'digest') return digestActs(announcement);
  if (announcement.type === 'review') return reviewActs(delivery, announcement, posts);
  const digests = inDigests(announcement, posts);
  const own = posts.filter(({ digest, state }) => !digest && state === 'live');
  if (announcement.kind === 'removed') {
    // A question about many nodes loses the line of one by its own edit.
    const gone = own.filter(({ form, nodes }) => form !== 'review' || nodes.length === 1);
    const changes = gone.map((post): Act => ({ do: 'withdraw', post, announcement }));
    const sought = delivery.attempts > 1 ? { seek: true as const } : {};
    return { changes: [...changes, ...digests], ...sought };
  }
  const known = posts.some(({ digest, form }) => !digest && form === 'post');
  const { changes, send } = told(
    delivery,
    announcement,
    own.findLast(({ form }) => form === 'post'),
    known,
  );
  return { changes: [...digests, ...changes], send };
}

/** Removals in it are told by their own deliveries where there is something to take back; nobody is told anew. */
function digestActs(digest: DigestAnnouncement): Acts {
  // Changes that undid each other come to nothing.
  const shown = itemsOf({ groups: shownItems(digest) });
  if (shown.every(({ kind }) => kind === 'removed')) return { changes: [] };
  return { changes: [], send: { announcement: digest, form: 'post', follows: false } };
}

/** One post asks about what is held, from the first to the last word about it; one that somebody deleted stays deleted. */
function reviewActs(delivery: Delivery, review: ReviewAnnouncement, posts: readonly PostRecord[]): Acts {
  const first = deliveryId(delivery.channel, reviewKey(review.delivery));
  const post = posts.find(({ id }) => id === first);
  if (post?.state === 'live') {
    const isOver = review.decided?.as === 'withdrawn';
    return {
      changes: [
        isOver
          ? { do: 'withdraw', post, announcement: review }
          : { do: 'edit', post, announcement: review, form: 'post' },
      ],
    };
  }
  return post || review.decided
    ? { changes: [] }
    : { changes: [], send: { announcement: review, form: 'post', follows: false } };
}

/** `known`: the channel had a post of the node, even if somebody deleted it since: then it is not wanted there. */
function told(
  { manner }: Delivery,
  announcement: NodeAnnouncement,
  post: PostRecord | undefined,
  known: boolean,
): Acts {
  const send = (form: Form, more: Partial<Sending> = {}): Sending => ({ announcement, form, follows: known, ...more });
  const edit = (form: Form): Act[] => (post ? [{ do: 'edit', post, announcement, form }] : []);
  if (manner === 'refresh') return { changes: edit('post') };
  if (announcement.kind === 'restored' || !known) return { changes: edit('earlier'), send: send('post') };
  if (manner === 'post') return { changes: edit('earlier'), send: send('post') };
  if (manner === 'edit+reply' && post)
    return { changes: edit('post'), send: send('change', { replyTo: post.messages }) };
  return { changes: edit('post') };
}

/** Digests that list the node show it as it is now, or no longer. */
function inDigests(node: NodeAnnouncement, posts: readonly PostRecord[]): Act[] {
  return posts.flatMap((post): Act[] => {
    if (!post.digest || post.state !== 'live') return [];
    const items = itemsOf(post.digest);
    const now = itemOf(node);
    if (node.kind !== 'removed') {
      if (items.every((item) => item.nodeId !== node.nodeId || sameLine(item, now))) return [];
      const renewed = items.map((item) =>
        item.nodeId === node.nodeId ? { ...now, kind: item.kind, changeId: item.changeId } : item,
      );
      const announcement = withItems(post.digest, renewed) as DigestAnnouncement;
      return [{ do: 'edit', post, announcement, form: 'post' }];
    }
    const rest = withItems(
      post.digest,
      items.filter((item) => item.nodeId !== node.nodeId),
    );
    return [
      rest ? { do: 'edit', post, announcement: rest, form: 'post' } : { do: 'withdraw', post, announcement: node },
    ];
  });
}

function sameLine(a: { title: string; emoji?: string; url?: string; path: string }, b: typeof a): boolean {
  return a.title === b.title && a.emoji === b.emoji && a.url === b.url && a.path === b.path;
}

/** How the posts stand once an act is done. `gone`: the messages were not there any more. */
export function afterAct(act: Act, gone: boolean): PostRecord {
  const { post, announcement } = act;
  if (act.do === 'withdraw') return { ...post, state: 'withdrawn' };
  if (gone) return { ...post, state: 'gone' };
  if (announcement.type === 'digest') return { ...post, digest: announcement, nodes: nodesOf(announcement) };
  return { ...post, form: announcement.type === 'review' ? 'review' : act.form };
}

/** The post that a message became. */
export function sentPost(delivery: Delivery, sending: Sending, messages: string[], at: string): PostRecord {
  const { announcement } = sending;
  const form = announcement.type === 'review' ? 'review' : sending.form;
  const post: PostRecord = {
    ...{ id: delivery.id, channel: delivery.channel, form, state: 'live', messages, at },
    nodes: [...new Set(nodesOf(announcement))],
  };
  if (announcement.type === 'digest') post.digest = announcement;
  return post;
}
