import { expect, test } from 'vitest';
import { distanceText, timeText } from '../../src/format/times.ts';

test('a time is shown in UTC, with its zone', () => {
  expect(timeText('2026-01-31T23:05:09.123Z', 'UTC')).toBe('31 Jan 2026, 23:05:09 UTC');
});

test('a text that is no time is shown as it is', () => {
  expect(timeText('<b>', 'UTC')).toBe('<b>');
});

test.each([
  [0, 'now'],
  [-999, 'now'],
  [-59_999, '59 seconds ago'],
  [-60_000, '1 minute ago'],
  [7_200_000, 'in 2 hours'],
  [-86_400_000, 'yesterday'],
])('%d milliseconds from now are "%s"', (distance, text) => {
  const now = Date.parse('2026-01-31T12:00:00.000Z');

  expect(distanceText(new Date(now + distance).toISOString(), now)).toBe(text);
});
