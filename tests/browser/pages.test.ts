/** Every kind of page in a real Chromium, for gardens of our own and real ones. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Repo, temporaryFolder } from '../repo.ts';
import { audit, auditUnguarded } from './audit.ts';
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

/** `gone`: paths of what was withdrawn. */
async function faultsOf(site: RunningSite, nodes: number, gone: readonly string[] = []): Promise<string[]> {
  const paths = Object.values(await pagesOf(site.base, nodes)).flat();
  return audit(browser, site.base, paths, ['/no/such/place', ...gone]);
}

describe('the sample garden', () => {
  let repo: Repo;
  let site: RunningSite;
  beforeAll(async () => {
    repo = await repoOf(({ dir }) => cpSync(join(PROJECT, 'content'), join(dir, 'content'), { recursive: true }));
    const contentNotes = [{ note: 'a storm at sea', tags: ['storms'] }];
    const own = [{ feed: 'searches/water', query: 'water', title: 'Of water' }];
    site = await openSite({ url: repo.dir, include: ['content/**/*.md'], contentNotes }, { feeds: { own } });
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
    const extra = await withdrawn(site, repo);
    expect(await faultsOf(site, 14, extra)).toEqual([]);
    expect(await audit(browser, site.base, ['/feeds/searches/water'])).toEqual([]);
  });

  test('one click chooses the whole address of a feed', async () => {
    const page = await browser.newPage();
    await page.goto(`${site.base}/feeds/all`);
    await page.locator('.address').click();
    expect(String(await page.evaluate('getSelection().toString()')).trim()).toBe(`${site.base}/feeds/all.atom`);
    await page.close();
  });

  test('the table of contents is open beside the text, or folded above it, never both', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${site.base}/search?q=spring+and+neap`);
    await page.locator('.list a').first().click();
    const lists = () => page.getByRole('navigation', { name: 'Contents' }).count();
    expect(await lists()).toBe(1);
    expect(await page.getByText('Contents', { exact: true }).filter({ visible: true }).count()).toBe(1);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await lists()).toBe(0);
    await page.locator('.contents.narrow > summary').click();
    expect(await lists()).toBe(1);
    await page.close();
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
});

/** The pages of a node that was there. */
async function withdrawn(site: RunningSite, repo: Repo): Promise<string[]> {
  const before = await idsOf(site.base);
  await repo.remove('content/🍵_Tea_House/🫖_first_flush.md');
  await repo.commit('taken back');
  await site.look();
  const now = await idsOf(site.base);
  const gone = before.filter((id) => !now.includes(id));
  expect(gone).toHaveLength(1);
  return gone.flatMap((id) => [`/nodes/${id}`, `/nodes/${id}/history`, `/feeds/nodes/${id}`]);
}

describe('hostile nodes', () => {
  test('run no script, load nothing, and break no page', async () => {
    const repo = await repoOf(async (made) => {
      for (const [at, text] of hostileNodes.entries()) await made.write(`x/node ${at}.md`, text);
    });
    // Its nodes are in Arabic unless they say otherwise; our own words are not.
    const site = await openSite({ url: repo.dir }, { language: 'ar' });
    try {
      // A second version of each, so that histories and comparisons hold them too.
      for (const [at, text] of hostileNodes.entries()) await repo.write(`x/node ${at}.md`, `${text}\n\n${text}\n`);
      await repo.commit('all of it again');
      await site.look();
      expect(await faultsOf(site, hostileNodes.length)).toEqual([]);
      const paths = (await idsOf(site.base)).map((id) => `/nodes/${id}`);
      const compared = paths.map((path) => `${path}/history`);
      expect(await auditUnguarded(browser, site.base, ['/', ...paths, ...compared])).toEqual([]);
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
