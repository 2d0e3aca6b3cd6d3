// What a deliverer does for the health of its targets: counts, opens, parks, probes, closes.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../../../core/model/delivery/outcome.ts';
import { type Health, healthSchema, healthy } from '../../../../core/model/target/target-health.ts';
import { deliveryOf, eventOf, hintOf, licensor, webhookTarget } from '../../../support/builders/records.ts';
import { hintRecord } from '../../../support/builders/sqs-records.ts';
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
const hints = (eventIds: string[]) => eventIds.map(eventId => hintRecord({ eventId }, eventId));

test('a row that is written finds its breaker as the batch has left it', async () => {
  const { deliver, deliveries } = createDeliverer({ queues, events, send: async () => unavailable });
  const states: unknown[] = [];
  const { record } = deliveries;
  deliveries.record = (...changes) => {
    states.push(deliveries.healthOf()?.state);
    return record(...changes);
  };

  await deliver(...hints(ids(10)));

  expect(states).toEqual(['OPEN']);
});

describe('counting', () => {
  test('the tenth failure in a row opens the breaker, over several invocations', async () => {
    const { deliver, deliveries } = createDeliverer({ queues, events, send: async () => unavailable });

    await deliver(...hints(ids(4)));
    await deliver(...hints(ids(5, 4)));
    expect(deliveries.healthOf()).toMatchObject({ state: 'CLOSED', failures: 9, reason: 'answered 503' });
    await deliver(...hints(ids(1, 9)));

    expect(deliveries.healthOf()).toMatchObject({ state: 'OPEN', failures: 10, nextAttemptAt: now + 30_000 });
  });

  test('health is written once for a target and an invocation', async () => {
    const { deliver, deliveries } = createDeliverer({ queues, events, send: async () => unavailable });

    await deliver(...hints(ids(8)));

    expect(deliveries.healthWrites).toEqual(['count']);
  });

  test('a target that is well costs no write', async () => {
    const { deliver, deliveries } = createDeliverer({ queues, events });
    await deliver(...hints(ids(10)));
    expect(deliveries.healthWrites).toEqual([]);

    const known = createDeliverer({ queues, events, health: [healthOf({})] });
    await known.deliver(...hints(ids(10)));
    expect(known.deliveries.healthWrites).toEqual([]);
  });

  test('a success after failures begins the count anew', async () => {
    const { deliver, deliveries } = createDeliverer({ queues, events, health: [failing(9)] });

    await deliver(...hints(ids(1)));

    expect(deliveries.healthOf()).toMatchObject({ state: 'CLOSED', failures: 0 });
    expect(deliveries.healthWrites).toEqual(['change']);
  });

  test('a success among failures ends the row of them: nine and one are not ten', async () => {
    const outcomes = [...Array(5).fill(unavailable), delivered, ...Array(4).fill(unavailable)];
    const { deliver, deliveries } = createDeliverer({
      queues,
      events,
      health: [failing(5)],
      send: async ({ event }) => outcomes[Number(event.eventId.slice('event-'.length))],
    });

    await deliver(...hints(ids(10)));

    expect(deliveries.healthOf()).toMatchObject({ state: 'CLOSED', failures: 4 });
  });

  test('each target has its own', async () => {
    const targets = [webhookTarget(), webhookTarget({ targetId: 'target-2' })];
    const { deliver, deliveries } = createDeliverer({
      queues,
      events,
      targets,
      send: async ({ target }) => (target.targetId === 'target-1' ? unavailable : delivered),
    });

    await deliver(
      hintRecord({ eventId: 'event-0' }, 'a'),
      hintRecord({ eventId: 'event-0', targetId: 'target-2' }, 'b'),
    );

    expect(deliveries.healthOf('target-1')).toMatchObject({ failures: 1 });
    expect(deliveries.healthOf('target-2')).toBeUndefined();
  });

  test('our own failures are not counted against the target', async () => {
    const { deliver, deliveries } = createDeliverer({
      queues,
      events,
      send: () => Promise.reject(new Error('KMS is throttled')),
    });

    await deliver(...hints(ids(10)));

    expect(deliveries.healthWrites).toEqual([]);
  });

  test('what cannot be counted for now does not cost the outcome', async () => {
    const { deliver, deliveries, log } = createDeliverer({ queues, events, send: async () => unavailable });
    deliveries.health.countFailures = () => Promise.reject(new Error('DynamoDB is out of order'));

    expect(await deliver(...hints(ids(1)))).toEqual([]);

    expect(deliveries.row(hintOf({ eventId: 'event-0' }))).toMatchObject({
      status: 'WAITING',
      attemptCount: 1,
    });
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  test('five days of failures disable the target', async () => {
    const failingSince = new Date(now - 5 * 24 * 3_600_000).toISOString();
    const health = [healthOf({ state: 'OPEN', failures: 90, failingSince, openings: 9 })];
    const rows = [deliveryOf({ eventId: 'event-0', attemptCount: 1 })];
    const { deliver, deliveries } = createDeliverer({
      queues,
      events,
      health,
      rows,
      send: async () => unavailable,
    });

    await deliver(hintRecord({ eventId: 'event-0', attempt: 2, probe: true }));

    expect(deliveries.healthOf()).toMatchObject({ state: 'DISABLED', targetVersion: 1, nextAttemptAt: now });
    expect(deliveries.row(hintOf({ eventId: 'event-0' }))).toMatchObject({ status: 'PARKED' });
  });
});

describe('while the breaker is open', () => {
  const open = failing(12, { state: 'OPEN', version: 2, openings: 1, nextAttemptAt: now + 20_000 });

  test('a delivery is parked: nothing is sent, no attempt is used, nothing is due, no health is written', async () => {
    const rows = [deliveryOf({ eventId: 'event-0', attemptCount: 1, nextAttemptAt: now })];
    const { deliver, deliveries, sent } = createDeliverer({ queues, events, rows, health: [open] });

    expect(await deliver(hintRecord({ eventId: 'event-0', attempt: 2 }), ...hints(ids(1, 1)))).toEqual([]);

    expect(sent).toEqual([]);
    const parked = deliveries.row(hintOf({ eventId: 'event-0' }));
    expect(parked).toMatchObject({ status: 'PARKED', attemptCount: 1 });
    expect(parked?.nextAttemptAt).toBeUndefined();
    expect(deliveries.row(hintOf({ eventId: 'event-1' }))).toMatchObject({
      status: 'PARKED',
      attemptCount: 0,
    });
    expect(deliveries.healthWrites).toEqual([]);
    expect(queues.calls()).toEqual([]);
  });

  test('a probe that fails is parked again, and is no attempt', async () => {
    const rows = [deliveryOf({ eventId: 'event-0', attemptCount: 9 })];
    const { deliver, deliveries, sent, log } = createDeliverer({
      ...{ queues, events, rows, health: [open] },
      send: async () => unavailable,
    });

    await deliver(hintRecord({ eventId: 'event-0', attempt: 10, probe: true }));

    expect(sent).toHaveLength(1);
    expect(deliveries.row(hintOf({ eventId: 'event-0' }))).toMatchObject({
      status: 'PARKED',
      attemptCount: 9,
      attempts: [],
    });
    expect(deliveries.healthOf()).toMatchObject({ state: 'OPEN', failures: 13 });
    const [line] = log.lines.filter(({ message }) => message === 'delivery attempted');
    expect(line?.fields).toMatchObject([{ probe: true, status: 'PARKED' }]);
  });

  test('a probe that succeeds is delivered, and what is parked drains', async () => {
    const rows = [deliveryOf({ eventId: 'event-0', attemptCount: 1 })];
    const { deliver, deliveries } = createDeliverer({ queues, events, rows, health: [open] });

    await deliver(hintRecord({ eventId: 'event-0', attempt: 2, probe: true }));

    expect(deliveries.row(hintOf({ eventId: 'event-0' }))).toMatchObject({
      status: 'DELIVERED',
      attemptCount: 2,
    });
    expect(deliveries.healthOf()).toMatchObject({
      state: 'DRAINING',
      version: 3,
      failures: 0,
      nextAttemptAt: now,
    });
  });
});

describe('410 Gone', () => {
  test('the health says so before the row is parked', async () => {
    const { deliver, deliveries } = createDeliverer({ queues, events, send: async () => gone });
    const order: string[] = [];
    const { change } = deliveries.health;
    const { record } = deliveries;
    deliveries.health.change = async (...args) => {
      order.push('health');
      return change(...args);
    };
    deliveries.record = async (...args) => {
      order.push('row');
      return record(...args);
    };

    await deliver(...hints(ids(1)));

    expect(order[0]).toBe('health');
    expect(order).toContain('row');
  });

  test('a health that changes at the same moment is read again', async () => {
    const { deliver, deliveries } = createDeliverer({
      queues,
      events,
      health: [failing(3)],
      send: async () => gone,
    });
    const { change } = deliveries.health;
    let refused = false;
    deliveries.health.change = async (before, after) => {
      if (refused) return change(before, after);
      refused = true;
      return false;
    };

    await deliver(...hints(ids(1)));

    expect(deliveries.healthOf()).toMatchObject({ state: 'DISABLED', reason: 'answered 410 Gone' });
  });
});
