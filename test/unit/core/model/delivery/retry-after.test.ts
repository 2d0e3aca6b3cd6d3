// What a Retry-After header asks for, in every form of RFC 9110, and which values ask for nothing.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRetryAfter } from '../../../../../core/model/delivery/retry-after.ts';

const now = Date.parse('2026-01-01T00:00:00.000Z');
const hourMs = 3600 * 1000;
const dayMs = 24 * hourMs;
const waitAfter = (value: string) => parseRetryAfter(value, now);

test.each([
  ['0', 0],
  ['120', 120_000],
  [' 7 ', 7000],
  ['45.5', 45_500],
  ['3600.5', 3_600_500],
  ['0.25', 250],
  ['86401', dayMs],
  ['86400.5', dayMs],
  ['9'.repeat(400), dayMs],
])('Retry-After "%s" waits that many seconds, at most a day', (value, expected) => {
  expect(waitAfter(value)).toBe(expected);
});

test.each([
  ['an IMF-fixdate', 'Thu, 01 Jan 2026 01:00:00 GMT', hourMs],
  ['the form of RFC 850', 'Thursday, 01-Jan-26 01:00:00 GMT', hourMs],
  ['the form of asctime', 'Thu Jan  1 01:00:00 2026', hourMs],
  ['the form of asctime with a day of two digits', 'Sun Jan 11 01:00:00 2026', dayMs],
  ['a leap second', 'Thu, 01 Jan 2026 00:00:60 GMT', 60_000],
  ['a date in a year', 'Fri, 01 Jan 2027 00:00:00 GMT', dayMs],
  ['a year of two digits, 50 years ahead', 'Wednesday, 01-Jan-76 00:00:00 GMT', dayMs],
])('Retry-After waits until %s', (_, value, expected) => {
  expect(waitAfter(value)).toBe(expected);
});

test.each([
  ['words with a number', ['in 45 seconds', '45 s', '45s', 'soon 3600', 'retry 2', '2 minutes']],
  ['numbers of other forms', ['-5', '+5', '1e3', '0x10', '.5', '5.', '1,5', '1.2.3', 'Infinity', 'NaN']],
  ['nothing and words', ['', ' ', 'soon', '45,5', '0x10;']],
  [
    'dates of other forms',
    [
      '2026-01-01T01:00:00Z',
      '01 Jan 2026 01:00:00 GMT',
      'Thu, 1 Jan 2026 01:00:00 GMT',
      'Thu, 01 Jan 2026 01:00:00',
      'Thu, 01 Jan 2026 01:00:00 +0000',
      'Thu, 01 Jan 2026 01:00:00 UTC',
      'thu, 01 jan 2026 01:00:00 gmt',
      'Thursday, 01-Jan-2026 01:00:00 GMT',
      'Thu Jan 1 01:00:00 2026',
      'Xyz, 01 Jan 2026 01:00:00 GMT',
    ],
  ],
  [
    'dates that do not exist',
    [
      'Sat, 31 Feb 2026 00:00:00 GMT',
      'Sun, 29 Feb 2026 00:00:00 GMT',
      'Thu, 00 Jan 2026 01:00:00 GMT',
      'Thu, 01 Jan 2026 24:00:00 GMT',
      'Thu, 01 Jan 2026 01:60:00 GMT',
      'Thu, 01 Jan 2026 01:00:61 GMT',
    ],
  ],
  [
    'dates that have passed',
    ['Wed, 31 Dec 2025 23:59:59 GMT', 'Wednesday, 31-Dec-25 23:59:59 GMT', 'Friday, 01-Jan-99 00:00:00 GMT'],
  ],
])('Retry-After with %s is ignored', (_, values) => {
  expect(values.map(waitAfter)).toEqual(values.map(() => undefined));
});

test('every time of the next day is read from the text that toUTCString prints', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_399 }), seconds => {
      expect(waitAfter(new Date(now + seconds * 1000).toUTCString())).toBe(seconds * 1000);
    }),
  );
});
