// Replays under faults: each delivery of a replay is sent, no target gets more than the rate of the replay in
// any second, and the counts are exact at the end.
import { expect, test, vi } from 'vitest';
import { tables } from '../support/handlers/environments.ts';
import { type Fault, type FaultWorld, loadWorld, minute } from '../support/simulation/fault-world.ts';
import { down } from '../support/simulation/faults.ts';
import {
  cancel,
  isOfReplay,
  startsAt,
  type WatchedReplay,
  watchReplay,
} from '../support/simulation/replay-faults.ts';

vi.mock('node:https', () => import('../support/simulation/simulated-partner.ts'));
vi.mock('node:timers/promises', async () => ({
  setTimeout: (await import('../support/simulation/virtual-time.ts')).sleep,
}));

const world = await loadWorld(Number(process.env['SEED'] ?? 1));
const timeoutMs = 10 * 60_000;
const events = 400;
const targetId = 'webhook-1';
/** Those of the first event type: 13 of each call of publish, which has 25 events. */
const expected = (events / 25) * 13;
let runs = 0;

/** Runs a replay of all deliveries of a target under a fault. @returns what the partner sees at the end */
async function replayUnder(
  inject: (world: FaultWorld, watched: WatchedReplay) => void,
  ask: object = {},
  allows: Pick<Fault, 'allows'> = {},
) {
  let watched: WatchedReplay | undefined;
  const name = `replay-${runs++}`;
  const fault: Fault = {
    name,
    events,
    ...allows,
    inject: control => {
      watched = watchReplay(control, { targetId, ...ask });
      inject(control, watched);
    },
  };
  const outcome = await world.run(fault, name, events);
  if (!watched) throw new Error('the replay was not started');
  const items = (suffix: string) =>
    [...world.control.dynamodb.items(tables.DELIVERIES_TABLE)].filter(({ eventKey }) =>
      String(eventKey).endsWith(suffix),
    );
  return {
    ...watched,
    outcome,
    mostInASecond: Math.max(...watched.perSecond.values()),
    locks: items('#!replay-locks').length,
    active: items('#!replay-count')[0]?.['active'],
  };
}

const all = {
  found: expected,
  sent: expected,
  delivered: expected,
  failed: 0,
  cancelled: 0,
  left: 0,
  expired: 0,
};
const isKey = (text: string) => (command: string, input: unknown) =>
  isOfReplay(command, input) && JSON.stringify(input).includes(text);

const crashes = [
  { what: 'nothing', when: () => false },
  { what: 'the claim or the list of the job', when: isKey('#!replays') },
  { what: 'reading the events', when: isKey('licensorDay') },
  { what: 'parking and unparking rows', when: isKey('replayedFrom') },
  { what: 'any call', when: isOfReplay },
];
const moments = ['before', 'after'] as const;
const cases = crashes.flatMap(crash => moments.map(moment => ({ ...crash, moment })));

test.each(cases)(
  'the scheduler crashes $moment $what: all are sent once',
  async ({ when, moment }) => {
    const found = await replayUnder(control => {
      control.at(startsAt, () => {
        control.dynamodb.faults[moment] = (command, input) => {
          if (!when(command, input) || control.random() > 0.4) return undefined;
          control.killAll();
          return 'NEVER';
        };
      });
      control.at(startsAt + 40 * minute, () => {
        control.dynamodb.faults[moment] = undefined;
      });
    });

    expect(found.view).toMatchObject({ status: 'DONE', progress: all });
    expect(found.again.size).toBe(expected);
    expect([...found.again.values()].every(times => times === 1)).toBe(true);
    expect(found.mostInASecond).toBeLessThanOrEqual(50);
    expect(found.outcome.missing).toBe(0);
    expect([found.locks, found.active]).toEqual([0, 0]);
  },
  timeoutMs,
);

test(
  'two schedulers at once, and a slower rate: each delivery is sent once',
  async () => {
    const found = await replayUnder(
      control => {
        control.state.schedulers = 2;
      },
      { ratePerSecond: 2 },
    );

    expect(found.view).toMatchObject({ status: 'DONE', progress: all });
    expect([...found.again.values()].every(times => times === 1)).toBe(true);
    expect(found.mostInASecond).toBeLessThanOrEqual(2);
  },
  timeoutMs,
);

test(
  'the breaker opens during a replay: it pauses, and all are delivered in the end',
  async () => {
    const found = await replayUnder(control => {
      control.at(startsAt + 30_000, () => {
        const { partner } = control.state;
        const isDown = () => control.time.now() < control.state.begunAt + startsAt + 10 * minute;
        control.state.partner = message => {
          const answer = partner(message);
          return isDown() ? down : answer;
        };
      });
    });

    expect(found.view).toMatchObject({ status: 'DONE', progress: all });
    expect(found.mostInASecond).toBeLessThanOrEqual(50);
    expect(found.outcome.missing).toBe(0);
  },
  timeoutMs,
);

test(
  'a replay is cancelled half way: what was not sent is as before, and the counts are exact',
  async () => {
    const found = await replayUnder(
      (control, watched) => {
        control.at(startsAt + 2 * minute + 40_000, async () => {
          await cancel(control, watched);
        });
      },
      { ratePerSecond: 1 },
    );

    const { sent, delivered, left } = found.view.progress;
    expect(found.view.status).toBe('CANCELLED');
    expect(sent).toBe(delivered);
    expect(delivered).toBe(found.again.size);
    expect(delivered).toBeGreaterThan(0);
    expect(delivered + left).toBe(found.view.progress.found);
    expect(found.outcome).toMatchObject({ missing: 0, delivered: found.outcome.expected });
    expect([found.locks, found.active]).toEqual([0, 0]);
  },
  timeoutMs,
);

test(
  'the target is deleted during a replay: it ends and says so',
  async () => {
    const found = await replayUnder(
      control => {
        control.at(startsAt + 2 * minute + 40_000, async () => {
          const subscriptionId = `of-${targetId}`;
          const subscription = 'DELETE /{licensor}/notifications/subscriptions/{subscriptionId}';
          await control.api(subscription, { path: { subscriptionId } });
          await control.api('DELETE /{licensor}/notifications/targets/{targetId}', { path: { targetId } });
        });
      },
      { ratePerSecond: 1 },
      { allows: ['CANCELLED'] },
    );

    const { delivered, cancelled, left, found: all } = found.view.progress;
    expect(found.view).toMatchObject({ status: 'FAILED', reason: 'the target was deleted' });
    expect(delivered).toBe(found.again.size);
    expect([left, delivered + cancelled]).toEqual([0, all]);
    expect(found.locks).toBe(0);
  },
  timeoutMs,
);

test(
  'events expire during a replay: it ends and says so',
  async () => {
    const found = await replayUnder(
      control => {
        control.at(startsAt + 2 * minute + 40_000, () => {
          for (const { eventKey } of [...control.dynamodb.items(tables.EVENTS_TABLE)])
            control.dynamodb.remove(tables.EVENTS_TABLE, { eventKey });
        });
      },
      { ratePerSecond: 1 },
      { allows: ['CANCELLED'] },
    );

    const { delivered, cancelled, expired, left, found: all } = found.view.progress;
    expect(found.view.status).toBe('DONE');
    expect(found.view.reason).toMatch(/have expired|has expired/);
    expect(delivered).toBe(found.again.size);
    expect([left, delivered + cancelled, all + expired]).toEqual([0, all, expected]);
  },
  timeoutMs,
);
