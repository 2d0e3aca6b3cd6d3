// The histogram of latencies: its percentiles against exact ones.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addLatencies,
  addLatency,
  type Latencies,
  percentile,
} from '../../../../../core/model/delivery/latencies.ts';
import { propertyRuns } from '../../../property-runs.ts';

const histogramOf = (latencies: readonly number[]): Latencies => {
  const histogram: Latencies = {};
  for (const ms of latencies) addLatency(histogram, ms);
  return histogram;
};
const latencies = fc.array(fc.integer({ min: 1, max: 30 * 60_000 }), { minLength: 1, maxLength: 300 });

test('a percentile is wrong by 4.8 % at most, and by half a millisecond', () => {
  fc.assert(
    fc.property(latencies, fc.constantFrom(0.5, 0.95), (all, share) => {
      const exact = all.toSorted((a, b) => a - b)[Math.ceil(share * all.length) - 1] ?? 0;
      const found = percentile(histogramOf(all), share) ?? 0;
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.048 * exact + 0.5);
    }),
    propertyRuns(),
  );
});

test('histograms of parts, added in any order, are the histogram of the whole', () => {
  fc.assert(
    fc.property(latencies, latencies, (one, other) => {
      const sum = histogramOf(one);
      addLatencies(sum, histogramOf(other));
      expect(sum).toEqual(histogramOf([...other, ...one]));
    }),
    propertyRuns(),
  );
});

test.each([0, -3, 1])('a latency of %i ms counts as 1 ms: another clock was behind', ms => {
  expect(percentile(histogramOf([ms]), 0.5)).toBe(1);
});

test('without latencies there is no percentile', () => {
  expect(percentile({}, 0.5)).toBeUndefined();
});
