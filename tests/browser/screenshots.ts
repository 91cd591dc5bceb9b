/**
 * Pictures of the main pages for README and docs, from the sample nodes with a little history of their own.
 *
 *     npm run screenshots [-- FOLDER]
 */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { Repo } from '../repo.ts';
import { openBrowser } from './chromium.ts';
import { openSite } from './site.ts';

const OUT = process.argv[2] ?? join(import.meta.dirname, '../../docs/screenshots');
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

const repo = await sampleRepo();
const site = await openSite({ url: repo.dir, include: ['content/**/*.md'] }, { baseUrl: 'https://garden.example' });
await laterEdits(repo);
await site.look();
const browser = await openBrowser();
try {
  await mkdir(OUT, { recursive: true });
  const node = await find('spring and neap');
  const bread = await find('slow bread');
  const [change] = await hrefs(`${bread}/history`, /\/history\/\w+\/\w+$/);
  await shoot(browser, 'front', '/', WIDE, 'light');
  await shoot(browser, 'node', node, { ...WIDE, height: 1000 }, 'light');
  await shoot(browser, 'node-dark', node, { ...WIDE, height: 1000 }, 'dark');
  await shoot(browser, 'constellation', node, WIDE, 'light', 'figure.sky');
  await shoot(browser, 'sky', '/sky', { ...WIDE, height: 1100 }, 'dark');
  await shoot(browser, 'search', '/search?q=moon', { ...WIDE, height: 760 }, 'light');
  await shoot(browser, 'history', `${bread}/history`, { ...WIDE, height: 700 }, 'light');
  if (change) await shoot(browser, 'difference', change, { ...WIDE, height: 700 }, 'light');
  await shoot(browser, 'phone-front', '/', PHONE, 'light');
  await shoot(browser, 'phone-node', node, PHONE, 'dark');
  await writeFile(
    join(OUT, 'preview.png'),
    Buffer.from(await (await fetch(`${site.base}${node}/constellation.png`)).arrayBuffer()),
  );
} finally {
  await browser.close();
  await site.close();
  await repo.cleanup();
}

async function sampleRepo(): Promise<Repo> {
  const made = await Repo.create();
  await cp(join(import.meta.dirname, '../../content'), made.path('content'), { recursive: true });
  await made.commit('the sample nodes', '2026-03-15T08:00:00Z');
  return made;
}

/** Edits such as keepers make, so that there is something to tell. */
async function laterEdits(made: Repo): Promise<void> {
  const edit = async (file: string, change: (text: string) => string, at: string) => {
    const path = made.path(file);
    await writeFile(path, change(await readFile(path, 'utf8')));
    await made.commit('an edit', at);
    await site.look();
  };
  const bread = 'content/🍵_Tea_House/🍞_slow_bread.md';
  await edit(
    bread,
    (text) =>
      text.replace('---', '---\n\nA cold night slows the leaven down. The loaf forgives it, and tastes of it.\n'),
    '2026-03-16T07:10:00Z',
  );
  await edit(
    bread,
    (text) =>
      text.replace(
        'A cold night slows the leaven down.',
        'A cold night slows the leaven down; a warm stone brings it back by noon.',
      ),
    '2026-03-17T06:40:00Z',
  );
  await edit(
    'content/🔭_Observatory/🌙_names_of_the_moon.md',
    (text) =>
      text.replace(
        '## ✨ Stardust',
        '## 🌫 When It Hides\n\nOn the nights without a moon we write down the tide instead, and the page stays a page about her.\n\n## ✨ Stardust',
      ),
    '2026-03-18T21:30:00Z',
  );
  await made.write(
    'content/🌊_Tide_Log/🦀_crab_hour.md',
    '# 🦀 Crab Hour\n**First created:** 2026-03-19 | **Last updated:** 2026-03-19\n*What walks the slipway when the water has gone*\n\n---\n\n## 🛰️ Orientation\n\nAn hour before low water the stones belong to the crabs. We count them by lantern and then leave them be.\n\n## ✨ Stardust\n\ntides, crabs, slipway\n\n## 🏮 Footer\n\n> 📡 Cross-references:\n>\n> - [🌊 Spring and Neap](./🌊_spring_and_neap.md) — why the hour wanders\n> - [🌙 Names of the Moon](../🔭_Observatory/🌙_names_of_the_moon.md) — by whose light\n',
  );
  await made.commit('crabs', '2026-03-19T05:20:00Z');
}

async function find(words: string): Promise<string> {
  const [first] = await hrefs(`/search?q=${encodeURIComponent(words)}`, /\/nodes\//);
  if (!first) throw new Error(`nothing was found for ${words}`);
  return first;
}

async function hrefs(path: string, pattern: RegExp): Promise<string[]> {
  const html = await (await fetch(site.base + path)).text();
  return [...html.matchAll(/href="([^"#]+)"/g)]
    .map(([, address]) => address!)
    .filter((address) => pattern.test(address));
}

async function shoot(
  chromium: Browser,
  name: string,
  path: string,
  viewport: { width: number; height: number },
  colorScheme: 'light' | 'dark',
  part?: string,
): Promise<void> {
  const page = await chromium.newPage({ viewport, colorScheme, javaScriptEnabled: false });
  await page.goto(site.base + path, { waitUntil: 'load' });
  const target = part ? page.locator(part) : page;
  await target.screenshot({ path: join(OUT, `${name}.png`) });
  await page.close();
}
