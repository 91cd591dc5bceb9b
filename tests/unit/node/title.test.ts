import { describe, expect, test } from 'vitest';
import { parseNode } from '../../../src/node/parse.ts';

const named = (text: string, path = 'garden/tea.md') => {
  const { emoji, title, warnings } = parseNode(text, path, { fields: {} });
  return { emoji, title, warnings: warnings.map(({ code }) => code) };
};

describe('title and emoji', () => {
  test.each([
    ['# 🌱 Garden', '🌱', 'Garden'],
    ['# 🛰️ Harbour', '🛰️', 'Harbour'],
    ['# 🛰 Harbour', '🛰', 'Harbour'],
    ['# ☔️ Rain', '☔️', 'Rain'],
    ['# 🇫🇷 Bread', '🇫🇷', 'Bread'],
    ['# 🏴󠁧󠁢󠁷󠁬󠁳󠁿 Wales', '🏴󠁧󠁢󠁷󠁬󠁳󠁿', 'Wales'],
    ['# 1️⃣ First', '1️⃣', 'First'],
    ['# 👩🏽‍🌾 Farmer', '👩🏽‍🌾', 'Farmer'],
    ['# ㊙ Secret garden', '㊙', 'Secret garden'],
    ['# 🈺 Open', '🈺', 'Open'],
    ['# 🏾 Torn', '🏾', 'Torn'],
    ['# 🕊️🔥 Ash', '🕊️', '🔥 Ash'],
    ['# **🌱 Garden**', '🌱', 'Garden'],
    ['# 🌱Garden #', '🌱', 'Garden'],
    ['# [🌱 Garden](x.md) of `code` & *words* &amp; snake_case_name', '🌱', 'Garden of code & words & snake_case_name'],
    ['# © 2025', undefined, '© 2025'],
    ['# 2025 in bread', undefined, '2025 in bread'],
    ['# #hash', undefined, '#hash'],
    ['🌱 Garden\n===', '🌱', 'Garden'],
    ['Two\nlines\n---', undefined, 'Two lines'],
  ])('%s', (text, emoji, title) => {
    expect(named(text)).toEqual({ emoji, title, warnings: [] });
  });

  test.each([
    ['🌱_snake_case.md', '🌱', 'Snake case'],
    ['a/🇫🇷 _two-words.md', '🇫🇷', 'Two words'],
    ['a/🌊 Tides/README.md', '🌊', 'Tides'],
    ['a/🌊_tide_tables/🏮README.md', '🏮', 'Tide tables'],
    ['a/tides/readme.md', undefined, 'Tides'],
    ['README.md', undefined, 'README'],
    ['🌱.md', '🌱', '🌱'],
    ['_.md', undefined, '_.md'],
    ['a/v1.2 notes.md', undefined, 'V1.2 notes'],
  ])('from the path %s, with a warning', (path, emoji, title) => {
    expect(named('Only prose.', path)).toEqual({ emoji, title, warnings: ['no-title'] });
  });

  test('the emoji may stand only in the file name, or in the folder of a README', () => {
    expect(named('# Garden', '🌱_garden.md')).toMatchObject({ emoji: '🌱', title: 'Garden' });
    expect(named('# Garden', '🌱 Garden/README.md')).toMatchObject({ emoji: '🌱' });
    expect(named('# 🌊 Tides', '🌱 Garden/README.md')).toMatchObject({ emoji: '🌊' });
    expect(named('# Garden', '🌱 Garden/tea.md').emoji).toBeUndefined();
  });

  test('without an H1: front matter, then the first heading', () => {
    expect(named('---\ntitle: "🍵 Tea"\n---\n### Leaves')).toMatchObject({ emoji: '🍵', title: 'Tea', warnings: [] });
    expect(named('### 🍃 Leaves\n\n#### More')).toMatchObject({ emoji: '🍃', title: 'Leaves', warnings: [] });
    expect(named('---\ntitle: Tea\n---\n## 🍃 Leaves')).toMatchObject({ emoji: undefined, title: 'Tea' });
  });

  test('an H1 of emoji alone lends its emoji', () => {
    expect(named('# 🌱', 'a/old_garden.md')).toEqual({ emoji: '🌱', title: 'Old garden', warnings: ['no-title'] });
  });

  test.each([
    ['---\ntitle: Tea\n---\n# 🍵 All about tea\n\n# More', 'All about tea'],
    ['---\ntitle: tea\n---\n# Tea\n\n# More', 'Tea'],
    ['---\ntitle: Tea\n---\n# Another name', 'Another name'],
    ['---\ntitle: Tea\n---\n# Abstract\n\nWords', 'Tea'],
    ['---\ntitle: Tea\n---\n# Leaves\n\n# Water', 'Tea'],
    ['---\ntitle: Tea\n---\n## Abstract\n\n# Water', 'Tea'],
  ])('front matter title against H1: %j', (text, title) => {
    expect(named(text).title).toBe(title);
  });

  test('headings in code, comments and quotes are none', () => {
    expect(named('```\n# code\n```\n<!--\n# comment\n-->\n> # quote\n\n    # indented\n\n# Garden').title).toBe(
      'Garden',
    );
  });
});
