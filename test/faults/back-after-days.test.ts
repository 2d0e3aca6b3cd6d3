// After a partner was down for three days, its parked deliveries are sent within minutes, and never faster
// than the drain rate. `npm run test:faults` uses 10,000 deliveries; SEED=n sets the random seed.
import { expect, test, vi } from 'vitest';
import { drainRate } from '../../core/model/target/health-claims.ts';
import { hour, loadWorld, minute } from '../support/simulation/fault-world.ts';

vi.mock('node:https', () => import('../support/simulation/simulated-partner.ts'));
vi.mock('node:timers/promises', async () => ({
  setTimeout: (await import('../support/simulation/virtual-time.ts')).sleep,
}));

const seed = Number(process.env['SEED'] ?? 1);
const deliveries = process.env['FAULTS'] === 'all' ? 10_000 : 1000;
const down = 72 * hour;
const world = await loadWorld(seed);

test(`after three days down, ${deliveries} parked deliveries arrive within ten minutes`, async () => {
  const acceptedAt: number[] = [];
  const fault = {
    name: 'down for three days',
    events: 2 * deliveries,
    inject: ({ state, time }: typeof world.control) => {
      state.publishOverMs = down;
      state.partner = ({ targetId }) => {
        if (targetId !== 'webhook-1') return { status: 200 };
        if (time.now() < state.begunAt + down) return { status: 503 };
        acceptedAt.push(time.now());
        return { status: 200 };
      };
    },
  };

  // At least half of the events are of the type that webhook-1 has subscribed to.
  const { missing, duplicates } = await world.run(fault, 'back', 2 * deliveries);

  expect([missing, duplicates]).toEqual([0, 0]);
  expect(acceptedAt.length).toBeGreaterThanOrEqual(deliveries);
  const [probeAt = 0] = acceptedAt;
  const drainMs = Math.max(...acceptedAt) - probeAt;
  const perSecond = Map.groupBy(acceptedAt, at => Math.floor((at - probeAt) / 1000));
  const maximum = Math.max(...[...perSecond.values()].map(({ length }) => length));
  const seconds = Math.round(drainMs / 1000);
  console.log(`seed ${seed}: ${acceptedAt.length} deliveries in ${seconds} s after the probe`);
  console.log(`at most ${maximum} deliveries a second`);
  expect(drainMs).toBeLessThanOrEqual(10 * minute);
  expect(maximum).toBeLessThanOrEqual(drainRate);
}, 600_000);
