// A slow, failing or hanging partner delays no other (docs/reliability.md): measured on virtual time, on
// plain unfair queues, with the concurrency of production. SEED=n changes the random numbers, FAULTS=all
// publishes for longer.
import { afterAll, expect, test, vi } from 'vitest';
import { createIsolationWorld, type Noise, type Sample } from '../support/simulation/isolation-world.ts';

vi.mock('node:https', () => import('../support/simulation/simulated-partner.ts'));
vi.mock('node:timers/promises', async () => ({
  setTimeout: (await import('../support/simulation/virtual-time.ts')).sleep,
}));

const seed = Number(process.env['SEED'] ?? 1);
const minutes = process.env['FAULTS'] === 'all' ? 5 : 1;
const firstMs = 30_000;
const world = await createIsolationWorld(seed);
const rows: Record<string, string | number>[] = [];

/** @returns the smallest value that so much of all values do not exceed */
function quantile(samples: readonly Sample[], share: number): number {
  const sorted = samples.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}

/** Publishes for so many minutes. @returns the p99 of the healthy partners, and what else was measured */
async function measure(title: string, forMinutes: number, noise?: Noise) {
  const measured = await world.measure(`case${rows.length}`, forMinutes * 60_000, noise);
  const first = measured.samples.filter(({ publishedMs }) => publishedMs < firstMs);
  const later = measured.samples.filter(({ publishedMs }) => publishedMs >= firstMs);
  const p99 = { first: quantile(first, 0.99), later: quantile(later, 0.99) };
  rows.push({
    'the noisy partner': title,
    'p50 ms': quantile(measured.samples, 0.5),
    'p99 ms, first 30 s': p99.first,
    'p99 ms, later': p99.later,
    'most ms': quantile(measured.samples, 1),
    'invocations held': measured.mostBusy,
    'its deliveries': measured.noisy.expected,
    'last one arrived after s': measured.noisy.lastAfterMs / 1000,
  });
  return { ...measured, p99 };
}

const fast = { status: 200, afterMs: 100 };
const slow = { status: 200, afterMs: 9900 };
const noisy = (answer: Noise['answer']): Noise => ({ eventsPerSecond: 300, targets: 1, answer });
const hanging = (share: number) => noisy(random => (random() < share ? 'HANG' : fast));

/** Without a circuit breaker that pauses the partner, its deliveries arrive at the partner's own speed. */
const ownSpeedMs = 30_000;
/** With one: a probe finds out that it is back, then 50 deliveries a second arrive. */
const drainedMs = (deliveries: number): number => 16 * 60_000 + (deliveries / 50) * 1000 * 1.25;

const alone = await measure('none', minutes);

test.each([
  ['answers 200 after 9.9 s, 300 events a second', minutes, noisy(() => slow), ownSpeedMs],
  [
    'answers 200 after 1.5 s, 300 events a second',
    minutes,
    noisy(() => ({ ...slow, afterMs: 1500 })),
    ownSpeedMs,
  ],
  ['hangs on every request, 300 events a second', minutes, noisy(() => 'HANG'), undefined],
  ['hangs on 7 of 8, 300 events a second', minutes, hanging(7 / 8), undefined],
  ['hangs on 1 of 8, 300 events a second', minutes, hanging(1 / 8), undefined],
  [
    'has 200 targets that each answer 200 after 9.9 s, an event a second',
    minutes,
    { eventsPerSecond: 1, targets: 200, answer: () => slow },
    ownSpeedMs,
  ],
  [
    'answers after 9.9 s and after 0.1 s, in alternating half minutes, 300 events a second',
    1.5 * minutes,
    noisy((_, sinceMs) => (Math.floor(sinceMs / 30_000) % 2 === 0 ? slow : fast)),
    ownSpeedMs,
  ],
] satisfies [string, number, Noise, number | undefined][])(
  'a partner that %s delays no healthy one and gets everything',
  async (title, forMinutes, noise, lastMs) => {
    const { missing, noisy: theirs, p99 } = await measure(title, forMinutes, noise);

    expect({ missing, missingOfNoisy: theirs.missing }).toEqual({ missing: 0, missingOfNoisy: 0 });
    expect(p99.first).toBeLessThanOrEqual(5 * alone.p99.first);
    expect(p99.later).toBeLessThanOrEqual(2 * alone.p99.later);
    expect(theirs.lastAfterMs).toBeLessThanOrEqual(lastMs ?? drainedMs(theirs.expected));
  },
  600_000,
);

afterAll(() => {
  console.table(rows);
  console.log(`seed ${seed}`);
});
