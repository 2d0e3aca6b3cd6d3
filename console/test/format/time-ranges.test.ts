import { expect, test } from 'vitest';
import { startOfMinute, timeOf } from '../../src/format/time-ranges.ts';

const now = Date.parse('2026-01-31T12:00:30.000Z');

test.each([
  ['-90m', '2026-01-31T10:30:30.000Z'],
  ['-6h', '2026-01-31T06:00:30.000Z'],
  ['-7d', '2026-01-24T12:00:30.000Z'],
  ['2026-01-01T00:00:00+01:00', '2025-12-31T23:00:00.000Z'],
  ['yesterday', undefined],
  ['-1w', undefined],
  ['-99999d', undefined],
  [undefined, undefined],
])('%s is %s', (text, time) => {
  expect(timeOf(text, now)).toBe(time);
});

test('a minute has one beginning', () => {
  expect(startOfMinute(now)).toBe(Date.parse('2026-01-31T12:00:00.000Z'));
});
