import { expect, test } from 'vitest';
import { progressPercent, progressText } from '../../src/format/replay-texts.ts';

const progress = { found: 812, sent: 640, delivered: 639, failed: 1, cancelled: 0, left: 172, expired: 0 };

test('the progress is what is finished, and never whole before the end', () => {
  expect(progressPercent(progress)).toBe(78);
  expect(progressPercent({ ...progress, found: 1_000, left: 1 })).toBe(99);
  expect(progressPercent({ ...progress, left: 0 })).toBe(100);
  expect(progressPercent({ ...progress, found: 0, left: 0 })).toBe(0);
});

test('the words leave out what did not happen', () => {
  expect(progressText(progress)).toBe('640 of 812 sent, 639 delivered, 1 failed');
  expect(progressText({ ...progress, failed: 0, expired: 3 })).toBe(
    '640 of 812 sent, 639 delivered, 3 expired before',
  );
});
