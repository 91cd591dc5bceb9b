import { expect, test } from 'vitest';
import { parseNode } from '../../../src/node/parse.ts';

const draft = (text: string) => parseNode(text, 'a.md', { fields: {} }).draft;

test.each([
  ['YAML', '---\ndraft: true\n---\n# A\n'],
  ['a number', '---\ndraft: 1\n---\n# A\n'],
  ['a first key that begins with a digit', '---\n1st: x\ndraft: true\n---\n# A\n'],
  ['a first key that begins with a sign', '---\n$schema: x\ndraft: yes\n---\n# A\n'],
  ['a block that does not parse', '---\n- a\ndraft: true\n---\n# A\n'],
  ['TOML between dashes', '---toml\ndraft = true\n---\n# A\n'],
  ['TOML between pluses', '+++\ntitle = "x"\ndraft = true\n+++\n# A\n'],
  ['JavaScript, which is not run', '---js\n{ draft: true }\n---\n# A\n'],
  ['JavaScript over several lines', '---js\n{\n  title: "x",\n  "draft": true,\n}\n---\n# A\n'],
  ['not published', '---toml\npublished = false\n---\n# A\n'],
  ['a block that never ends', '---\ntitle: x\ndraft: true\n\n# A\n'],
])('%s says draft', (_, text) => expect(draft(text)).toBe(true));

test.each([
  ['nothing', '# A\n\nThe draft: true to its word, it came through the window.\n'],
  ['draft: false', '---\ndraft: false\n---\n# A\n'],
  ['a rule, then prose', '---\n\nThe draft was true.\n\n---\n\ndraft: true\n'],
  ['after the block', '+++\ntitle = "x"\n+++\n# A\n\ndraft = true\n'],
  ['a nested field', '---\nabout:\n  text: "draft: true"\n---\n# A\n'],
])('%s is public', (_, text) => expect(draft(text)).toBe(false));
