/** A small garden to ask about, and a real desk over it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidOf } from '../bench/labelled.ts';
import { DeskCounter, type Follows } from '../src/desk/desk-counter.ts';
import { Histories } from '../src/desk/history.ts';
import { Addresses } from '../src/library/address.ts';
import { Library } from '../src/library/library.ts';
import { Presenter } from '../src/library/present.ts';
import { createLog } from '../src/log.ts';
import { parseNode } from '../src/node/parse.ts';
import { Skies } from '../src/service/skies.ts';

export const GARDEN: Record<string, string> = {
  'beds/🫛_peas.md': `---
tags: [legumes, spring]
---
# 🫛 Peas on a Fence
*They climb where somebody lets them.*

Peas want *cold* soil, **string** and patience; see [the calendar](../year/🗓️_calendar.md).

## Sowing
Two fingers deep, [a hand](https://hands.example/) apart.

## Picking
In the morning.

## 📡 Cross-references
- [🗓️ Calendar](../year/🗓️_calendar.md) — when to sow
- [🫘 Beans](🫘_beans.md) — their neighbours
- [Lentils](lentils.md) — not yet written
`,
  'beds/🫘_beans.md':
    '# 🫘 Beans\n*Later than peas.*\n\nBeans wait for warm nights. They grow beside [peas](🫛_peas.md).\n',
  'year/🗓️_calendar.md': '# 🗓️ Calendar\n*What is done when.*\n\n- March: peas\n- May: beans\n',
  'year/🌩️_storm.md':
    '---\ncontent_note: a storm that breaks things\n---\n# 🌩️ The Storm\n*A night nobody forgets.*\n\nThe hawthorn fell on the shed.\n',
  'beds/long.md': `# 📜 A Long Walk\n\n${Array.from({ length: 300 }, (_, nr) => `Step ${nr + 1} leads past another bed, and nobody hurries.`).join('\n\n')}\n`,
};

export interface Garden {
  library: Library;
  counter: DeskCounter;
  /** What buttons were too long for. */
  asks: Map<string, string>;
  id(path: string): string;
  put(path: string, text: string): void;
  remove(path: string): void;
  /** The same desk after a restart: nothing is left but what is kept. */
  again(): DeskCounter;
  close(): void;
}

export function plantGarden(texts: Record<string, string> = GARDEN, follows?: Follows): Garden {
  const folder = mkdtempSync(join(tmpdir(), 'starpost-desk-'));
  const library = new Library(join(folder, 'library.db'));
  const baseUrl = 'https://garden.example';
  const presenter = new Presenter(new Addresses(baseUrl, new Map()), library);
  const skies = new Skies(library);
  const all = new Map<string, string>();
  const asks = new Map<string, string>();
  const id = (path: string) => uuidOf(path);
  const put = (path: string, text: string) => {
    const { writer } = library;
    const at = new Date(Date.UTC(2026, 0, 1 + all.size)).toISOString();
    const node = {
      ...parseNode(text, path, { fields: {} }),
      id: id(path),
      source: 'garden',
      path,
      oid: path,
      published: at,
      updated: at,
    };
    writer.begin();
    writer.put(node);
    writer.index(node, text);
    writer.relink();
    writer.commit();
    all.set(path, text);
  };
  const remove = (path: string) => {
    library.writer.begin();
    library.writer.remove(id(path));
    library.writer.relink();
    library.writer.commit();
  };
  for (const [path, text] of Object.entries(texts)) put(path, text);
  const again = () =>
    new DeskCounter({
      ...{ library, presenter, follows },
      site: { title: 'The Garden', baseUrl, sources: ['garden'] },
      histories: new Histories([], () => undefined),
      text: async ({ path }) => all.get(path),
      picture: (node) => skies.picture(node),
      random: () => 0.5,
      asks: {
        keep: async (key, code) => void asks.set(key, code),
        kept: async (key) => asks.get(key),
      },
      log: createLog({ level: 'silent', secrets: [], pretty: false }),
    });
  const close = () => {
    library.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { library, counter: again(), asks, id, put, remove, again, close };
}
