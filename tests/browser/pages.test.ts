/** Every kind of page in a real Chromium, for gardens of our own and real ones. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Repo, temporaryFolder } from '../repo.ts';
import { audit } from './audit.ts';
import { openBrowser } from './chromium.ts';
import { hostileNodes } from './hostile.ts';
import { idsOf, openSite, pagesOf, type RunningSite } from './site.ts';

const PROJECT = join(import.meta.dirname, '../..');
const SHARED = join(PROJECT, '../shared');
const BUNDLE = join(SHARED, 'repos/eips.bundle');
const NODES = join(SHARED, 'nodes');

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** A repository whose one commit holds what `fill` wrote. */
async function repoOf(fill: (repo: Repo) => unknown): Promise<Repo> {
  const repo = await Repo.create();
  await fill(repo);
  await repo.commit('all of it');
  return repo;
}

async function faultsOf(site: RunningSite, nodes: number): Promise<string[]> {
  return audit(browser, site.base, Object.values(await pagesOf(site.base, nodes)).flat());
}

describe('the sample garden', () => {
  let repo: Repo;
  let site: RunningSite;
  beforeAll(async () => {
    repo = await repoOf(({ dir }) => cpSync(join(PROJECT, 'content'), join(dir, 'content'), { recursive: true }));
    const contentNotes = [{ note: 'a storm at sea', tags: ['storms'] }];
    site = await openSite({ url: repo.dir, include: ['content/**/*.md'], contentNotes });
    const bread = 'content/🍵_Tea_House/🍞_slow_bread.md';
    await repo.write(bread, `${await repo.git('show', `HEAD:${bread}`)}\n\nA warm stone helps the leaven.\n`);
    await repo.commit('bread');
    await site.look();
  });
  afterAll(async () => {
    await site.close();
    await repo.cleanup();
  });

  test('all pages are sound, in light and dark', async () => {
    expect(await faultsOf(site, 14)).toEqual([]);
  });

  test('without script: a search finds, its field keeps the words, and a result opens', async () => {
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(`${site.base}/`);
    await page.getByRole('searchbox').fill('three kettles');
    await page.getByRole('searchbox').press('Enter');
    expect(new URL(page.url()).pathname).toBe('/search');
    expect(await page.getByRole('searchbox').first().inputValue()).toBe('three kettles');
    await page.locator('.list a').first().click();
    expect(await page.locator('h1').textContent()).toContain('Three Kettles');
    await page.close();
  });

  test('without script: what stands behind a content note is folded, and opens', async () => {
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(`${site.base}/search?q=long+surge`);
    await page.locator('.list a').first().click();
    expect(await page.locator('.text').isVisible()).toBe(false);
    await page.locator('.content-note > summary').click();
    expect(await page.locator('.text').isVisible()).toBe(true);
    await page.close();
  });

  test('a keyboard reaches the text first, then stars, and follows one', async () => {
    const page = await browser.newPage();
    const [id] = await idsOf(site.base);
    await page.goto(`${site.base}/nodes/${id}`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the text');
    const star = page.locator('.constellation a').first();
    await star.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => /^\/nodes\/[0-9a-f-]{36}$/.test(url.pathname) && !url.pathname.endsWith(id!));
    await page.close();
  });

  test('two versions are chosen and compared without script', async () => {
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(`${site.base}/search?q=slow+bread`);
    await page.locator('.list a').first().click();
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByRole('button', { name: 'Compare' }).click();
    expect(await page.locator('ins').allInnerTexts()).toContainEqual(expect.stringContaining('A warm stone'));
    await page.close();
  });

  test('on a phone the heads of a history stand on one line each', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await page.goto(`${site.base}/search?q=slow+bread`);
    await page.locator('.list a').first().click();
    await page.getByRole('link', { name: 'History' }).click();
    const lines = await page.evaluate(`[...document.querySelectorAll('.pick th')].map((head) => {
      const words = document.createRange();
      words.selectNodeContents(head);
      return [head.textContent, words.getClientRects().length];
    })`);
    expect(lines).toEqual([
      ['What changed', 1],
      ['From', 1],
      ['To', 1],
    ]);
    await page.close();
  });

  test('on a phone no page is wider than the screen', async () => {
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    const wide: string[] = [];
    for (const path of Object.values(await pagesOf(site.base, 10)).flat()) {
      await page.goto(site.base + path);
      const width = (await page.evaluate('document.documentElement.scrollWidth')) as number;
      if (width > 360) wide.push(`${path}: ${width}`);
    }
    await page.close();
    expect(wide).toEqual([]);
  });
});

describe('hostile nodes', () => {
  test('run no script, load nothing, and break no page', async () => {
    const repo = await repoOf(async (made) => {
      for (const [at, text] of hostileNodes.entries()) await made.write(`x/node ${at}.md`, text);
    });
    const site = await openSite({ url: repo.dir });
    try {
      expect(await faultsOf(site, hostileNodes.length)).toEqual([]);
    } finally {
      await site.close();
      await repo.cleanup();
    }
  });
});

describe('real gardens', () => {
  test.skipIf(!existsSync(BUNDLE))('a set of standards', async () => {
    const folder = await temporaryFolder();
    execFileSync('git', ['clone', '--quiet', '--bare', BUNDLE, join(folder, 'eips.git')]);
    const references = { requires: 'eip-{}.md' };
    const site = await openSite({ url: join(folder, 'eips.git'), include: ['EIPS/*.md'], references });
    try {
      expect(await faultsOf(site, 6)).toEqual([]);
    } finally {
      await site.close();
      await rm(folder, { recursive: true });
    }
  });

  test.skipIf(!existsSync(NODES))('an archive of nodes with emoji names', async () => {
    const repo = await repoOf(({ dir }) => cpSync(NODES, join(dir, 'nodes'), { recursive: true }));
    const site = await openSite({ url: repo.dir });
    try {
      expect(await faultsOf(site, 16)).toEqual([]);
    } finally {
      await site.close();
      await repo.cleanup();
    }
  });
});
