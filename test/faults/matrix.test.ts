// No accepted event is lost: all of Herald runs on virtual time, with one fault at a time. At the end each
// expected delivery is DELIVERED, or FAILED with a notice or CANCELLED where the fault allows it; none is
// missing. `npm run test:faults` uses 100,000 events; SEED=n sets the random seed.
import { afterAll, expect, test, vi } from 'vitest';
import { maxHops } from '../../core/model/delivery/hops.ts';
import { loadWorld } from '../support/simulation/fault-world.ts';
import { faults, losses } from '../support/simulation/faults.ts';

vi.mock('node:https', () => import('../support/simulation/simulated-partner.ts'));
vi.mock('node:timers/promises', async () => ({
  setTimeout: (await import('../support/simulation/virtual-time.ts')).sleep,
}));

const seed = Number(process.env['SEED'] ?? 1);
/** Share of a fault's events that this run uses. */
const share = process.env['FAULTS'] === 'all' ? 1 : 1 / 50;
const world = await loadWorld(seed);
const timeoutMs = 30 * 60_000;
const rows: Record<string, string | number>[] = [];

const numbered = faults.map((fault, index) => ({ ...fault, licensor: `fault-${index}` }));
type Numbered = (typeof numbered)[number];

async function expectNoLoss(fault: Numbered): Promise<void> {
  const began = process.uptime();
  const events = Math.ceil(fault.events * share);
  const found = await world.run(fault, fault.licensor, events);
  const { firstMissing, changedBodies, quarantined, mostHops, tookMs, ...counts } = found;
  rows.push({
    fault: fault.name,
    ...counts,
    quarantined,
    mostHops,
    hours: Math.round(tookMs / 36_000) / 100,
    seconds: Math.round(process.uptime() - began),
  });

  expect([firstMissing, found.missing]).toEqual([undefined, 0]);
  expect(found.events).toBe(events);
  expect(changedBodies).toBe(0);
  expect(mostHops, 'no fault comes near the bound on hops').toBeLessThan(maxHops / 5);
  if (!fault.allowsDuplicates) expect(found.duplicates).toBe(0);
}

test.each(numbered)('the fault "$name" loses no delivery', expectNoLoss, timeoutMs);

test.each(losses)('the matrix detects a loss: $name', async fault => {
  const { missing } = await world.run(fault, `loss-${losses.indexOf(fault)}`, 50);

  expect(missing).toBeGreaterThan(0);
});

afterAll(() => {
  const total = (name: string) => rows.reduce((sum, row) => sum + Number(row[name]), 0);
  console.table(rows);
  const counts = ['events', 'expected', 'delivered', 'failed', 'cancelled', 'duplicates', 'missing'];
  console.log(`seed ${seed}: ${counts.map(name => `${total(name)} ${name}`).join(', ')}`);
});
