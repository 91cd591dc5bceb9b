/** Dates as authors write them, to ISO. What is not one exact day is refused, never guessed. */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const NUMERIC = /^(\d{4})([-/.\u2010\u2011\u2013])(\d{1,2})\2(\d{1,2})(?!\d)/;
const TIME = /^[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?(?![\d:])/i;
const DAY_FIRST = /^(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?,?\s+(\d{4})(?!\d)/i;
const MONTH_FIRST = /^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)/i;

/**
 * The exact day or instant that `words` begin with, as `2025-12-14` or `2025-12-14T09:30:00Z`: year first with any one
 * sign between (`2025/12/14`), or the month by its English name (`14 December 2025`). A time without a zone is UTC.
 * Undefined for anything else: `June 2021`, `2025-13-40`, `YYYY-MM-DD`, and `03/04/2025`, which means two days.
 */
export function exactDate(words: string): string | undefined {
  const text = words.trim().slice(0, 60);
  const numeric = NUMERIC.exec(text);
  if (numeric) {
    const day = isoDay(Number(numeric[1]), Number(numeric[3]), Number(numeric[4]));
    return day && withTime(day, text.slice(numeric[0].length));
  }
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst) return isoDay(Number(dayFirst[3]), monthOf(dayFirst[2]), Number(dayFirst[1]));
  const monthFirst = MONTH_FIRST.exec(text);
  return monthFirst ? isoDay(Number(monthFirst[3]), monthOf(monthFirst[1]), Number(monthFirst[2])) : undefined;
}

function monthOf(name = ''): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function isoDay(year: number, month: number, day: number): string | undefined {
  // Day 0 of the next month is the last of this one.
  const last = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (year < 1000 || month < 1 || month > 12 || day < 1 || day > last) return undefined;
  return `${year}-${two(month)}-${two(day)}`;
}

function withTime(day: string, rest: string): string {
  const time = TIME.exec(rest);
  if (!time || Number(time[1]) > 23 || Number(time[2]) > 59 || Number(time[3] ?? 0) > 59) return day;
  const zone = (time[4] ?? 'Z').toUpperCase();
  const offset = zone === 'Z' || zone === 'UTC' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  if (offset !== 'Z' && (Number(offset.slice(1, 3)) > 14 || Number(offset.slice(4)) > 59)) return day;
  return `${day}T${time[1]}:${time[2]}:${time[3] ?? '00'}${offset}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
