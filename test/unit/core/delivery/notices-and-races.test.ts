// The notice of an exhausted delivery, and rows that were written by another function during the attempt.
import { beforeEach, expect, test } from 'vitest';
import { missingDelivery } from '../../../../core/model/delivery/delivery.ts';
import { healthSchema, healthy } from '../../../../core/model/target/target-health.ts';
import { deliveryOf, taskOf } from '../../../support/builders/records.ts';
import { taskRecord } from '../../../support/builders/sqs-records.ts';
import {
  createDeliverer,
  delivered,
  now,
  unavailable,
} from '../../../support/handlers/deliverer-under-test.ts';
import { deadDeliveriesUrl, quarantineUrl } from '../../../support/handlers/environments.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const queues = mockQueues();
beforeEach(queues.reset);

const lastRow = deliveryOf({ attemptCount: 9 });

test('an exhausted delivery becomes FAILED, sends a notice, and is not due any more', async () => {
  const { deliver, rowOf } = createDeliverer({ queues, rows: [lastRow], send: async () => unavailable });

  await deliver(taskRecord({ attempt: 10 }));

  expect(queues.bodiesOn(deadDeliveriesUrl)).toMatchObject([
    {
      licensor: 'acme',
      eventId: 'event-1',
      targetId: 'target-1',
      attemptCount: 10,
      lastAttempt: { class: 'SERVER_ERROR', httpStatus: 503 },
    },
  ]);
  expect(rowOf(taskOf())).toMatchObject({ status: 'FAILED', attemptCount: 10 });
  expect(rowOf(taskOf())?.nextAttemptAt).toBeUndefined();
});

test('an exhausted delivery that cannot be noted leaves the row due for the scheduler', async () => {
  const { deliver, rowOf, failHealthWrites } = createDeliverer({
    queues,
    rows: [lastRow],
    send: async () => unavailable,
  });
  failHealthWrites();

  expect(await deliver(taskRecord({ attempt: 10 }))).toEqual([]);

  expect(queues.on(deadDeliveriesUrl)).toEqual([]);
  expect(rowOf(taskOf())).toMatchObject({ status: 'FAILED', nextAttemptAt: now + 15 * 60_000 });
});

test('a notice that the queue does not accept leaves the row due for the scheduler', async () => {
  const { deliver, rowOf } = createDeliverer({ queues, rows: [lastRow], send: async () => unavailable });
  queues.refuse(deadDeliveriesUrl);

  expect(await deliver(taskRecord({ attempt: 10 }))).toEqual([]);

  expect(rowOf(taskOf())).toMatchObject({ status: 'FAILED', nextAttemptAt: now + 15 * 60_000 });
});

test('a row that could not be written sends no notice', async () => {
  const { deliver, goDown } = createDeliverer({ queues, rows: [lastRow], send: async () => unavailable });
  goDown();

  expect(await deliver(taskRecord({ attempt: 10 }))).toEqual(['message-1']);

  expect(queues.on(deadDeliveriesUrl)).toEqual([]);
});

test('the outcome of a first attempt replaces a row that the audit created meanwhile', async () => {
  const { deliver, rowOf, overwrite } = createDeliverer({
    queues,
    send: async () => {
      const expected = {
        targetId: 'target-1',
        channel: 'webhook' as const,
        subscriptionId: 'subscription-1',
        format: undefined,
      };
      overwrite(missingDelivery({ licensor: 'acme', eventId: 'event-1' }, expected, now));
      return delivered;
    },
  });

  expect(await deliver(taskRecord())).toEqual([]);

  expect(rowOf(taskOf())).toMatchObject({ status: 'DELIVERED', attemptCount: 1 });
});

test('an attempt counts although another deliverer parked the row meanwhile', async () => {
  const row = deliveryOf({ attemptCount: 2 });
  const { deliver, rowOf, overwrite } = createDeliverer({
    queues,
    rows: [row],
    send: async () => {
      overwrite({ ...row, status: 'PARKED' });
      return delivered;
    },
  });

  await deliver(taskRecord({ attempt: 3 }));

  expect(rowOf(taskOf())).toMatchObject({ status: 'DELIVERED', attemptCount: 3 });
});

test('a write whose answer was lost counts as written, and the next task is sent', async () => {
  const { deliver, deps } = createDeliverer({ queues, send: async () => unavailable });
  const { record } = deps.deliveries;
  deps.deliveries.record = async (changes, mayRetry) => {
    const recorded = await record(changes, mayRetry);
    return recorded.map(({ change }) => ({ change, recorded: 'SUPERSEDED' as const }));
  };

  expect(await deliver(taskRecord())).toEqual([]);

  expect(queues.calls()).toHaveLength(1);
});

test('a waiting delivery whose event has expired is cancelled, not quarantined', async () => {
  const { deliver, rowOf, sent } = createDeliverer({ queues, events: [], rows: [deliveryOf()] });

  expect(await deliver(taskRecord({ attempt: 2 }))).toEqual([]);

  expect(sent).toEqual([]);
  expect(rowOf(taskOf())).toMatchObject({ status: 'CANCELLED', attemptCount: 1 });
  expect(queues.on(quarantineUrl)).toEqual([]);
});

test('an older task does not park a delivery that waits for its probe', async () => {
  const open = healthSchema.parse({
    ...healthy({ licensor: 'acme', targetId: 'target-1' }, now),
    state: 'OPEN',
    failures: 10,
    openings: 1,
    nextAttemptAt: now + 30_000,
  });
  const { deliver, deps, overwrite, sent, rowOf } = createDeliverer({ queues, health: [open] });
  const { record } = deps.deliveries;
  let unparked = false;
  deps.deliveries.record = async (...write) => {
    // A copy of the task has parked the delivery, and the retry-scheduler has chosen it for the probe.
    if (!unparked) overwrite(deliveryOf({ attemptCount: 0, nextAttemptAt: now + 15 * 60_000, claims: 0 }));
    unparked = true;
    return record(...write);
  };

  expect(await deliver(taskRecord())).toEqual([]);
  expect(sent).toEqual([]);
  expect(rowOf(taskOf())).toMatchObject({ status: 'WAITING' });
  await deliver(taskRecord({ probe: true }, 'probe'));

  expect(sent).toHaveLength(1);
  expect(rowOf(taskOf())).toMatchObject({ status: 'DELIVERED', attemptCount: 1 });
});
