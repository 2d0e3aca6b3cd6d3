// A partner event source that is not associated yet: events wait, and none uses up an attempt.
import { beforeEach, expect, test } from 'vitest';
import type { Outcome } from '../../../../core/model/delivery/outcome.ts';
import { type Health, healthSchema, healthy } from '../../../../core/model/target/target-health.ts';
import { deliveryOf, eventOf, licensor, partnerSourceTarget } from '../../../support/builders/records.ts';
import { taskRecord } from '../../../support/builders/sqs-records.ts';
import { createDeliverer, delivered, now } from '../../../support/handlers/deliverer-under-test.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const queues = mockQueues();
beforeEach(queues.reset);

const notAssociated: Outcome = { class: 'NOT_ASSOCIATED', message: 'the event source is not associated' };
const ids = ['event-1', 'event-2', 'event-3'];
const targets = [partnerSourceTarget()];
const events = ids.map(eventId => eventOf({ eventId }));
const records = ids.map(eventId => taskRecord({ eventId }, eventId));
const keyOf = (eventId: string) => ({ licensor, eventId, targetId: 'target-1' });
const held = (fields: Partial<Health> = {}): Health =>
  healthSchema.parse({
    ...healthy(keyOf(''), now),
    state: 'OPEN',
    version: 2,
    pending: true,
    openings: 1,
    nextAttemptAt: now,
    ...fields,
  });

test('its events are parked without an attempt, and one probe is due in 30 seconds', async () => {
  const { deliver, rowOf, storedHealth, metrics } = createDeliverer({
    ...{ queues, targets, events },
    send: async () => notAssociated,
  });

  expect(await deliver(...records)).toEqual([]);

  for (const eventId of ids)
    expect(rowOf(keyOf(eventId))).toMatchObject({ status: 'PARKED', attemptCount: 0, attempts: [] });
  expect(storedHealth()).toMatchObject({
    state: 'OPEN',
    pending: true,
    failures: 0,
    reason: notAssociated.message,
    nextAttemptAt: now + 30_000,
  });
  expect(storedHealth()).not.toHaveProperty('failingSince');
  expect(metrics.measured.map(({ name }) => name)).not.toContain('AttemptsFailed');
  expect(metrics.measured.map(({ name }) => name)).not.toContain('Delivered');
});

test('a probe that finds it not associated parks its delivery again and changes nothing else', async () => {
  const row = deliveryOf({ ...keyOf('event-1'), channel: 'aws', attemptCount: 3 });
  const health = held();
  const { deliver, rowOf, storedHealth } = createDeliverer({
    ...{ queues, targets, events, rows: [row], health: [health] },
    send: async () => notAssociated,
  });

  await deliver(taskRecord({ eventId: 'event-1', attempt: 4, probe: true }, 'probe'));

  expect(rowOf(keyOf('event-1'))).toMatchObject({ status: 'PARKED', attemptCount: 3 });
  expect(storedHealth()).toEqual(health);
});

test('after its association a probe is delivered, and the parked events are sent', async () => {
  const row = deliveryOf({ ...keyOf('event-1'), channel: 'aws', attemptCount: 0 });
  const { deliver, rowOf, storedHealth } = createDeliverer({
    ...{ queues, targets, events, rows: [row], health: [held()] },
    send: async () => delivered,
  });

  await deliver(taskRecord({ eventId: 'event-1', attempt: 1, probe: true }, 'probe'));

  expect(rowOf(keyOf('event-1'))).toMatchObject({ status: 'DELIVERED', attemptCount: 1 });
  expect(storedHealth()).toMatchObject({ state: 'DRAINING', nextAttemptAt: now });
  expect(storedHealth()).not.toHaveProperty('pending');
});

test('an open breaker of a source that lost its bus becomes one that waits for an association', async () => {
  const { deliver, storedHealth } = createDeliverer({
    ...{ queues, targets, events, health: [held({ pending: undefined, failures: 10 })] },
    rows: [deliveryOf({ ...keyOf('event-1'), channel: 'aws', attemptCount: 0 })],
    send: async () => notAssociated,
  });

  await deliver(taskRecord({ eventId: 'event-1', attempt: 1, probe: true }, 'probe'));

  expect(storedHealth()).toMatchObject({ state: 'OPEN', pending: true });
});

test('if the breaker cannot be opened, the attempt counts and is retried: a parked row would be forgotten', async () => {
  const { deliver, rowOf, failHealthWrites } = createDeliverer({
    ...{ queues, targets, events },
    send: async () => notAssociated,
  });
  failHealthWrites();

  await deliver(taskRecord({ eventId: 'event-1' }, 'event-1'));

  expect(rowOf(keyOf('event-1'))).toMatchObject({ status: 'WAITING', attempts: [{ class: 'CONFIG' }] });
});
