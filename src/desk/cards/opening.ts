/** A node's text without what a card says already. Pure. */
import { exactDate } from '../../node/dates.ts';
import { CREATED_LABEL, lineLabels, UPDATED_LABEL } from '../../node/labels.ts';
import type { Block } from '../../node/passage.ts';

/** Without dates, status and tagline at its beginning, and without rules that only part what headings part. */
export function withoutOpening(blocks: readonly Block[], tagline: string | undefined): Block[] {
  let from = 0;
  while (isOpening(blocks[from], tagline)) from++;
  return blocks.slice(from).filter((block, at, all) => {
    const next = all[at + 1];
    return block.type !== 'rule' || (next !== undefined && next.type !== 'heading' && next.type !== 'rule');
  });
}

function isOpening(block: Block | undefined, tagline: string | undefined): boolean {
  if (block?.type === 'rule') return true;
  if (block?.type !== 'paragraph') return false;
  const text = block.runs.map((run) => run.text).join('');
  return text.split('\n').every((line) => isSaid(line.trim(), tagline));
}

/** Of a date and nothing else: `14 December 2025`. */
const WORDS = 4;

/** Every label of the line is one that is shown as a fact, with nothing but its value behind it. */
function isSaid(line: string, tagline: string | undefined): boolean {
  if (line === '' || line === tagline) return true;
  const labels = lineLabels(line);
  return labels.length > 0 && labels.every(isFact);
}

function isFact({ name, value }: { name: string; value: string }): boolean {
  if (name === 'status' || name === 'version') return true;
  return (
    (CREATED_LABEL.test(name) || UPDATED_LABEL.test(name)) &&
    exactDate(value) !== undefined &&
    value.split(/\s+/).length <= WORDS
  );
}
