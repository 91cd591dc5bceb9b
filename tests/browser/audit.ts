/** What is wrong with a page, as a person or a strict browser would find. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The part of axe-core's answer that is told. */
interface Violation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** How a page is looked at: a desk by day and by night, a phone. */
const LOOKS = [
  { name: 'light', colorScheme: 'light', width: 1100 },
  { name: 'dark', colorScheme: 'dark', width: 1100 },
  { name: 'phone', colorScheme: 'light', width: 390 },
] as const;

/**
 * Accessibility (axe-core with all its rules that are on by default) with everything unfolded, in light, in dark and on a
 * phone; console errors, broken and foreign loads, scripts that ran, pages wider than a phone. Empty where all is well.
 * `lost`: paths that answer 404 or 410.
 */
export async function audit(
  browser: Browser,
  base: string,
  paths: readonly string[],
  lost: readonly string[] = [],
): Promise<string[]> {
  // The page's own policy forbids scripts, so axe is let in past it; `bypassCSP` would hide what a node might run.
  return visit(browser, base, [...paths, ...lost], { lost }, async (page, fault) => {
    await page.evaluate(AXE);
    for (const { name, colorScheme, width } of LOOKS) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      for (const violation of await violationsOf(page)) fault(`${name}: ${violation}`);
    }
    const wide = (await page.evaluate('document.documentElement.scrollWidth')) as number;
    if (wide > 390) fault(`phone: ${wide} wide`);
  });
}

/** Whether the cleaning of nodes holds alone: scripts may run here, and nothing may ask for any. */
export function auditUnguarded(browser: Browser, base: string, paths: readonly string[]): Promise<string[]> {
  return visit(browser, base, paths, { bypassCSP: true }, async () => undefined);
}

async function violationsOf(page: Page): Promise<string[]> {
  const violations = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as Violation[];
  return violations.map(({ id, nodes }) => {
    const some = nodes.slice(0, 2).map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary ?? ''}`);
    return `${id}: ${some.join(' | ')}`;
  });
}

async function visit(
  browser: Browser,
  base: string,
  paths: readonly string[],
  { bypassCSP = false, lost = [] }: { bypassCSP?: boolean; lost?: readonly string[] },
  look: (page: Page, fault: (text: string) => void) => Promise<void>,
): Promise<string[]> {
  const faults: string[] = [];
  const context = await browser.newContext({ reducedMotion: 'reduce', bypassCSP });
  const page = await context.newPage();
  let path = '';
  const fault = (text: string) => void faults.push(`${decodeURIComponent(path)}: ${text}`);
  listen(page, base, fault, () => path, lost);
  for (path of paths) {
    await page.goto(base + path, { waitUntil: 'load' });
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
    if (await page.evaluate('globalThis.ran !== undefined')) fault('a script of a node ran');
    await look(page, fault);
  }
  await context.close();
  return faults;
}

function listen(
  page: Page,
  base: string,
  fault: (text: string) => void,
  path: () => string,
  lost: readonly string[],
): void {
  page.on('console', (message) => {
    const expected = /status of 4(04|10)/.test(message.text()) && lost.includes(path());
    if (message.type() === 'error' && !expected) fault(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => fault(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    fault(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${base}/`)) fault(`asks for ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && response.url() !== base + path()) fault(`${response.url()}: ${response.status()}`);
  });
}
