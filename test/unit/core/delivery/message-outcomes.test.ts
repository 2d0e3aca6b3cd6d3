// An attempt that fails because of its message says nothing about the target: breaker, probes and disabling
// ignore it.
import { beforeEach, expect, test } from 'vitest';
import type { Outcome } from '../../../../core/model/delivery/outcome.ts';
import { type Health, healthSchema, healthy } from '../../../../core/model/target/target-health.ts';
import { deliveryOf, eventOf, licensor, taskOf } from '../../../support/builders/records.ts';
import { taskRecord } from '../../../support/builders/sqs-records.ts';
import { createDeliverer, now, unavailable } from '../../../support/handlers/deliverer-under-test.ts';
import { deadDeliveriesUrl } from '../../../support/handlers/environments.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const queues = mockQueues();
beforeEach(queues.reset);

const invalid: Outcome = { class: 'MESSAGE_INVALID', message: 'the queue does not accept this event' };
const rejected: Outcome = { class: 'MESSAGE_REJECTED', message: 'answered 422', httpStatus: 422 };
const healthOf = (fields: Partial<Health>): Health =>
  healthSchema.parse({ ...healthy({ licensor, targetId: 'target-1' }, now), ...fields });
const ids = Array.from({ length: 25 }, (_, n) => `event-${n}`);
const events = ids.map(eventId => eventOf({ eventId }));
const tasks = ids.map(eventId => taskRecord({ eventId }, eventId));

test('an invalid message fails at once, with its notice', async () => {
  const { deliver, rowOf } = createDeliverer({ queues, events, send: async () => invalid });

  expect(await deliver(taskRecord({ eventId: 'event-0' }))).toEqual([]);

  expect(rowOf(taskOf({ eventId: 'event-0' }))).toMatchObject({ status: 'FAILED', attemptCount: 1 });
  expect(queues.bodiesOn(deadDeliveriesUrl)).toMatchObject([{ eventId: 'event-0', attemptCount: 1 }]);
});

test('a rejected message is retried on the schedule', async () => {
  const { deliver, rowOf } = createDeliverer({ queues, events, send: async () => rejected });

  await deliver(taskRecord({ eventId: 'event-0' }));

  expect(rowOf(taskOf({ eventId: 'event-0' }))).toMatchObject({ status: 'WAITING', attemptCount: 1 });
});

test('25 messages with MESSAGE_REJECTED write no health', async () => {
  const { deliver, healthWrites, storedHealth } = createDeliverer({
    queues,
    events,
    send: async () => rejected,
  });

  await deliver(...tasks);

  expect(healthWrites()).toEqual([]);
  expect(storedHealth()).toBeUndefined();
});

test('25 messages with MESSAGE_INVALID count no failure; one is noted as exhausted', async () => {
  const { deliver, healthWrites, storedHealth } = createDeliverer({
    queues,
    events,
    send: async () => invalid,
  });

  await deliver(...tasks);

  expect(healthWrites()).toEqual(['exhausted']);
  expect(storedHealth()).toMatchObject({
    state: 'CLOSED',
    failures: 0,
    exhaustedEvent: 'event-0',
    exhaustedOutcome: { class: 'MESSAGE_INVALID' },
  });
});

test('messages that fail between failures of the target neither count nor reset the count', async () => {
  const { deliver, storedHealth } = createDeliverer({
    queues,
    events,
    send: async ({ event }) =>
      Number(event.eventId.slice('event-'.length)) % 2 === 0 ? rejected : unavailable,
  });

  await deliver(...tasks.slice(0, 18));
  expect(storedHealth()).toMatchObject({ state: 'CLOSED', failures: 9 });
  await deliver(...tasks.slice(18, 20));

  expect(storedHealth()).toMatchObject({ state: 'OPEN', failures: 10 });
});

test.each([
  [invalid, { status: 'FAILED', attemptCount: 2 }],
  [rejected, { status: 'PARKED', attemptCount: 1 }],
])('a probe with %o does not keep the breaker open: the next delivery is the probe', async (outcome, row) => {
  const open = healthOf({
    state: 'OPEN',
    version: 2,
    failures: 12,
    openings: 3,
    nextAttemptAt: now + 20_000,
  });
  const rows = [deliveryOf({ eventId: 'event-0', attemptCount: 1 })];
  const { deliver, rowOf, storedHealth } = createDeliverer({
    queues,
    events,
    rows,
    health: [open],
    send: async () => outcome,
  });

  await deliver(taskRecord({ eventId: 'event-0', attempt: 2, probe: true }));

  expect(rowOf(taskOf({ eventId: 'event-0' }))).toMatchObject(row);
  expect(storedHealth()).toMatchObject({ state: 'DRAINING', failures: 9, openings: 3, nextAttemptAt: now });
});
