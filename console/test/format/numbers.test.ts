import { expect, test } from 'vitest';
import { countText, durationText, shareText } from '../../src/format/numbers.ts';

test.each([
  [{ count: 0 }, '0'],
  [{ count: 999 }, '999'],
  [{ count: 1_000, atLeast: true } as const, '1,000+'],
])('%o is shown as %s', (count, text) => {
  expect(countText(count)).toBe(text);
});

test.each([
  [0, 0, undefined],
  [0, 5, '0 %'],
  [1, 3, '33.3 %'],
  [99_999, 100_000, '99.9 %'],
  [7, 7, '100 %'],
])('%i of %i is %s', (part, total, text) => {
  expect(shareText(part, total)).toBe(text);
});

test.each([
  [0, '0 ms'],
  [999.4, '999 ms'],
  [1_000, '1 s'],
  [1_240, '1.2 s'],
  [59_960, '1 min'],
  [125_000, '2 min 5 s'],
  [3_600_000, '1 h'],
  [11_520_000, '3 h 12 min'],
  [90_000_000, '1 d 1 h'],
])('%d milliseconds are %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});
