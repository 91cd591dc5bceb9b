import { expect, test } from 'vitest';
import { cronFault } from '../../../src/config/cron.ts';

test.each([
  '* * * * *',
  '*/10 * * * * *',
  '0 6 * * mon-fri',
  '5,35 0-12/3 1 JAN,Jul 0',
  '0 0 31 12 7',
  '  0  0 * * *  ',
])('%s is a cron expression', (text) => {
  expect(cronFault(text)).toBeUndefined();
});

test.each([
  ['* * * *', 'five fields, or six'],
  ['* * * * * * *', 'five fields, or six'],
  ['60 * * * *', 'minute from 0 to 59'],
  ['* 24 * * *', 'hour from 0 to 23'],
  ['* * 0 * *', 'day of the month from 1 to 31'],
  ['* * * 13 *', 'month from 1 to 12'],
  ['* * * * 8', 'day of the week from 0 to 7'],
  ['60 * * * * *', 'second from 0 to 59'],
  ['*/0 * * * *', 'minute'],
  ['*/90 * * * *', 'minute'],
  ['30-10 * * * *', 'minute'],
  ['1, * * * *', 'minute'],
  ['* * * tides *', 'month'],
  ['@daily', 'five fields'],
])('%s is none: %s', (text, fault) => {
  expect(cronFault(text)).toContain(fault);
});
