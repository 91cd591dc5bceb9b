/** Checks a cron expression before anything is started; node-cron in service.ts runs it. */

interface Field {
  name: string;
  min: number;
  max: number;
  words?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const SECOND: Field = { name: 'second', min: 0, max: 59 };
const FIELDS: readonly Field[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of the month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, words: MONTHS },
  { name: 'day of the week', min: 0, max: 7, words: DAYS },
];

/**
 * What is wrong with the expression, as the end of a sentence "expected …", or undefined.
 * Five fields, or six with seconds first; each a star, a number, a range, a list or a step; month and day names in English.
 */
export function cronFault(expression: string): string | undefined {
  const parts = expression.trim().split(/\s+/);
  if (parts.length !== 5 && parts.length !== 6) return 'a cron expression of five fields, or six with seconds first';
  const fields = parts.length === 6 ? [SECOND, ...FIELDS] : FIELDS;
  for (const [index, field] of fields.entries()) {
    if (!parts[index]!.split(',').every((part) => fits(part, field))) return `${range(field)} in place ${index + 1}`;
  }
  return undefined;
}

function range(field: Field): string {
  return `a cron ${field.name} from ${field.min} to ${field.max} (or *, a range, a list, a step)`;
}

function fits(part: string, field: Field): boolean {
  const match = /^(\*|[a-z0-9]+(?:-[a-z0-9]+)?)(?:\/([1-9]\d{0,2}))?$/i.exec(part);
  if (!match) return false;
  const [, span, step] = match as unknown as [string, string, string | undefined];
  if (step !== undefined && (Number(step) > field.max || !/^\*$|-/.test(span))) return false;
  if (span === '*') return true;
  const [from, to = from] = span.split('-').map((word) => value(word, field));
  return from !== undefined && to !== undefined && from >= field.min && to <= field.max && from <= to;
}

function value(word: string, field: Field): number | undefined {
  if (/^\d{1,2}$/.test(word)) return Number(word);
  const index = field.words?.findIndex((name) => word.toLowerCase().startsWith(name)) ?? -1;
  return index < 0 || word.length !== 3 ? undefined : index + field.min;
}
