// The notice of an exhausted delivery, and rows that somebody else wrote during the attempt.
import { beforeEach, expect, test } from 'vitest';
import { missed } from '../../../../core/model/delivery/delivery.ts';
import { deliveryOf, hintOf } from '../../../support/builders/records.ts';
import { hintRecord } from '../../../support/builders/sqs-records.ts';
import {
  createDeliverer,
  delivered,
  now,
  unavailable,
} from '../../../support/handlers/deliverer-under-test.ts';
import { deadDeliveriesUrl, quarantineUrl } from '../../../support/handlers/handler-under-test.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const queues = mockQueues();
beforeEach(queues.reset);

const lastRow = deliveryOf({ attemptCount: 9 });

test('an exhausted delivery is FAILED with a notice, and then nothing is due', async () => {
  const { deliver, deliveries } = createDeliverer({ queues, rows: [lastRow], send: async () => unavailable });

  await deliver(hintRecord({ attempt: 10 }));

  expect(queues.bodiesOn(deadDeliveriesUrl)).toMatchObject([
    {
      licensor: 'acme',
      eventId: 'event-1',
      targetId: 'target-1',
      attemptCount: 10,
      lastAttempt: { class: 'SERVER_ERROR', httpStatus: 503 },
    },
  ]);
  expect(deliveries.row(hintOf())).toMatchObject({ status: 'FAILED', attemptCount: 10 });
  expect(deliveries.row(hintOf())?.nextAttemptAt).toBeUndefined();
});

test('a notice that the queue does not take leaves the row due, so that the scheduler sends it', async () => {
  const { deliver, deliveries } = createDeliverer({ queues, rows: [lastRow], send: async () => unavailable });
  queues.refuse(deadDeliveriesUrl);

  expect(await deliver(hintRecord({ attempt: 10 }))).toEqual([]);

  expect(deliveries.row(hintOf())).toMatchObject({ status: 'FAILED', nextAttemptAt: now + 15 * 60_000 });
});

test('a row that could not be written has no notice', async () => {
  const { deliver, deliveries } = createDeliverer({ queues, rows: [lastRow], send: async () => unavailable });
  deliveries.goDown();

  expect(await deliver(hintRecord({ attempt: 10 }))).toEqual(['message-1']);

  expect(queues.on(deadDeliveriesUrl)).toEqual([]);
});

test('the audit made the row during a first attempt: the outcome is written over it', async () => {
  const { deliver, deliveries } = createDeliverer({
    queues,
    send: async () => {
      const owed = {
        targetId: 'target-1',
        channel: 'webhook' as const,
        subscriptionId: 'subscription-1',
        format: undefined,
      };
      deliveries.overwrite(missed({ licensor: 'acme', eventId: 'event-1' }, owed, now));
      return delivered;
    },
  });

  expect(await deliver(hintRecord())).toEqual([]);

  expect(deliveries.row(hintOf())).toMatchObject({ status: 'DELIVERED', attemptCount: 1 });
});

test('another deliverer parked the row during the attempt: the attempt counts', async () => {
  const row = deliveryOf({ attemptCount: 2 });
  const { deliver, deliveries } = createDeliverer({
    queues,
    rows: [row],
    send: async () => {
      deliveries.overwrite({ ...row, status: 'PARKED' });
      return delivered;
    },
  });

  await deliver(hintRecord({ attempt: 3 }));

  expect(deliveries.row(hintOf())).toMatchObject({ status: 'DELIVERED', attemptCount: 3 });
});

test('a write whose answer was lost counts as written: the next hint goes out', async () => {
  const { deliver, deliveries } = createDeliverer({ queues, send: async () => unavailable });
  const { record } = deliveries;
  deliveries.record = async (changes, mayRetry) => {
    const recorded = await record(changes, mayRetry);
    return recorded.map(() => 'SUPERSEDED' as const);
  };

  expect(await deliver(hintRecord())).toEqual([]);

  expect(queues.calls()).toHaveLength(1);
});

test('an event that has expired, of a row that waited: cancelled, not quarantined', async () => {
  const { deliver, deliveries, sent } = createDeliverer({ queues, events: [], rows: [deliveryOf()] });

  expect(await deliver(hintRecord({ attempt: 2 }))).toEqual([]);

  expect(sent).toEqual([]);
  expect(deliveries.row(hintOf())).toMatchObject({ status: 'CANCELLED', attemptCount: 1 });
  expect(queues.on(quarantineUrl)).toEqual([]);
});
