// A partner that was down for three days: everything that was parked goes out within minutes, and never faster than the drain rate.
// 10,000 deliveries with `npm run test:faults`; SEED=n with other chances.
import { expect, test, vi } from 'vitest';
import { drainRate } from '../../core/model/target/target-health.ts';
import { hour, loadWorld, minute } from '../support/simulation/fault-world.ts';

vi.mock('node:https', () => import('../support/simulation/simulated-partner.ts'));
vi.mock('node:timers/promises', async () => ({
  setTimeout: (await import('../support/simulation/virtual-time.ts')).sleep,
}));

const seed = Number(process.env['SEED'] ?? 1);
const deliveries = process.env['FAULTS'] === 'all' ? 10_000 : 1000;
const down = 72 * hour;
const world = await loadWorld(seed);

test(`a partner that was down for three days has all ${deliveries} deliveries within ten minutes of its return, at ${drainRate} a second`, async () => {
  const takenAt: number[] = [];
  const fault = {
    name: 'down for three days',
    events: 2 * deliveries,
    inject: ({ state, time }: typeof world.control) => {
      state.publishOverMs = down;
      state.partner = ({ targetId }) => {
        if (targetId !== 'webhook-1') return { status: 200 };
        if (time.now() < state.begunAt + down) return { status: 503 };
        takenAt.push(time.now());
        return { status: 200 };
      };
    },
  };

  // Half of the events and some are of the type that webhook-1 has subscribed to.
  const { missing, duplicates } = await world.run(fault, 'back', 2 * deliveries);

  expect([missing, duplicates]).toEqual([0, 0]);
  expect(takenAt.length).toBeGreaterThanOrEqual(deliveries);
  const [probed = 0] = takenAt;
  const took = Math.max(...takenAt) - probed;
  const perSecond = Map.groupBy(takenAt, at => Math.floor((at - probed) / 1000));
  const most = Math.max(...[...perSecond.values()].map(({ length }) => length));
  console.log(
    `seed ${seed}: ${takenAt.length} deliveries in ${Math.round(took / 1000)} s after the probe, at most ${most} a second`,
  );
  expect(took).toBeLessThanOrEqual(10 * minute);
  expect(most).toBeLessThanOrEqual(drainRate);
}, 600_000);
