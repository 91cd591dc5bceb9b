import { describe, expect, test } from 'vitest';
import { parseNode } from '../../../src/node/parse.ts';

const tags = (text: string) => parseNode(text, 'a.md', { fields: {} }).tags;
const constellation = (text: string) => parseNode(text, 'a.md', { fields: {} }).constellation;

describe('tags', () => {
  test.each<[string, string[]]>([
    [
      '# T\n\n## ✨ Stardust  \nbread, slow rising , Cold War,\nsea salt  \n\n---\nno, tags',
      ['bread', 'slow rising', 'Cold War', 'sea salt'],
    ],
    ['# T\n\n## Stardust:\n\nbread · slow rising · salt.', ['bread', 'slow rising', 'salt']],
    ['# T\n\n### ✨ STARDUST\n- bread\n- *salt*\n## Footer\nno, tags', ['bread', 'salt']],
    ['# T\n\n## Tags\n#bread #salt', ['bread', 'salt']],
    ['---\ntags: [bread, sea salt, 7]\nkeywords: salt\n---\n# T', ['bread', 'sea salt', '7', 'salt']],
    ['---\ntags: bread, sea salt\n---\n# T', ['bread', 'sea salt']],
    ['---\ntags:\n  - "#bread"\n  - {a: b}\n---\n# T', ['bread']],
    ['# T\n**Tags:** bread, sea salt\n', ['bread', 'sea salt']],
    ['# T\nWords.\n\n#garden #tides/spring, #été\n', ['garden', 'tides/spring', 'été']],
    ['# T\n#1 of many words\n', []],
    ['# T\n```\n#garden\n```\n', []],
    ['---\ntags: [Bread]\n---\n# T\n## Stardust\nbread, salt, SALT', ['Bread', 'salt']],
    [
      `# T\n## Stardust\n${'A long sentence that somebody wrote there instead of tags, '.repeat(1)}${'x'.repeat(90)}`,
      ['A long sentence that somebody wrote there instead of tags'],
    ],
    ['# T\n## Stardust in the garden\nno, tags', []],
    ['# T\n## ✨ Stardust\nbread, sea salt\n\n_Last updated: 2026-03-15_\n', ['bread', 'sea salt']],
    ['# T\n## Stardust\n**First created:** 2025-01-01 | **Last updated:** 2026-03-15\nbread\n', ['bread']],
  ])('%j', (text, expected) => {
    expect(tags(text)).toEqual(expected);
  });
});

describe('constellation', () => {
  test.each<[string, string[]]>([
    ['# T\n## 🌌 Constellations  \n🫀 🧠 🛰️ — heart, 🐝 mind, far 🌊 eye.', ['🫀', '🧠', '🛰️']],
    ['# T\n## Constellations\n\n🫀🧠 · ㊙, 1️⃣ / 🇫🇷 - words 🐝', ['🫀', '🧠', '㊙', '1️⃣', '🇫🇷']],
    ['# T\n## Constellation:\n- 🫀 heart\n- **🧠** mind\n- 🫀 again', ['🫀', '🧠']],
    ['# T\n## Constellations\nwords 🐝\n## 🌊 Next\n🐝', []],
    ['# T\n🐝 words', []],
  ])('%j', (text, expected) => {
    expect(constellation(text)).toEqual(expected);
  });
});
