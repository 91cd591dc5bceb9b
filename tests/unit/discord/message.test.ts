/** What posts look like on Discord, and what no post may ever be. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Announcement, NodeAnnouncement, ReviewAnnouncement } from '../../../src/announce/announcement.ts';
import type { Form } from '../../../src/delivery/sink.ts';
import { Refused } from '../../../src/delivery/sink.ts';
import { IS_COMPONENTS_V2, SUPPRESS_NOTIFICATIONS } from '../../../src/discord/body.ts';
import { lookOf, payloads } from '../../../src/discord/message.ts';
import {
  created,
  digest,
  HOSTILE,
  hostile,
  moved,
  noted,
  removed,
  restored,
  revised,
} from '../../contract/sink/announcements.ts';
import { checkBody, checkMessage } from '../../fakes/discord/rules/message.ts';
import { allComponents } from '../../fakes/discord/shown.ts';
import type { Fields } from '../../fakes/server/body.ts';
import { hostileNode, hostileText } from './hostile.ts';
import { read } from './reading.ts';

const ID = '5f0c8a52-7a51-5c3e-9d0e-0c6f1a2b3c01';
const CHANNEL = { name: 'updates', platform: 'discord', channel: '1234567890123456789', silent: false } as const;

function parcel(announcement: Announcement, form: Form = 'post') {
  return { id: ID, channel: 'updates', announcement, form };
}

/** Every component, containers before what they hold. */
function parts(announcement: Announcement, form: Form = 'post'): Fields[] {
  return allComponents(lookOf(parcel(announcement, form)).components as unknown as Fields[]);
}

function texts(announcement: Announcement, form: Form = 'post'): string[] {
  return parts(announcement, form)
    .filter(({ type }) => type === 10)
    .map(({ content }) => String(content));
}

describe('a request', () => {
  test('carries the key, the flags and no right to ping', () => {
    const [request] = payloads(parcel(created()), CHANNEL);
    expect(request).toMatchObject({ method: 'POST', route: '/channels/1234567890123456789/messages' });
    expect(request.body).toMatchObject({
      flags: IS_COMPONENTS_V2,
      nonce: expect.stringMatching(/^[\w-]{25}$/),
      enforce_nonce: true,
      allowed_mentions: { parse: [], replied_user: false },
    });
    expect(request.body.message_reference).toBeUndefined();
    expect(payloads(parcel(created()), CHANNEL)).toEqual([request]);
  });

  test('differs in its key from that of another parcel, and not in the look', () => {
    const [a, b] = [ID, `${ID}x`].map((id) => payloads({ ...parcel(created()), id }, CHANNEL)[0].body);
    expect(a?.nonce).not.toBe(b?.nonce);
    expect(a?.components[0]?.id).not.toBe(b?.components[0]?.id);
  });

  test('is silent where the channel is', () => {
    const [{ body }] = payloads(parcel(created()), { ...CHANNEL, silent: true });
    expect(body.flags).toBe(IS_COMPONENTS_V2 | SUPPRESS_NOTIFICATIONS);
  });

  test('replies to the post, whether it is there or not', () => {
    const [{ body }] = payloads({ ...parcel(revised(), 'change'), replyTo: ['7'] }, CHANNEL);
    expect(body.message_reference).toEqual({ message_id: '7', fail_if_not_exists: false });
  });

  test('marks its message by the first component, the same after an edit', () => {
    const marks = [created(), noted(), digest(), removed()].flatMap((announcement) =>
      (['post', 'change', 'earlier'] as const).map((form) => lookOf(parcel(announcement, form)).components[0]?.id),
    );
    const [mark] = marks;
    expect(new Set(marks).size).toBe(1);
    expect(mark).toBeGreaterThanOrEqual(2 ** 30);
    expect(mark).toBeLessThan(2 ** 31);
  });

  test('is never made for feeds', () => {
    expect(() => payloads(parcel({ type: 'ping', topics: [], at: '2026-03-14T10:22:00.000Z' }), CHANNEL)).toThrow(
      Refused,
    );
  });
});

describe('a post of a node', () => {
  test('of a new one', () => {
    expect(texts(created())).toEqual([
      '-# new\n### 🌱 [Sowing early peas](<https://garden.example/nodes/sowing_early_peas>)\n' +
        '*Why the second week of March is early enough.*',
      created().summary,
      '→ 🫘 Bean trellis — the same canes serve twice\n→ 📜 The old almanac — a copy is in the library',
      '-# peas · spring · raised beds\n-# Draft — Stub Node · created 2026-03-08 · updated 2026-03-14 · ' +
        `[a1b2c3d](<${created().commitUrl}>)`,
    ]);
    expect(lookOf(parcel(created())).components).toMatchObject([{ type: 17, accent_color: expect.any(Number) }]);
  });

  test('has a button for each reference that leads to a node', () => {
    expect(parts(created()).filter(({ type }) => type === 2)).toEqual([
      { type: 2, style: 5, label: '🫘 Bean trellis', url: 'https://garden.example/nodes/bean_trellis' },
      { type: 2, style: 5, label: '🇫🇷 Potager', url: 'https://garden.example/nodes/potager' },
    ]);
  });

  test('links a reference that is no node, and counts those past a glance', () => {
    const references = Array.from({ length: 9 }, (_, nr) => ({
      title: `Bed ${nr}`,
      url: `https://garden.example/${nr}`,
    }));
    expect(texts(created({ references }))[2]).toBe(
      `${[0, 1, 2, 3, 4].map((nr) => `→ [Bed ${nr}](<https://garden.example/${nr}>)`).join('\n')}\n-# and 4 more`,
    );
  });

  test('says what changed: five things, and how many more', () => {
    expect(texts(revised())[1]?.split('\n')).toEqual([
      '`~` title — Sowing peas → Sowing early peas',
      '`~` status — Draft → Final',
      '`+` section — Frost dates',
      '`−` section — Old tools',
      '`~` section — Soil (+24 −3)',
      '-# and 3 more · 120 words added, 14 cut',
    ]);
  });

  test('that moved tells both paths, and still what it is about', () => {
    const [, changes, summary] = texts(moved());
    expect(changes).toContain('`−` from — Garden/Seedlings/🌱\\_sowing\\_peas.md');
    expect(changes).toContain('`+` to — Garden/🌱\\_Beds/🌱\\_sowing\\_early\\_peas.md');
    expect(summary).toBe(created().summary);
  });

  test('that is back tells what happened before', () => {
    const history = [
      { kind: 'created', at: '2026-01-02T08:00:00.000Z' },
      { kind: 'removed', at: '2026-02-03T08:00:00.000Z' },
    ] as const;
    expect(texts(restored({ history: [...history] }))[0]).toMatch(/^-# back · new 2026-01-02 · withdrawn 2026-02-03\n/);
  });

  test('with a long text is cut at a word and leads on to the page', () => {
    const [, summary = ''] = texts(created({ summary: 'pea and bean '.repeat(1_000) }));
    expect(summary).toMatch(/(?:pea|and|bean)… \[read on\]\(<https:\/\/garden\.example\/nodes\/sowing_early_peas>\)$/);
    expect(texts(created({ summary: 'It goes on…' }))[1]).toMatch(/^It goes on… \[read on\]/);
    expect(texts(created({ summary: 'pea '.repeat(2_000), url: undefined }))[1]).toMatch(/pea…$/);
  });

  test('with nothing but a title', () => {
    const bare: Partial<NodeAnnouncement> = {
      ...{ emoji: undefined, tagline: undefined, url: undefined, summary: '', status: undefined, tags: [] },
      ...{ created: undefined, updated: undefined, references: [], commitUrl: undefined },
    };
    expect(texts(created(bare))).toEqual(['-# new\n### Sowing early peas', '-# a1b2c3d']);
    expect(parts(created(bare)).map(({ type }) => type)).toEqual([17, 10, 10]);
  });

  test('behind a content note names it first, shows the title, and folds all else', () => {
    const [open, folded, ...rest] = lookOf(parcel(noted())).components;
    expect(open).toMatchObject({
      type: 10,
      content:
        '**Content note:** a storm that took the greenhouse\n-# revised\n' +
        '### 🌱 [Sowing early peas](<https://garden.example/nodes/sowing_early_peas>)',
    });
    expect(folded).toMatchObject({ type: 17, spoiler: true });
    expect(rest).toEqual([]);
  });

  test('that was withdrawn says nothing of it, in any form', () => {
    for (const form of ['post', 'change', 'earlier'] as const) {
      expect(texts({ ...created(), kind: 'removed' }, form)).toEqual(['-# A node was withdrawn.']);
    }
  });

  test('a reply says only what changed, folded where there is a note', () => {
    expect(texts(revised(), 'change')[0]?.split('\n').slice(0, 2)).toEqual([
      '-# revised · [Sowing early peas](<https://garden.example/nodes/sowing_early_peas>)',
      '`~` title — Sowing peas → Sowing early peas',
    ]);
    const [open, folded] = lookOf(parcel(noted(), 'change')).components;
    expect(open).toMatchObject({ type: 10, content: expect.not.stringContaining('Frost dates') });
    expect(folded).toMatchObject({
      type: 17,
      spoiler: true,
      components: [{ content: expect.stringContaining('Frost dates') }],
    });
  });

  test('an earlier post is a line that leads to the node', () => {
    expect(texts(revised(), 'earlier')).toEqual([
      '-# earlier · 🌱 [Sowing early peas](<https://garden.example/nodes/sowing_early_peas>)',
    ]);
  });
});

describe('a digest', () => {
  test('lists nodes by folder and only counts what was withdrawn', () => {
    expect(texts(digest(6))).toEqual([
      '### 🗂️ 6 nodes changed together',
      '**Garden/🌱\\_Beds**\n`new` 🌱 [Bed number 1](<https://garden.example/nodes/bed_1>)\n' +
        '`revised` 🫘 [Bed number 2](<https://garden.example/nodes/bed_2>)\n' +
        '`moved` 🇫🇷 [Bed number 3](<https://garden.example/nodes/bed_3>)',
      '**Garden/Orchard**\n`back` 1️⃣ [Bed number 5](<https://garden.example/nodes/bed_5>)\n' +
        '`new` 🌱 [Bed number 6](<https://garden.example/nodes/bed_6>)',
      '-# 1 withdrawn',
    ]);
  });

  test.each([14, 60, 1_000])('of %i tells or counts every node', (count) => {
    const all = texts(digest(count)).join('\n');
    const told = all.match(/Bed number/g)?.length ?? 0;
    const more = Number(/and (\d+) more/.exec(all)?.[1] ?? 0);
    const withdrawn = Number(/(\d+) withdrawn/.exec(all)?.[1] ?? 0);
    expect(told).toBeGreaterThan(9);
    expect(told + more + withdrawn).toBe(count);
  });

  test('of which all was withdrawn names none', () => {
    const { groups, ...rest } = digest(4);
    const gone = groups.map(({ folder, items }) => ({
      folder,
      items: items.map((item) => ({ ...item, kind: 'removed' as const })),
    }));
    expect(texts({ ...rest, groups: gone })).toEqual(['-# 4 nodes withdrawn.']);
  });
});

describe('whatever a node says', () => {
  const forms = fc.constantFrom<Form>('post', 'change', 'earlier');

  test('its message is one that Discord takes, and holds no markup but ours', () => {
    fc.assert(
      fc.property(hostileNode, forms, (node, form) => {
        const [{ body }] = payloads({ ...parcel(node, form), replyTo: ['1234567890123456789'] }, CHANNEL);
        accepted(body as unknown as Fields);
        expectOurs(node, texts(node, form));
      }),
      { numRuns: 2_000 },
    );
  });

  test('asking for approval, and decided', () => {
    fc.assert(
      fc.property(hostileNode, hostileText, fc.boolean(), (post, by, open) => {
        const review: ReviewAnnouncement = {
          ...{ type: 'review', delivery: '00000000-0000-5000-8000-000000000000', revision: 99_999, channel: 'lounge' },
          ...{ post, at: post.at, unanswered: { at: '2026-03-08T10:00:00.000Z', otherwise: 'skip' } },
          ...(open ? {} : { decided: { as: 'approved', by } }),
        };
        const [{ body }] = payloads(parcel(review), CHANNEL);
        accepted(body as unknown as Fields);
        const codes = allComponents(body.components as unknown as Fields[]).flatMap(({ custom_id }) => custom_id ?? []);
        expect(codes).toHaveLength(open ? 4 : 0);
        expect(new Set(codes).size).toBe(codes.length);
      }),
      { numRuns: 500 },
    );
  });

  test('its line in a digest is one link and no other markup', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (title, emoji, folder) => {
        const { groups, ...rest } = digest(40);
        const items = groups
          .flatMap((group) => group.items)
          .map((item) => ({ ...item, title, emoji, kind: 'created' as const }));
        const post = {
          ...rest,
          groups: [
            { folder, items },
            { folder: `${folder}b`, items },
          ],
        };
        const [{ body }] = payloads(parcel(post), CHANNEL);
        accepted(body as unknown as Fields);
        for (const text of texts(post).slice(1, -1)) {
          const { nodes } = read(text);
          expect(new Set(nodes.map(({ kind }) => kind))).toEqual(new Set(['bold', 'code', 'link']));
          expect(nodes.filter(({ kind }) => kind === 'bold')).toHaveLength(1);
          for (const { url } of nodes.filter(({ kind }) => kind === 'link'))
            expect(items.map((item) => item.url)).toContain(url);
        }
      }),
      { numRuns: 200 },
    );
  });

  test.each(Object.entries(HOSTILE))('its text of %s is there, word for word', (name, text) => {
    if (['long', 'words', 'empty', 'space', 'escapes', 'controls', 'bidi', 'surrogate'].includes(name)) {
      return accepted(payloads(parcel(hostile(text)), CHANNEL)[0].body as unknown as Fields);
    }
    const summary = texts(hostile(text))[2] ?? '';
    expect(read(summary)).toEqual({ nodes: [], shown: text });
  });
});

/** As the fake takes it: Discord's description where it lies beside the project, and the rules it misses. */
function accepted(body: Fields): void {
  checkBody('MessageCreateRequest', body);
  const { components, flags } = body as { components: Fields[]; flags: number };
  checkMessage({ content: '', embeds: [], attachments: [], components, flags });
  const bytes = allComponents(components).reduce(
    (sum, { content }) => sum + Buffer.byteLength(String(content ?? '')) + 12,
    0,
  );
  expect(bytes).toBeLessThan(10_170);
}

/** Markup that the layout has itself; every link leads where the announcement does. */
function expectOurs(node: NodeAnnouncement, texts: string[]): void {
  const { nodes } = read(texts.join('\n'));
  const kinds = nodes.map(({ kind }) => kind);
  expect(kinds.filter((kind) => !['small', 'heading', 'bold', 'italic', 'code', 'link'].includes(kind))).toEqual([]);
  expect(kinds.filter((kind) => kind === 'heading').length).toBeLessThanOrEqual(1);
  expect(nodes.filter(({ kind }) => kind === 'bold').map(({ text }) => text)).toEqual(
    texts.join('').includes('**Content note:**') ? ['Content note:'] : [],
  );
  expect(kinds.filter((kind) => kind === 'italic').length).toBeLessThanOrEqual(1);
  for (const { text } of nodes.filter(({ kind }) => kind === 'code')) expect(text).toMatch(/^[+−~→]$/);
  const addresses = [node.url, node.commitUrl, ...node.references.map(({ url }) => url)].filter(
    (url) => url !== undefined,
  );
  const known = new Set(addresses.map((url) => comparable(url)));
  for (const { url = '' } of nodes.filter(({ kind }) => kind === 'link')) expect(known).toContain(comparable(url));
}

/** Two addresses that lead to the same place, spelled the same. */
function comparable(url: string): string {
  const { origin, pathname, search, hash } = new URL(url);
  const parts = [pathname, search, hash.slice(1)].map((part) =>
    part.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
  );
  return [origin, ...parts].join(' ');
}
