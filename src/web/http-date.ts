/** Dates as HTTP writes them (RFC 9110, 5.6.7). Whatever else `Date.parse` would make something of is no date. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = `(?<month>${MONTHS.join('|')})`;
const TIME = '(?<time>(?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60))';
const FORMS = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  `(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\\d\\d) ${MONTH} (?<year>\\d{4}) ${TIME} GMT`,
  // Sunday, 06-Nov-94 08:49:37 GMT
  `(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\\d\\d)-${MONTH}-(?<short>\\d\\d) ${TIME} GMT`,
  // Sun Nov  6 08:49:37 1994
  `(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${MONTH} (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})`,
].map((form) => new RegExp(`^${form}$`));

/**
 * Milliseconds since the epoch; undefined where it is no such date. A year of two digits is the last one that ends so and
 * is at most 50 years after `about` (likewise in milliseconds).
 */
export function httpDate(text: string, about: number): number | undefined {
  for (const form of FORMS) {
    const { day, month, year, short, time } = form.exec(text)?.groups ?? {};
    if (!day || !month || !time) continue;
    const whole = year === undefined ? fullYear(Number(short), new Date(about).getUTCFullYear()) : Number(year);
    const [hours, minutes, seconds] = time.split(':').map(Number) as [number, number, number];
    const date = new Date(0);
    date.setUTCFullYear(whole, MONTHS.indexOf(month), Number(day));
    // The 31st of February is in March.
    return date.getUTCDate() === Number(day) ? date.setUTCHours(hours, minutes, seconds) : undefined;
  }
  return undefined;
}

function fullYear(short: number, now: number): number {
  const latest = now + 50;
  return latest - ((latest - short) % 100);
}
