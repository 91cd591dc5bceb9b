/** What is posted to a place: shown, and changed by who manages it. */
import { createHash } from 'node:crypto';
import type { SubscriptionConfig } from '../config/schema.ts';
import { faultsOfMade } from '../config/subscription.ts';
import type { FollowRecord, FollowScope, Ledger } from '../ledger/ledger.ts';
import { fold } from '../library/keys.ts';
import type { Ask, Context, Follow, FollowAsk, Place } from './ask.ts';
import type { Button, Card, Choice, ListLine } from './card.ts';
import { cardOf, clip, type Kit, onward, views } from './cards/kit.ts';
import { fault, noPlace, nothingFound, withdrawn } from './cards/nothing.ts';
import type { Follows as FollowsPort } from './desk-counter.ts';
import { findFolder, findNode, findTag, folderName, nearest } from './finder.ts';
import { words } from './words.ts';

export interface FollowParts {
  library: Kit['library'];
  sources: readonly string[];
  ledger: Pick<Ledger, 'follows' | 'follow' | 'unfollow' | 'mutes' | 'mute' | 'unmute'>;
  /** Name of the channel at a place, and what the config has posted there. */
  at(place: Place): Promise<{ channel: string; fixed: readonly SubscriptionConfig[] }>;
  now(): Date;
}

/** What people call the usual digests. */
const DIGESTS: Readonly<Record<string, string>> = { daily: '0 8 * * *', weekly: '0 8 * * 1' };

/** Those that have a button of their own. */
const BUTTONS = 10;
/** Those that are listed. */
const LISTED = 50;
const KEY_LETTERS = 16;

/** What a place hears, with what the config says of it. */
interface Here {
  place: Place;
  channel: string;
  fixed: readonly SubscriptionConfig[];
  made: readonly FollowRecord[];
  /** Ids of nodes that nothing new is posted of. */
  muted: readonly string[];
}

export class Follows implements FollowsPort {
  readonly #parts: FollowParts;

  constructor(parts: FollowParts) {
    this.#parts = parts;
  }

  async answer(ask: FollowAsk, context: Context, kit: Kit): Promise<Card> {
    if (!context.place) return fault(kit, 'follow');
    if (!context.manages) return fault(kit, 'rights');
    const here = await this.#here(context.place);
    if (ask.view === 'following') return this.#list(kit, here);
    if (ask.view === 'mute' || ask.view === 'unmute') return this.#mute(kit, here, ask, context);
    return ask.view === 'follow' ? this.#follow(kit, here, ask, context) : this.#unfollow(kit, here, ask.what);
  }

  /** What can be unfollowed. */
  async choices(text: string, limit: number, { place, language }: Context): Promise<Choice[]> {
    if (!place) return [];
    const { made } = await this.#here(place);
    const all = made.map(({ id, scope }) => ({ label: clip(this.#named(scope, words(language)), 100), value: id }));
    return text.trim() === '' ? all.slice(0, limit) : nearest(all, ({ label }) => label, text, limit);
  }

  async #here(place: Place): Promise<Here> {
    const { channel, fixed } = await this.#parts.at(place);
    const { ledger } = this.#parts;
    const [follows, mutes] = await Promise.all([ledger.follows(), ledger.mutes()]);
    const muted = mutes.filter((one) => one.channel === channel).map(({ nodeId }) => nodeId);
    return { place, channel, fixed, made: follows.filter((one) => one.channel === channel), muted };
  }

  #list(kit: Kit, { fixed, made, muted }: Here): Card {
    const { say } = kit;
    const lines: ListLine[] = [
      ...fixed.map((one) => ({ text: clip(this.#named(one, say), 120), aside: say('follow.fixed') })),
      ...made.map(({ scope }) => ({ text: clip(this.#named(scope, say), 120) })),
      ...muted.map((id) => ({ text: clip(say('follow.mutedNode', { what: this.#nodeName(id) }), 120) })),
    ];
    return cardOf(kit, {
      kind: 'list',
      heading: { text: say('follow.heading') },
      parts:
        lines.length === 0
          ? [{ type: 'words', text: say('follow.none') }]
          : [{ type: 'lines', lines: lines.slice(0, LISTED) }],
      buttons: made.slice(0, BUTTONS).map((one) => this.#stop(kit, one)),
    });
  }

  #stop(kit: Kit, { id, scope }: FollowRecord): Button {
    const label = clip(kit.say('follow.stop', { what: this.#named(scope, kit.say) }), 60);
    return { label, role: 'act', asked: onward(kit, { view: 'unfollow', what: id }) };
  }

  async #follow(kit: Kit, here: Here, ask: FollowAsk & { view: 'follow' }, context: Context): Promise<Card> {
    const { say } = kit;
    const scope = this.#scopeOf(kit, ask);
    if ('card' in scope) return scope.card;
    const id = createHash('sha256')
      .update(JSON.stringify([here.channel, scope]))
      .digest('base64url')
      .slice(0, KEY_LETTERS);
    const at = this.#parts.now().toISOString();
    const record: FollowRecord = { id, channel: here.channel, scope, by: context.by ?? '', at };
    const isFixed = here.fixed.some((one) => covers(one, scope));
    const isNew = !isFixed && (await this.#parts.ledger.follow(record));
    const what = this.#named(scope, say);
    return cardOf(kit, {
      kind: 'text',
      heading: { text: say(isNew ? 'follow.now' : 'follow.already', { what: clip(what, 120) }) },
      parts: isNew ? [{ type: 'words', text: say('follow.nowWhat') }] : [],
      buttons: [...(isFixed ? [] : [this.#stop(kit, record)]), views(kit, 'button.following', { view: 'following' })],
    });
  }

  /** What is followed, and when it is told. */
  #scopeOf(kit: Kit, ask: Follow): FollowScope | { card: Card } {
    const scope = this.#placeOf(kit, ask);
    if ('card' in scope) return scope;
    const { digest, zone } = ask;
    if (digest === undefined) return zone === undefined ? scope : { card: fault(kit, 'digest') };
    const cron = DIGESTS[digest.trim().toLowerCase()] ?? digest.trim();
    const whole = { ...scope, digest: { cron, ...(zone !== undefined && { zone }) } };
    const places = faultsOfMade(whole);
    if (places.some((place) => place.includes('zone'))) return { card: fault(kit, 'zone') };
    return places.length > 0 ? { card: fault(kit, 'digest') } : whole;
  }

  #placeOf(kit: Kit, { folder, tag, node, links, emoji, query }: Follow): FollowScope | { card: Card } {
    const { library, sources } = this.#parts;
    const none = { folders: [], tags: [], nodes: [] };
    if ([folder, tag, node, emoji, query].filter((one) => one !== undefined).length > 1)
      return { card: fault(kit, 'both') };
    if (links !== undefined && (node === undefined || !/^[1-3]$/.test(links))) return { card: fault(kit, 'links') };
    if (query !== undefined) return { ...none, query };
    if (emoji !== undefined) {
      const known = library.emoji().find(({ key }) => key === fold(emoji.trim()));
      const scope = { ...none, emoji: [known?.name ?? emoji.trim()] };
      return known && faultsOfMade(scope).length === 0 ? scope : { card: fault(kit, 'emoji') };
    }
    const again =
      (key: 'folder' | 'tag') =>
      (name: string): Ask => ({ view: 'follow', [key]: name });
    if (folder !== undefined) {
      const found = findFolder(library, sources, folder);
      if (!('folder' in found)) return { card: noPlace(kit, 'folder', folder, found.near, again('folder')) };
      const { source, path } = found.folder;
      return { ...none, source, folders: [path] };
    }
    if (tag !== undefined) {
      const found = findTag(library, tag);
      return 'tag' in found
        ? { ...none, tags: [found.tag.name] }
        : { card: noPlace(kit, 'tag', tag, found.near, again('tag')) };
    }
    if (node === undefined) return none;
    const found = findNode(library, node);
    if (found === 'withdrawn') return { card: withdrawn(kit) };
    if (!found) return { card: nothingFound(kit, node) };
    const { id } = found.node;
    return links === undefined ? { ...none, nodes: [id] } : { ...none, near: { node: id, links: Number(links) } };
  }

  async #mute(kit: Kit, here: Here, { view, node }: { view: 'mute' | 'unmute'; node: string }, { by = '' }: Context) {
    const { ledger, library, now } = this.#parts;
    const found = findNode(library, node);
    if (found === 'withdrawn') return withdrawn(kit);
    if (!found) return nothingFound(kit, node);
    const what = clip(this.#nodeName(found.node.id), 120);
    const { channel } = here;
    if (view === 'unmute') {
      const was = await ledger.unmute(channel, found.node.id);
      return this.#says(kit, was ? 'unmuted' : 'notMuted', what);
    }
    await ledger.mute({ channel, nodeId: found.node.id, by, at: now().toISOString() });
    return this.#says(kit, 'muted', what, 'follow.mutedWhy');
  }

  #says(kit: Kit, key: string, what: string, why?: string): Card {
    return cardOf(kit, {
      kind: 'text',
      heading: { text: kit.say(`follow.${key}`, { what }) },
      parts: why === undefined ? [] : [{ type: 'words', text: kit.say(why) }],
      buttons: [views(kit, 'button.following', { view: 'following' })],
    });
  }

  #nodeName(id: string): string {
    const node = this.#parts.library.get(id);
    return node ? [node.emoji, node.title].filter(Boolean).join(' ') : id;
  }

  /** `what`: the key of what is followed, or its name. */
  async #unfollow(kit: Kit, here: Here, what: string): Promise<Card> {
    const { say } = kit;
    const wanted = fold(what.trim());
    const isMeant = (scope: FollowScope) => fold(this.#named(scope, say)) === wanted;
    const found = here.made.find(({ id, scope }) => id === what || isMeant(scope));
    if (!found) {
      const isFixed = here.fixed.some(isMeant);
      const list = this.#list(kit, here);
      const heading = { text: say(isFixed ? 'follow.isFixed' : 'follow.unknown', { what: clip(what, 60) }) };
      return { ...list, kind: 'fault', heading };
    }
    await this.#parts.ledger.unfollow(found.id);
    return cardOf(kit, {
      kind: 'text',
      heading: { text: say('follow.stopped', { what: clip(this.#named(found.scope, say), 120) }) },
      buttons: [views(kit, 'button.following', { view: 'following' })],
    });
  }

  #named(scope: FollowScope, say: Kit['say']): string {
    const { library, sources } = this.#parts;
    const { source, folders, tags, nodes, emoji = [], near, query, digest } = scope;
    const names = [
      ...folders.map((path) => (source === undefined ? path : folderName({ source, path }, sources))),
      ...tags.map((tag) => `#${tag}`),
      ...emoji,
      ...nodes.map((node) => this.#nodeName(idOf(library, sources, node))),
      ...(near ? [say('follow.near', { what: this.#nodeName(idOf(library, sources, near.node)) })] : []),
      ...(query === undefined ? [] : [say('follow.search', { query })]),
    ];
    const what = names.length > 0 ? names.join(', ') : (source ?? say('follow.everything'));
    if (!digest) return what;
    const known = Object.entries(DIGESTS).find(([, cron]) => cron === digest.cron)?.[0];
    const when = known === undefined ? digest.cron : say(`follow.${known}`);
    return say('follow.inDigest', { what, when });
  }
}

/** What a config names by path. */
function idOf(library: Kit['library'], sources: readonly string[], node: string): string {
  for (const source of sources) {
    const found = library.byPath(source, node);
    if (found) return found.id;
  }
  return node;
}

/** Whether what the config posts holds this already. */
function covers(fixed: SubscriptionConfig, scope: FollowScope): boolean {
  if (fixed.source !== undefined && fixed.source !== scope.source) return false;
  if (fixed.near || fixed.query || fixed.digest || scope.near || scope.query || scope.digest || scope.emoji)
    return false;
  const lists = ['folders', 'tags', 'nodes'] as const;
  if (lists.every((list) => fixed[list].length === 0)) return true;
  const has = (list: (typeof lists)[number]) => scope[list].some((one) => fixed[list].includes(one));
  return lists.some(has);
}
