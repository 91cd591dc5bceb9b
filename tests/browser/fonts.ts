/** The fonts the browser draws with: the same on every machine, also on one that has none. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const PACKAGES = ['inter', 'jetbrains-mono', 'noto-color-emoji'].map((name) => `@expo-google-fonts/${name}`);
const FAMILIES = {
  'system-ui': 'Inter',
  'sans-serif': 'Inter',
  'ui-monospace': 'JetBrains Mono',
  monospace: 'JetBrains Mono',
};

/** Environment in which Chromium finds them, by a file of fontconfig's (https://www.freedesktop.org/software/fontconfig/fontconfig-user.html). */
export function withFonts(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const folder = join(tmpdir(), 'starpost-fonts');
  mkdirSync(folder, { recursive: true });
  const { resolve } = createRequire(import.meta.url);
  const folders = PACKAGES.map((name) => `<dir>${dirname(resolve(`${name}/package.json`))}</dir>`);
  // Other scripts are drawn with what the machine has.
  const other = '<dir>/usr/share/fonts</dir>';
  const first = Object.entries(FAMILIES).map(
    ([family, font]) =>
      `<alias binding="strong"><family>${family}</family><prefer><family>${font}</family><family>Noto Color Emoji</family></prefer></alias>`,
  );
  const file = join(folder, 'fonts.conf');
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${folders.join('')}${other}<cachedir>${join(folder, 'cache')}</cachedir>${first.join('')}</fontconfig>\n`,
  );
  return { ...env, FONTCONFIG_FILE: file };
}
