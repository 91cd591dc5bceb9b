import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { fieldNames, jsonSchema, jsonSchemaText } from '../../../src/config/json-schema.ts';
import { readConfig } from '../../../src/config/read.ts';

const text = readFileSync('config/starpost.yaml', 'utf8');

test('the committed JSON Schema is the one of today', () => {
  expect(readFileSync('config/starpost.schema.json', 'utf8')).toBe(jsonSchemaText());
});

test('every field is described for editors', () => {
  const bare = (field: ReturnType<typeof jsonSchema>): string[] =>
    Object.entries(field.properties ?? {}).flatMap(([key, inner]) => [
      ...(inner.description ? [] : [key]),
      ...bare(inner),
      ...(inner.items ? bare(inner.items) : []),
    ]);
  expect(bare(jsonSchema())).toEqual([]);
});

test('config/starpost.yaml shows every field at its own depth', () => {
  const lines = text
    .split('\n')
    .map((line) => line.replace(/^(\s*)(?:# |- )/, (mark, indent) => (mark.endsWith('- ') ? `${indent}  ` : indent)));
  const shown = new Set<string>();
  const path: { indent: number; key: string }[] = [];
  for (const line of lines) {
    const match = /^(\s*)(- )?([A-Za-z]+):(\s|$)/.exec(line);
    if (!match) continue;
    const indent = match[1]!.length + (match[2]?.length ?? 0);
    while (path.length && path.at(-1)!.indent >= indent) path.pop();
    path.push({ indent, key: match[3]! });
    shown.add(path.map(({ key }) => key).join('.'));
  }
  const fields = fieldNames(jsonSchema()).map((name) => name.replaceAll('[]', ''));
  expect(fields.filter((name) => name !== '$schema' && !shown.has(name))).toEqual([]);
});

test('config/starpost.yaml watches this checkout and tells its sample nodes at once', () => {
  const { config, root } = readConfig('config/starpost.yaml', {}, {});
  expect(root).toBe(resolve('config'));
  expect(config.data).toBe(resolve('data'));
  expect(config.sources).toMatchObject([
    { name: 'garden', url: resolve('.'), include: ['content/**/*.md'], settle: 0 },
  ]);
  expect(config.subscriptions).toMatchObject([{ channel: 'terminal' }]);
});

test('its first line names the schema', () => {
  expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./starpost.schema.json');
});

test('the defaults it shows in comments are the real ones', () => {
  const plain = readConfig('config/starpost.yaml', {}, {}).config;
  expect(text).toMatch(/^# language: en$/m);
  expect(plain.language).toBe('en');
  for (const key of ['massChange', 'minorWords', 'announceLatest', 'maxNodeBytes'] as const)
    expect(text).toContain(`# ${key}: ${plain.sources[0]![key]}`);
  for (const key of ['limit', 'content'] as const) expect(text).toContain(`#   ${key}: ${plain.feeds[key]}`);
  expect(text).toContain('#   tombstones: 90d');
  expect(plain.feeds.tombstones).toBe(90 * 86_400_000);
  expect(text).toContain('# settleAtMost: 1h');
  expect(plain.sources[0]!.settleAtMost).toBe(3_600_000);
  expect(text).toContain(`#   host: ${plain.listen.host}\n#   port: ${plain.listen.port}\n`);
  expect(text).toContain(`# kinds: [${plain.subscriptions[0]!.kinds.join(', ')}]`);
});
