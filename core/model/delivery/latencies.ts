// A histogram of latencies with buckets on a logarithmic scale. Histograms can be added, and a percentile of
// the sum is wrong by 4.8 % at most, whatever the latencies are.
import * as z from 'zod';

/** How many latencies are in each bucket, by the number of the bucket. Empty buckets are left out. */
export type Latencies = Record<string, number>;
export const latenciesSchema = z.record(z.string(), z.number().int().positive());

/** Each bucket ends at 1.1 times the end of the one before. Bucket 0 ends at 1 ms. */
const growth = 1.1;

/** Adds one latency. @param ms milliseconds; below 1 ms counts as 1 ms, as a clock may be behind another */
export function addLatency(latencies: Latencies, ms: number): void {
  const bucket = Math.ceil(Math.log(Math.max(1, ms)) / Math.log(growth));
  latencies[bucket] = (latencies[bucket] ?? 0) + 1;
}

/** Adds all latencies of another histogram. */
export function addLatencies(latencies: Latencies, others: Latencies): void {
  for (const [bucket, count] of Object.entries(others)) latencies[bucket] = (latencies[bucket] ?? 0) + count;
}

/**
 * @param share 0.95 for the 95th percentile (nearest rank)
 * @returns milliseconds, wrong by 4.8 % at most; undefined without latencies
 */
export function percentile(latencies: Latencies, share: number): number | undefined {
  const buckets = Object.entries(latencies)
    .map(([bucket, count]) => ({ bucket: Number(bucket), count }))
    .sort((a, b) => a.bucket - b.bucket);
  let rank = Math.ceil(share * buckets.reduce((sum, { count }) => sum + count, 0));
  const found = buckets.find(({ count }) => {
    rank -= count;
    return rank <= 0;
  });
  // The value whose relative distance to both ends of the bucket is the same.
  return found && Math.round((2 * growth ** found.bucket) / (growth + 1));
}
