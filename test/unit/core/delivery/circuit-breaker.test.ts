// How a deliverer updates the health of targets: it counts failures, opens the breaker, parks, probes and
// closes.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../../../core/model/delivery/outcome.ts';
import { type Health, healthSchema, healthy } from '../../../../core/model/target/target-health.ts';
import { deliveryOf, eventOf, licensor, taskOf, webhookTarget } from '../../../support/builders/records.ts';
import { taskRecord } from '../../../support/builders/sqs-records.ts';
import {
  createDeliverer,
  delivered,
  now,
  unavailable,
} from '../../../support/handlers/deliverer-under-test.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const queues = mockQueues();
beforeEach(queues.reset);

const gone: Outcome = { class: 'GONE', message: 'answered 410 Gone', httpStatus: 410 };
const healthOf = (fields: Partial<Health>): Health =>
  healthSchema.parse({ ...healthy({ licensor, targetId: 'target-1' }, now), ...fields });
const failing = (failures: number, fields: Partial<Health> = {}) =>
  healthOf({ failures, failingSince: new Date(now - 60_000).toISOString(), ...fields });
const ids = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `event-${from + n}`);
const events = ids(40).map(eventId => eventOf({ eventId }));
const tasks = (eventIds: string[]) => eventIds.map(eventId => taskRecord({ eventId }, eventId));

test('the breaker is written before the rows of the batch', async () => {
  const { deliver, storedHealth, deps } = createDeliverer({ queues, events, send: async () => unavailable });
  const states: unknown[] = [];
  const { record } = deps.deliveries;
  deps.deliveries.record = (...changes) => {
    states.push(storedHealth()?.state);
    return record(...changes);
  };

  await deliver(...tasks(ids(10)));

  expect(states).toEqual(['OPEN']);
});

describe('counting', () => {
  test('ten failures in a row open the breaker, also over several invocations', async () => {
    const { deliver, storedHealth } = createDeliverer({ queues, events, send: async () => unavailable });

    await deliver(...tasks(ids(4)));
    await deliver(...tasks(ids(5, 4)));
    expect(storedHealth()).toMatchObject({ state: 'CLOSED', failures: 9, reason: 'answered 503' });
    await deliver(...tasks(ids(1, 9)));

    expect(storedHealth()).toMatchObject({ state: 'OPEN', failures: 10, nextAttemptAt: now + 30_000 });
  });

  test('an invocation writes the health of a target once', async () => {
    const { deliver, healthWrites } = createDeliverer({ queues, events, send: async () => unavailable });

    await deliver(...tasks(ids(8)));

    expect(healthWrites()).toEqual(['count']);
  });

  test('a success of a healthy target writes no health', async () => {
    const { deliver, healthWrites } = createDeliverer({ queues, events });
    await deliver(...tasks(ids(10)));
    expect(healthWrites()).toEqual([]);

    const known = createDeliverer({ queues, events, health: [healthOf({})] });
    await known.deliver(...tasks(ids(10)));
    expect(known.healthWrites()).toEqual([]);
  });

  test('a success after failures resets the count', async () => {
    const { deliver, storedHealth, healthWrites } = createDeliverer({ queues, events, health: [failing(9)] });

    await deliver(...tasks(ids(1)));

    expect(storedHealth()).toMatchObject({ state: 'CLOSED', failures: 0 });
    expect(healthWrites()).toEqual(['change']);
  });

  test('a success between failures resets the count', async () => {
    const outcomes = [...Array(5).fill(unavailable), delivered, ...Array(4).fill(unavailable)];
    const { deliver, storedHealth } = createDeliverer({
      queues,
      events,
      health: [failing(5)],
      send: async ({ event }) => outcomes[Number(event.eventId.slice('event-'.length))],
    });

    await deliver(...tasks(ids(10)));

    expect(storedHealth()).toMatchObject({ state: 'CLOSED', failures: 4 });
  });

  test('each target has a count of its own', async () => {
    const targets = [webhookTarget(), webhookTarget({ targetId: 'target-2' })];
    const { deliver, storedHealth } = createDeliverer({
      queues,
      events,
      targets,
      send: async ({ target }) => (target.targetId === 'target-1' ? unavailable : delivered),
    });

    await deliver(
      taskRecord({ eventId: 'event-0' }, 'a'),
      taskRecord({ eventId: 'event-0', targetId: 'target-2' }, 'b'),
    );

    expect(storedHealth('target-1')).toMatchObject({ failures: 1 });
    expect(storedHealth('target-2')).toBeUndefined();
  });

  test('a failure inside Herald does not count against the target', async () => {
    const { deliver, healthWrites } = createDeliverer({
      queues,
      events,
      send: () => Promise.reject(new Error('KMS is throttled')),
    });

    await deliver(...tasks(ids(10)));

    expect(healthWrites()).toEqual([]);
  });

  test('the outcome is written although the health cannot be written', async () => {
    const { deliver, rowOf, failHealthWrites, log } = createDeliverer({
      queues,
      events,
      send: async () => unavailable,
    });
    failHealthWrites();

    expect(await deliver(...tasks(ids(1)))).toEqual([]);

    expect(rowOf(taskOf({ eventId: 'event-0' }))).toMatchObject({
      status: 'WAITING',
      attemptCount: 1,
    });
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  test('five days of failures disable the target', async () => {
    const failingSince = new Date(now - 5 * 24 * 3_600_000).toISOString();
    const health = [healthOf({ state: 'OPEN', failures: 90, failingSince, openings: 9 })];
    const rows = [deliveryOf({ eventId: 'event-0', attemptCount: 1 })];
    const { deliver, rowOf, storedHealth } = createDeliverer({
      queues,
      events,
      health,
      rows,
      send: async () => unavailable,
    });

    await deliver(taskRecord({ eventId: 'event-0', attempt: 2, probe: true }));

    expect(storedHealth()).toMatchObject({ state: 'DISABLED', targetVersion: 1, nextAttemptAt: now });
    expect(rowOf(taskOf({ eventId: 'event-0' }))).toMatchObject({ status: 'PARKED' });
  });
});

describe('while the breaker is open', () => {
  const open = failing(12, { state: 'OPEN', version: 2, openings: 1, nextAttemptAt: now + 20_000 });

  test('a delivery is parked without an attempt, and no health is written', async () => {
    const rows = [deliveryOf({ eventId: 'event-0', attemptCount: 1, nextAttemptAt: now })];
    const { deliver, rowOf, healthWrites, sent } = createDeliverer({ queues, events, rows, health: [open] });

    expect(await deliver(taskRecord({ eventId: 'event-0', attempt: 2 }), ...tasks(ids(1, 1)))).toEqual([]);

    expect(sent).toEqual([]);
    const parked = rowOf(taskOf({ eventId: 'event-0' }));
    expect(parked).toMatchObject({ status: 'PARKED', attemptCount: 1 });
    expect(parked?.nextAttemptAt).toBeUndefined();
    expect(rowOf(taskOf({ eventId: 'event-1' }))).toMatchObject({
      status: 'PARKED',
      attemptCount: 0,
    });
    expect(healthWrites()).toEqual([]);
    expect(queues.calls()).toEqual([]);
  });

  test('a probe that fails is parked again and does not count as an attempt', async () => {
    const rows = [deliveryOf({ eventId: 'event-0', attemptCount: 9 })];
    const { deliver, rowOf, storedHealth, sent, log } = createDeliverer({
      queues,
      events,
      rows,
      health: [open],
      send: async () => unavailable,
    });

    await deliver(taskRecord({ eventId: 'event-0', attempt: 10, probe: true }));

    expect(sent).toHaveLength(1);
    expect(rowOf(taskOf({ eventId: 'event-0' }))).toMatchObject({
      status: 'PARKED',
      attemptCount: 9,
      attempts: [],
    });
    expect(storedHealth()).toMatchObject({ state: 'OPEN', failures: 13 });
    const [line] = log.lines.filter(({ message }) => message === 'delivery attempted');
    expect(line?.fields).toMatchObject([{ probe: true, status: 'PARKED' }]);
  });

  test('a probe that succeeds is delivered and starts the drain', async () => {
    const rows = [deliveryOf({ eventId: 'event-0', attemptCount: 1 })];
    const { deliver, rowOf, storedHealth } = createDeliverer({ queues, events, rows, health: [open] });

    await deliver(taskRecord({ eventId: 'event-0', attempt: 2, probe: true }));

    expect(rowOf(taskOf({ eventId: 'event-0' }))).toMatchObject({
      status: 'DELIVERED',
      attemptCount: 2,
    });
    expect(storedHealth()).toMatchObject({
      state: 'DRAINING',
      version: 3,
      failures: 0,
      nextAttemptAt: now,
    });
  });
});

describe('410 Gone', () => {
  test('the target is disabled before the row is parked', async () => {
    const { deliver, deps } = createDeliverer({ queues, events, send: async () => gone });
    const order: string[] = [];
    const { change } = deps.health;
    const { record } = deps.deliveries;
    deps.health.change = async (...args) => {
      order.push('health');
      return change(...args);
    };
    deps.deliveries.record = async (...args) => {
      order.push('row');
      return record(...args);
    };

    await deliver(...tasks(ids(1)));

    expect(order[0]).toBe('health');
    expect(order).toContain('row');
  });

  test('health that has changed meanwhile is read again', async () => {
    const { deliver, storedHealth, deps } = createDeliverer({
      queues,
      events,
      health: [failing(3)],
      send: async () => gone,
    });
    const { change } = deps.health;
    let refused = false;
    deps.health.change = async (before, after) => {
      if (refused) return change(before, after);
      refused = true;
      return false;
    };

    await deliver(...tasks(ids(1)));

    expect(storedHealth()).toMatchObject({ state: 'DISABLED', reason: 'answered 410 Gone' });
  });
});

describe('a batch with several outcomes for one target', () => {
  test('a success resets the wait before a probe, even if as many attempts fail after it as before', async () => {
    const outcomes = [delivered, ...Array(10).fill(unavailable)];
    const { deliver, storedHealth } = createDeliverer({
      queues,
      events,
      health: [failing(9, { state: 'DRAINING', openings: 3 })],
      send: async ({ event }) => outcomes[Number(event.eventId.slice('event-'.length))],
    });

    await deliver(...tasks(ids(10)));
    await deliver(...tasks(ids(1, 10)));

    expect(storedHealth()).toMatchObject({ state: 'OPEN', failures: 10, nextAttemptAt: now + 30_000 });
  });

  test('several 410 answers in one batch disable the target once', async () => {
    const { deliver, storedHealth } = createDeliverer({ queues, events, send: async () => gone });

    await deliver(...tasks(ids(3)));

    expect(storedHealth()).toMatchObject({ state: 'DISABLED', version: 2 });
  });
});
