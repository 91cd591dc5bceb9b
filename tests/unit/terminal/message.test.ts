import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Post } from '../../../src/announce/announcement.ts';
import { render } from '../../../src/terminal/message.ts';
import { columns } from '../../../src/terminal/text.ts';
import {
  created,
  digest,
  hostile,
  moved,
  noted,
  removed,
  restored,
  revised,
} from '../../contract/sink/announcements.ts';

function plain(announcement: Post, width = 72): string[] {
  return render(announcement, { width, color: false, links: false, key: '1f2e3d4c' }).split('\n').slice(0, -1);
}

describe('a post on a terminal', () => {
  test('of a new node', () => {
    expect(plain(created())).toEqual([
      '🌱 Sowing early peas                                                 new',
      '   Why the second week of March is early enough.',
      '',
      '   The ground is ready when a handful of it crumbles instead of sticking',
      '   together. Peas do not mind a late frost, but they do mind cold water',
      '   around their roots, so a raised bed under a row of canes gains a',
      '   fortnight.',
      '',
      '   → 🫘 Bean trellis — the same canes serve twice',
      '     https://garden.example/nodes/bean_trellis',
      '   → 🇫🇷 Potager',
      '     https://garden.example/nodes/potager',
      '   → 📜 The old almanac — a copy is in the library',
      '',
      '   tags    peas · spring · raised beds',
      '   status  Draft — Stub Node',
      '   dates   created 2026-03-08 · updated 2026-03-14',
      '   read    https://garden.example/nodes/sowing_early_peas',
      '',
      '   a1b2c3d4e · 2026-03-14 10:22 UTC · key 1f2e3d4c',
    ]);
  });

  test('of a revision says what changed, five things and how many more', () => {
    expect(plain(revised()).slice(2, 10)).toEqual([
      '',
      '   ~ title    Sowing peas → Sowing early peas',
      '   ~ status   Draft → Final',
      '   + section  Frost dates',
      '   − section  Old tools',
      '   ~ section  Soil  +24 −3',
      '     and 3 more · 120 words added, 14 cut',
      '',
    ]);
  });

  test('of a revision names what came and what went', () => {
    const lines = plain(
      revised({
        difference: {
          tagline: { from: 'Old words.' },
          status: { to: 'Final' },
          constellation: { added: ['🌌'], removed: ['🌊'] },
          words: { added: 1, cut: 0 },
        },
      }),
    );
    expect(lines.slice(3, 8)).toEqual([
      '   + status         Final',
      '   − tagline        Old words.',
      '   + constellation  🌌',
      '   − constellation  🌊',
      '     1 word added',
    ]);
  });

  test('of a move tells both paths and repeats no text', () => {
    expect(plain(moved())).toEqual([
      '🌱 Sowing early peas                                               moved',
      '   Why the second week of March is early enough.',
      '',
      '   − from  Garden/Seedlings/🌱_sowing_peas.md',
      '   + to    Garden/🌱_Beds/🌱_sowing_early_peas.md',
      '',
      '   tags    peas · spring · raised beds',
      '   status  Draft — Stub Node',
      '   dates   created 2026-03-08 · updated 2026-03-14',
      '   read    https://garden.example/nodes/sowing_early_peas',
      '',
      '   a1b2c3d4e · 2026-03-14 10:22 UTC · key 1f2e3d4c',
    ]);
  });

  test('of a removal says no more than that', () => {
    const lines = plain({
      ...removed(),
      summary: 'secret',
      tagline: 'secret',
      contentNote: 'secret',
      tags: ['secret'],
    });
    expect(lines).toEqual([
      '🌱 Sowing early peas                                           withdrawn',
      '',
      '   b2c3d4e5f · 2026-03-20 08:00 UTC · key 1f2e3d4c',
    ]);
  });

  test('of a node that is back', () => {
    expect(plain(restored())[0]).toMatch(/back$/);
  });

  test('with a content note is folded, the note first', () => {
    expect(plain(noted())).toEqual([
      'content note: a storm that took the greenhouse',
      '',
      '🌱 Sowing early peas                                             revised',
      '   (folded: content note)',
      '',
      '   dates   created 2026-03-08 · updated 2026-03-14',
      '   read    https://garden.example/nodes/sowing_early_peas',
      '',
      '   a1b2c3d4e · 2026-03-14 10:22 UTC · key 1f2e3d4c',
    ]);
  });

  test('of a digest groups by folder, a line an item', () => {
    expect(plain(digest(5))).toEqual([
      '🗂️ 5 nodes changed together                                       digest',
      '',
      '   Garden/🌱_Beds',
      '   new        🌱 Bed number 1',
      '   revised    🫘 Bed number 2',
      '   moved      🇫🇷 Bed number 3',
      '',
      '   Garden/Orchard',
      '   withdrawn  🌦️ Bed number 4',
      '   back       1️⃣ Bed number 5',
      '',
      '   2026-03-21 12:00 UTC · key 1f2e3d4c',
    ]);
  });

  test('of a digest that people waited for says what changed, and names a content note first', () => {
    const { groups, ...rest } = digest(2);
    const [first, second] = groups.flatMap(({ items }) => items);
    const difference = { words: { added: 7, cut: 2 } };
    const items = [
      { ...first!, kind: 'revised' as const, from: undefined, difference },
      { ...second!, kind: 'created' as const, from: undefined, contentNote: 'a storm' },
    ];
    const lines = plain({ ...rest, reason: 'digest', groups: [{ folder: 'Bed', items }] }).map((line) => line.trim());
    expect(lines[0]).toContain('What is new: 2 nodes');
    const at = lines.findIndex((line) => line.includes(first!.title));
    expect(lines[at + 1]).toBe('7 words added, 2 cut');
    expect(lines.find((line) => line.includes(second!.title))).toMatch(/^new +\S+ +Content note: a storm · /);
  });

  test('of a very large digest ends after a screen or two', () => {
    const lines = plain(digest(1_000));
    expect(lines.filter((line) => line.includes('Bed number'))).toHaveLength(60);
    expect(lines).toContain('   and 940 more');
  });

  test('shows five references and how many more', () => {
    const references = Array.from({ length: 8 }, (_, nr) => ({ title: `Bed ${nr}` }));
    const lines = plain(created({ references }));
    expect(lines.filter((line) => line.includes('→'))).toHaveLength(5);
    expect(lines).toContain('     and 3 more');
  });

  test('links titles where the terminal can, and then writes no address beside them', () => {
    const post = render(created(), { width: 72, color: false, links: true });
    expect(post).toContain(
      '→ \u001b]8;;https://garden.example/nodes/bean_trellis\u001b\\🫘 Bean trellis\u001b]8;;\u001b\\ — the same',
    );
    expect(post.split('\n').filter((line) => line.includes('bean_trellis'))).toHaveLength(1);
  });

  test('links nothing but the web, and no address breaks out of its sequence', () => {
    const urls = ['javascript:alert(1)', 'file:///etc/passwd', 'not an address', 'https://x.example/\u001b\\\u0007a b'];
    const references = urls.map((url) => ({ title: 'Bed', url, nodeId: 'n' }));
    const post = render(created({ url: undefined, commitUrl: undefined, references }), {
      width: 72,
      color: false,
      links: true,
    });
    expect(post.match(/\u001b\]8;;[^\u001b]+\u001b\\/g)).toEqual(['\u001b]8;;https://x.example/%1B/%07a%20b\u001b\\']);
  });

  test('is dressed in colours that all end where they began', () => {
    for (const announcement of [created(), revised(), noted(), digest(), removed()]) {
      const post = render(announcement, { width: 72, color: true, links: true });
      const open = new Map([
        ['1', '22'],
        ['2', '22'],
        ['3', '23'],
        ['31', '39'],
        ['32', '39'],
        ['33', '39'],
        ['34', '39'],
        ['36', '39'],
      ]);
      for (const line of post.split('\n')) {
        const stack: string[] = [];
        for (const [, code = ''] of line.matchAll(/\u001b\[(\d+)m/g)) {
          const ends = open.get(code);
          if (ends) stack.push(ends);
          else expect(code).toBe(stack.pop());
        }
        expect(stack).toEqual([]);
      }
    }
  });

  test('keeps within its width, addresses aside, whatever the words and however narrow the terminal', () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 200 });
    fc.assert(
      fc.property(words, fc.integer({ min: 0, max: 150 }), (text, width) => {
        const limit = Math.max(32, Math.min(100, width));
        const folded = { ...hostile(text), contentNote: text || 'x', url: undefined };
        for (const announcement of [hostile(text), folded]) {
          for (const line of plain(announcement, width).slice(0, -1)) {
            if (!line.includes('https://')) expect(columns(line)).toBeLessThanOrEqual(limit);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
