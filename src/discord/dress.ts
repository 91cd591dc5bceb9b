/** A card as the message that discord.js sends: codes on its buttons, files with it. */
import type { APIButtonComponent, APIMessageTopLevelComponent, BaseMessageOptions } from 'discord.js';
import type { Asked } from '../desk/ask.ts';
import type { Card } from '../desk/card.ts';
import type { Counter } from '../desk/counter.ts';
import { type Choose, FILE, type Layout, layOut, type Press } from './card.ts';
import { addressOf } from './text.ts';

export type Dressed = Pick<BaseMessageOptions, 'files' | 'allowedMentions'> & {
  components: APIMessageTopLevelComponent[];
};

/** Of a custom id and of an option's value, in characters; ours are counted in bytes, which are no fewer. */
const CODE = 100;
const PICTURE = 'constellation.png';

type CodeOf = (asked: Asked) => string | undefined;

export async function dress(card: Card, counter: Counter, language: string, shared: boolean): Promise<Dressed> {
  const layout = layOut(card, counter.words(language), shared);
  const codes = new Map<Asked, string>();
  for (const asked of askedIn(layout)) codes.set(asked, await counter.pack(asked, CODE));
  const file = FILE + (await counter.pack({ ask: card.asked.ask, trail: [] }, CODE - FILE.length));
  return {
    components: componentsOf(layout, (asked) => codes.get(asked), file),
    files: card.picture ? [{ attachment: Buffer.from(card.picture.png), name: PICTURE }] : [],
    allowedMentions: { parse: [] },
  };
}

/** A node as its author wrote it. */
export function fileMessage({ name, text }: NonNullable<Card['file']>): Dressed {
  // Discord writes names its own way; only such letters stay as they are.
  const plain = name
    .normalize('NFKD')
    .replace(/[^\w.-]+/g, '_')
    .replace(/^[_.]+/, '');
  const safe = /^\w[\w.-]*\.(md|markdown)$/i.test(plain) ? plain.slice(-80) : 'node.md';
  return {
    components: [{ type: 13, file: { url: `attachment://${safe}` } }],
    files: [{ attachment: Buffer.from(text), name: safe }],
    allowedMentions: { parse: [] },
  };
}

/** One line for one person. */
export function said(text: string): Dressed {
  return { components: [{ type: 10, content: text }], files: [], allowedMentions: { parse: [] } };
}

function askedIn({ menus, rows }: Layout): Asked[] {
  const pressed = rows.flat().flatMap(({ to }) => ('asked' in to ? [to.asked] : []));
  return [...menus.flatMap(({ options }) => options.map(({ asked }) => asked)), ...pressed];
}

function componentsOf(layout: Layout, codeOf: CodeOf, file: string): APIMessageTopLevelComponent[] {
  const { head, body, folded, menus, rows, picture } = layout;
  const used = new Set<string>();
  const buttons = rows.flatMap((row): APIMessageTopLevelComponent[] => {
    const components = row.flatMap((press) => buttonOf(press, codeOf, file, used));
    return components.length > 0 ? [{ type: 1, components }] : [];
  });
  const inside = body === '' ? [] : [{ type: 10 as const, content: body }];
  return [
    { type: 10, content: head },
    ...(folded && inside.length > 0 ? [{ type: 17 as const, spoiler: true, components: inside }] : inside),
    ...(picture
      ? [
          {
            type: 12 as const,
            items: [{ media: { url: `attachment://${PICTURE}` }, description: picture.alt.slice(0, 1_000) }],
          },
        ]
      : []),
    ...menus.flatMap((menu, nr) => menuOf(menu, nr, codeOf)),
    ...buttons,
  ];
}

/** A message may not hold one id twice. */
function buttonOf(
  { label, to, disabled }: Press,
  codeOf: CodeOf,
  file: string,
  used: Set<string>,
): APIButtonComponent[] {
  if ('url' in to) {
    const url = addressOf(to.url);
    return url === undefined ? [] : [{ type: 2, style: 5, label, url }];
  }
  const id = 'own' in to ? (to.own === FILE ? file : to.own) : codeOf(to.asked);
  if (id === undefined || used.has(id)) return [];
  used.add(id);
  return [{ type: 2, style: 2, label, custom_id: id, ...(disabled ? { disabled } : {}) }];
}

function menuOf({ label, options }: Choose, nr: number, codeOf: CodeOf): APIMessageTopLevelComponent[] {
  const found = new Map<string, Choose['options'][number]>();
  for (const option of options) {
    const code = codeOf(option.asked);
    if (code !== undefined && !found.has(code)) found.set(code, option);
  }
  if (found.size === 0) return [];
  const choices = [...found].map(([value, { label, aside, chosen }]) => ({
    label: label.slice(0, 100),
    value,
    ...(aside === undefined ? {} : { description: aside.slice(0, 100) }),
    ...(chosen ? { default: true } : {}),
  }));
  const menu = { type: 3 as const, custom_id: `!menu ${nr}`, placeholder: label.slice(0, 150), options: choices };
  return [{ type: 1, components: [menu] }];
}
