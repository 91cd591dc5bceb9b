/** What is wrong with a page, as a person or a strict browser would find. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The part of axe-core's answer that is told. */
interface Violation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/**
 * Accessibility (axe-core with all its rules that are on by default) in light and dark, console errors, broken and
 * foreign loads, and scripts that ran. Empty where all is well.
 */
export async function audit(browser: Browser, base: string, paths: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  // The page's own policy forbids scripts, so axe is let in past it; `bypassCSP` would hide what a node might run.
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  let path = '';
  const fault = (text: string) => faults.push(`${decodeURIComponent(path)}: ${text}`);
  page.on('console', (message) => {
    const expected = message.text().includes('status of 404') && path === '/no/such/place';
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
    if (response.status() >= 400 && response.url() !== base + path) fault(`${response.url()}: ${response.status()}`);
  });
  for (path of paths) {
    await page.goto(base + path, { waitUntil: 'load' });
    if (await page.evaluate('globalThis.ran !== undefined')) fault('a script of a node ran');
    await page.evaluate(AXE);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const violations = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as Violation[];
      for (const { id, nodes } of violations)
        fault(
          `${colorScheme}: ${id}: ${nodes
            .slice(0, 2)
            .map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary ?? ''}`)
            .join(' | ')}`,
        );
    }
  }
  await context.close();
  return faults;
}
