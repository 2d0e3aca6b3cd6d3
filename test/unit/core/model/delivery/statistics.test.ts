// How the statistics count a delivery.
import { expect, test } from 'vitest';
import { hashOfEvent } from '../../../../../core/model/delivery/event-set-hash.ts';
import { percentile } from '../../../../../core/model/delivery/latencies.ts';
import { addDelivery, noStatistics, type RowState } from '../../../../../core/model/delivery/statistics.ts';

const acceptedAt = '2026-01-31T06:00:00.000Z';

const statisticsOf = (...rows: Partial<RowState>[]) => {
  const sum = noStatistics();
  for (const [n, row] of rows.entries())
    addDelivery(sum, {
      licensor: 'acme',
      eventId: `event-${n}`,
      targetId: 'target-1',
      acceptedAt,
      cursor: String(n),
      hash: hashOfEvent(`event-${n}`),
      status: 'DELIVERED',
      attemptCount: 1,
      updatedAt: '2026-01-31T06:00:01.000Z',
      ...row,
    });
  return sum;
};

test('the latency of a delivery is from acceptance to the end of its last attempt', () => {
  expect(percentile(statisticsOf({}).latencies, 0.5)).toBeCloseTo(1000, -2);
});

test('a delivery that was sent again is counted, without a latency', () => {
  const again = { attemptCount: 2, scheduleFrom: 1, updatedAt: '2026-01-31T09:00:00.000Z' };

  const { counts, attempts, latencies } = statisticsOf({}, again);

  expect([counts, attempts]).toEqual([{ DELIVERED: 2 }, 3]);
  expect(percentile(latencies, 0.95)).toBeCloseTo(1000, -2);
});
