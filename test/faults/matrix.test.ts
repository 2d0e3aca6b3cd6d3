// Nothing accepted is ever lost: the whole of Herald on virtual time, one fault at a time. In the end every event is DELIVERED at every target
// that it is owed to, FAILED with a notice or CANCELLED where that may be, and none is missing. `npm run test:faults` does it with 100,000
// events, SEED=n with other chances.
import { afterAll, expect, test, vi } from 'vitest';
import { loadWorld } from '../support/simulation/fault-world.ts';
import { faults, losses } from '../support/simulation/faults.ts';

vi.mock('node:https', () => import('../support/simulation/simulated-partner.ts'));
vi.mock('node:timers/promises', async () => ({
  setTimeout: (await import('../support/simulation/virtual-time.ts')).sleep,
}));

const seed = Number(process.env['SEED'] ?? 1);
/** Of the events that a fault is tried with. */
const share = process.env['FAULTS'] === 'all' ? 1 : 1 / 50;
const world = await loadWorld(seed);
const longest = 30 * 60_000;
const rows: Record<string, string | number>[] = [];

const numbered = faults.map((fault, index) => ({ ...fault, licensor: `fault-${index}` }));
type Numbered = (typeof numbered)[number];

async function survive(fault: Numbered): Promise<void> {
  const began = process.uptime();
  const events = Math.ceil(fault.events * share);
  const found = await world.run(fault, fault.licensor, events);
  const { firstMissing, changedBodies, quarantined, tookMs, ...counts } = found;
  rows.push({
    fault: fault.name,
    ...counts,
    quarantined,
    hours: Math.round(tookMs / 36_000) / 100,
    seconds: Math.round(process.uptime() - began),
  });

  expect([firstMissing, found.missing]).toEqual([undefined, 0]);
  expect(found.events).toBe(events);
  expect(changedBodies).toBe(0);
  if (!fault.allowsDuplicates) expect(found.duplicates).toBe(0);
}

test.each(numbered)('$name', survive, longest);

test.each(losses)('the matrix sees a loss: $name', async fault => {
  const { missing } = await world.run(fault, `loss-${losses.indexOf(fault)}`, 50);

  expect(missing).toBeGreaterThan(0);
});

afterAll(() => {
  const total = (name: string) => rows.reduce((sum, row) => sum + Number(row[name]), 0);
  console.table(rows);
  console.log(
    `seed ${seed}: ${total('events')} events, ${total('owed')} deliveries, ${total('delivered')} delivered, ${total('failed')} failed with a notice, ${total('cancelled')} cancelled, ${total('duplicates')} duplicates, ${total('missing')} missing`,
  );
});
