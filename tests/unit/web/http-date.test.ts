import { expect, test } from 'vitest';
import { httpDate } from '../../../src/web/http-date.ts';

const about = Date.UTC(2025, 5, 1);
const iso = (text: string) => {
  const date = httpDate(text, about);
  return date === undefined ? undefined : new Date(date).toISOString();
};

test.each([
  ['Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
  ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
  ['Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37.000Z'],
  ['Tue Nov 16 08:49:37 1993', '1993-11-16T08:49:37.000Z'],
  ['Saturday, 01-Mar-25 00:00:00 GMT', '2025-03-01T00:00:00.000Z'],
  ['Friday, 31-Dec-75 23:59:59 GMT', '2075-12-31T23:59:59.000Z'],
  ['Friday, 31-Dec-76 23:59:59 GMT', '1976-12-31T23:59:59.000Z'],
  ['Thu, 29 Feb 2024 00:00:00 GMT', '2024-02-29T00:00:00.000Z'],
  ['Sat, 31 Dec 2016 23:59:60 GMT', '2017-01-01T00:00:00.000Z'],
  ['Sat, 01 Jan 0050 00:00:00 GMT', '0050-01-01T00:00:00.000Z'],
])('%s', (text, expected) => {
  expect(iso(text)).toBe(expected);
});

test.each([
  'garbage 2099',
  '2099',
  '1',
  '',
  'Sun, 06 Nov 1994 08:49:37',
  'Sun, 06 Nov 1994 08:49:37 +0000',
  'Sun, 06 Nov 1994 08:49:37 UTC',
  'sun, 06 nov 1994 08:49:37 gmt',
  'Sun, 6 Nov 1994 08:49:37 GMT',
  'Sun, 06 Nov 94 08:49:37 GMT',
  'Sun, 06-Nov-1994 08:49:37 GMT',
  'Sun Nov 06 08:49:37 1994 GMT',
  'Sun, 31 Feb 1994 08:49:37 GMT',
  'Sun, 00 Nov 1994 08:49:37 GMT',
  'Sun, 06 Nov 1994 24:00:00 GMT',
  'Sun, 06 Nov 1994 08:60:00 GMT',
  '1994-11-06T08:49:37Z',
  'Sun, 06 Nov 1994 08:49:37 GMT; length=7',
  '(Sun, 06 Nov 1994) 2099',
])('%j is no date', (text) => {
  expect(httpDate(text, about)).toBeUndefined();
});
