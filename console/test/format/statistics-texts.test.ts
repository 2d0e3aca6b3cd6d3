import { expect, test } from 'vitest';
import type { Period } from '../../src/api/statistics.ts';
import { noPeriodsText, seriesOf, summaryOf } from '../../src/format/statistics-texts.ts';

const period = (from: string, delivered: number, owed: number, p50Ms?: number): Period => ({
  from,
  owed,
  delivered,
  waiting: 0,
  parked: 0,
  failed: owed - delivered,
  cancelled: 0,
  attempts: owed + 1,
  ...(p50Ms !== undefined && { p50Ms }),
});

test('the typical latency is that of most deliveries, not of most periods', () => {
  const periods = [
    period('2026-01-01T10:00:00.000Z', 1, 1, 9_000),
    period('2026-01-01T11:00:00.000Z', 98, 100, 200),
    period('2026-01-01T12:00:00.000Z', 1, 1, 9_000),
  ];

  expect(summaryOf(periods)).toEqual({ owed: 102, delivered: 100, attempts: 105, typicalMs: 200 });
});

test('without an arrival there is no latency', () => {
  expect(summaryOf([period('2026-01-01T10:00:00.000Z', 0, 2)]).typicalMs).toBeUndefined();
  expect(summaryOf([]).typicalMs).toBeUndefined();
});

test('a chart has a place for each period of its range, in seconds, and a gap where there is no value', () => {
  const periods = [period('1970-01-01T00:15:00.000Z', 1, 1, 300), period('1970-01-01T00:45:00.000Z', 0, 2)];
  const range = { since: 1_000, until: 3_600, step: 900 };

  expect(seriesOf(periods, range, [p => p.owed, p => p.p50Ms])).toEqual([
    [900, 1_800, 2_700],
    [1, null, 2],
    [300, null, null],
  ]);
});

test('before the first run of the audit, no periods do not mean that there was no traffic', () => {
  expect(noPeriodsText(undefined, 'No traffic')).toContain('No statistics yet');
  expect(noPeriodsText('2026-01-01T10:00:00.000Z', 'No traffic')).toBe('No traffic');
});
