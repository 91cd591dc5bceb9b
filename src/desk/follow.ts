/** What is posted to a place: shown, and changed by who manages it. */
import { createHash } from 'node:crypto';
import type { SubscriptionConfig } from '../config/schema.ts';
import type { FollowRecord, FollowScope, Ledger } from '../ledger/ledger.ts';
import { fold } from '../library/keys.ts';
import type { Ask, Context, FollowAsk, Place } from './ask.ts';
import type { Button, Card, Choice, ListLine } from './card.ts';
import { cardOf, clip, type Kit, onward, views } from './cards/kit.ts';
import { fault, noPlace, nothingFound, withdrawn } from './cards/nothing.ts';
import type { Follows as FollowsPort } from './desk-counter.ts';
import { findFolder, findNode, findTag, folderName, nearest } from './finder.ts';
import { words } from './words.ts';

export interface FollowParts {
  library: Kit['library'];
  sources: readonly string[];
  ledger: Pick<Ledger, 'follows' | 'follow' | 'unfollow'>;
  /** Name of the channel at a place, and what the config has posted there. */
  at(place: Place): Promise<{ channel: string; fixed: readonly SubscriptionConfig[] }>;
  now(): Date;
}

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
    const all = await this.#parts.ledger.follows();
    return { place, channel, fixed, made: all.filter((one) => one.channel === channel) };
  }

  #list(kit: Kit, { fixed, made }: Here): Card {
    const { say } = kit;
    const lines: ListLine[] = [
      ...fixed.map((one) => ({ text: clip(this.#named(one, say), 120), aside: say('follow.fixed') })),
      ...made.map(({ scope }) => ({ text: clip(this.#named(scope, say), 120) })),
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

  #scopeOf(kit: Kit, { folder, tag, node }: FollowAsk & { view: 'follow' }): FollowScope | { card: Card } {
    const { library, sources } = this.#parts;
    const none = { folders: [], tags: [], nodes: [] };
    if ([folder, tag, node].filter((one) => one !== undefined).length > 1) return { card: fault(kit, 'both') };
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
    return found ? { ...none, nodes: [found.node.id] } : { card: nothingFound(kit, node) };
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

  #named({ source, folders, tags, nodes }: FollowScope, say: Kit['say']): string {
    const { library, sources } = this.#parts;
    const names = [
      ...folders.map((path) => (source === undefined ? path : folderName({ source, path }, sources))),
      ...tags.map((tag) => `#${tag}`),
      ...nodes.map((id) => {
        const node = library.get(id);
        return node ? [node.emoji, node.title].filter(Boolean).join(' ') : id;
      }),
    ];
    return names.length > 0 ? names.join(', ') : (source ?? say('follow.everything'));
  }
}

/** Whether what the config posts holds this already. */
function covers(fixed: SubscriptionConfig, scope: FollowScope): boolean {
  if (fixed.source !== undefined && fixed.source !== scope.source) return false;
  const lists = ['folders', 'tags', 'nodes'] as const;
  if (lists.every((list) => fixed[list].length === 0)) return true;
  const has = (list: (typeof lists)[number]) => scope[list].some((one) => fixed[list].includes(one));
  return lists.some(has);
}
