/** A real Chromium, and the pages of a real starpost in it. */
import { chmodSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as driver } from 'playwright-core';
import { withFonts } from './fonts.ts';

/** The browser asks nobody for updates, and draws without a graphics card. */
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-zygote'];

export async function openBrowser(): Promise<Browser> {
  const executablePath = await chromium.executablePath();
  chmodSync(executablePath, 0o755);
  return driver.launch({ executablePath, args: ARGS, headless: true, env: withFonts(process.env) });
}
