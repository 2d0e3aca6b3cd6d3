// One slow partner delays no other (docs/reliability.md): measured on virtual time, on a plain unfair
// queue, with the concurrency of production. SEED=n changes the random numbers.
import { afterAll, expect, test, vi } from 'vitest';
import { createIsolationWorld, type Sample } from '../support/simulation/isolation-world.ts';

vi.mock('node:https', () => import('../support/simulation/simulated-partner.ts'));
vi.mock('node:timers/promises', async () => ({
  setTimeout: (await import('../support/simulation/virtual-time.ts')).sleep,
}));

const seed = Number(process.env['SEED'] ?? 1);
const seconds = process.env['FAULTS'] === 'all' ? 300 : 90;
const firstMs = 30_000;
const world = await createIsolationWorld(seed);
const rows: Record<string, string | number>[] = [];

/** @returns the smallest value that so much of all values do not exceed */
function quantile(samples: readonly Sample[], share: number): number {
  const sorted = samples.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}

function report(when: string, samples: readonly Sample[]): number {
  const [p50, p99, most] = [0.5, 0.99, 1].map(share => quantile(samples, share));
  rows.push({ when, events: samples.length, 'p50 ms': p50 ?? 0, 'p99 ms': p99 ?? 0, 'most ms': most ?? 0 });
  return p99 ?? Number.NaN;
}

test('a partner that hangs to the deadline at 200 events a second does not delay 20 healthy ones, once its breaker is open', async () => {
  const alone = await world.measure('alone', 0, seconds * 1000);
  const beside = await world.measure('beside', 200, seconds * 1000);
  const openedMs = beside.openedMs ?? Number.POSITIVE_INFINITY;
  const baseline = report('without it', alone.samples);
  report(
    'beside it, first 30 s',
    beside.samples.filter(({ publishedMs }) => publishedMs < firstMs),
  );
  const afterwards = report(
    `beside it, breaker open (from ${openedMs / 1000} s)`,
    beside.samples.filter(({ publishedMs }) => publishedMs >= openedMs),
  );

  expect([alone.missing, beside.missing]).toEqual([0, 0]);
  // The noisy one did hold all there is, until then.
  expect(beside.mostBusy).toBe(200);
  expect(openedMs).toBeLessThan(firstMs);
  expect(afterwards).toBeLessThanOrEqual(2 * baseline);
}, 600_000);

afterAll(() => {
  console.table(rows);
  console.log(`seed ${seed}`);
});
