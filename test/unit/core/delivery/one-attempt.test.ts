// Processing one task: the attempt, the row, the next task, and the acknowledgement.
import { beforeEach, expect, test } from 'vitest';
import { nextTask } from '../../../../core/model/delivery/claim.ts';
import type { Outcome } from '../../../../core/model/delivery/outcome.ts';
import { bodyOf } from '../../../../core/model/event/notification.ts';
import {
  authProfileOf,
  awsTarget,
  deliveryOf,
  eventOf,
  taskOf,
  webhookTarget,
} from '../../../support/builders/records.ts';
import { taskRecord } from '../../../support/builders/sqs-records.ts';
import { personEvent } from '../../../support/builders/versioned-topic.ts';
import {
  createDeliverer,
  delivered,
  now,
  unavailable,
} from '../../../support/handlers/deliverer-under-test.ts';
import { queueUrl } from '../../../support/handlers/environments.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const queues = mockQueues();
beforeEach(() => queues.reset());

test('a delivery that succeeds is one attempt and one write, and its message is acknowledged', async () => {
  const { deliver, sent, rowOf, writes } = createDeliverer({ queues });

  const kept = await deliver(taskRecord());

  expect(kept).toEqual([]);
  expect(sent).toEqual([
    {
      event: eventOf(),
      target: webhookTarget(),
      authProfile: undefined,
      framing: { subscriptionId: 'subscription-1', format: undefined },
    },
  ]);
  expect(writes()).toEqual([1]);
  expect(rowOf(taskOf())).toMatchObject({ status: 'DELIVERED', attemptCount: 1 });
  expect(queues.calls()).toEqual([]);
});

test('an attempt is made with the auth profile that the target refers to, as it is now', async () => {
  const auth = { type: 'authProfile', authProfileId: 'profile-1' } as const;
  const authProfiles = [authProfileOf({ licensor: 'other' }), authProfileOf({ secretVersion: 'now' })];
  const { deliver, sent } = createDeliverer({ queues, targets: [webhookTarget({ auth })], authProfiles });

  await deliver(taskRecord());

  expect(sent.map(({ authProfile }) => authProfile)).toEqual([authProfiles[1]]);
});

test('the format and the version of the row are used, whatever a later task says', async () => {
  const framing = { subscriptionId: 'first', format: 'cloudevents', topicVersion: '2' } as const;
  const row = deliveryOf(framing);
  const { deliver, sent, rowOf } = createDeliverer({ queues, rows: [row] });

  await deliver(taskRecord({ attempt: 2, subscriptionId: 'second', format: undefined, topicVersion: '3' }));

  expect(sent.map(({ framing }) => framing)).toEqual([framing]);
  expect(rowOf(row)).toMatchObject({ status: 'DELIVERED', ...framing });
});

test('every attempt sends the version of the first task, whatever the subscription pins by then', async () => {
  const event = personEvent();
  const bodies: string[] = [];
  const { deliver, rowOf } = createDeliverer({
    queues,
    events: [event],
    send: async ({ event: read, framing }) => {
      bodies.push(bodyOf(read, framing, 'WEBHOOK'));
      return unavailable;
    },
  });

  await deliver(taskRecord({ topicVersion: undefined }));
  const row = rowOf(taskOf());
  if (!row) throw new Error('no row');
  await deliver(taskRecord({ ...nextTask(row), topicVersion: '2' }));

  expect(bodies).toEqual(Array(2).fill('{"old":{"name":"Ada Lovelace"}}'));
});

test('the deliveries of a batch are attempted concurrently and written in one call', async () => {
  const ids = ['a', 'b', 'c'];
  let waiting: (() => void)[] = [];
  const { deliver, sent, writes } = createDeliverer({
    queues,
    targets: ids.map(targetId => webhookTarget({ targetId })),
    // Answers only after all three requests have arrived.
    send: () =>
      new Promise(resolve => {
        waiting.push(() => resolve(delivered));
        if (waiting.length === ids.length) waiting = waiting.flatMap(answer => answer() ?? []);
      }),
  });

  const kept = await deliver(...ids.map(targetId => taskRecord({ targetId }, targetId)));

  expect(kept).toEqual([]);
  expect(sent.map(({ target }) => target.targetId)).toEqual(ids);
  expect(writes()).toEqual([3]);
});

test('an attempt that fails sends the task of the next attempt, delayed by the schedule', async () => {
  const { deliver, rowOf } = createDeliverer({ queues, send: async () => unavailable });

  const kept = await deliver(taskRecord());

  expect(kept).toEqual([]);
  expect(queues.on(queueUrl)).toEqual([
    expect.objectContaining({
      MessageBody: JSON.stringify(taskOf({ attempt: 2, delaySeconds: 5 })),
      DelaySeconds: 5,
      MessageGroupId: 'acme',
    }),
  ]);
  expect(rowOf(taskOf())).toMatchObject({
    status: 'WAITING',
    attemptCount: 1,
    nextAttemptAt: now + 5000 + 900_000,
  });
});

test('a wait that is longer than the queue allows is only in the row', async () => {
  const row = deliveryOf({ attemptCount: 2 });
  const { deliver, rowOf } = createDeliverer({ queues, rows: [row], send: async () => unavailable });

  await deliver(taskRecord({ attempt: 3 }));

  expect(queues.calls()).toEqual([]);
  expect(rowOf(row)).toMatchObject({ status: 'WAITING', nextAttemptAt: now + 1_800_000 });
});

test('a delay never exceeds the 15 minutes that SQS allows', async () => {
  const asked: Outcome = { ...unavailable, retryAfterMs: 899_001 };
  const { deliver } = createDeliverer({ queues, send: async () => asked });

  await deliver(taskRecord());

  expect(queues.on(queueUrl).map(({ DelaySeconds }) => DelaySeconds)).toEqual([900]);
});

test.each([
  deliveryOf({ status: 'DELIVERED' }),
  deliveryOf({ status: 'PARKED' }),
  deliveryOf({ status: 'CANCELLED' }),
  deliveryOf({ status: 'FAILED' }),
  deliveryOf({ status: 'WAITING', attemptCount: 1 }),
])('a task whose attempt is behind its $status row is dropped: nothing is sent or written', async row => {
  const { deliver, sent, writes } = createDeliverer({ queues, rows: [row] });

  const kept = await deliver(taskRecord({ attempt: 1 }));

  expect(kept).toEqual([]);
  expect(sent).toEqual([]);
  expect(writes()).toEqual([]);
  expect(queues.calls()).toEqual([]);
});

test('copies of one task in a batch make one attempt, and all are acknowledged', async () => {
  const { deliver, sent } = createDeliverer({ queues });

  const kept = await deliver(
    taskRecord({}, 'one'),
    taskRecord({}, 'two'),
    taskRecord({ attempt: 2 }, 'three'),
  );

  expect(kept).toEqual([]);
  expect(sent).toHaveLength(1);
});

test('a target that answers 410 is disabled with the reason, and the delivery is parked', async () => {
  const gone: Outcome = { class: 'GONE', message: 'answered 410 Gone', httpStatus: 410 };
  const { deliver, rowOf, storedHealth } = createDeliverer({ queues, send: async () => gone });

  const kept = await deliver(taskRecord());

  expect(kept).toEqual([]);
  expect(storedHealth()).toMatchObject({
    state: 'DISABLED',
    reason: 'answered 410 Gone',
    targetVersion: 1,
  });
  expect(rowOf(taskOf())).toMatchObject({ status: 'PARKED', attemptCount: 1 });
  expect(queues.calls()).toEqual([]);
});

test('a delivery to a disabled target is parked without an attempt', async () => {
  const targets = [webhookTarget({ status: 'DISABLED' })];
  const { deliver, sent, rowOf } = createDeliverer({ queues, targets });

  expect(await deliver(taskRecord())).toEqual([]);
  expect(sent).toEqual([]);
  expect(rowOf(taskOf())).toMatchObject({ status: 'PARKED', attemptCount: 0 });
});

test('a delivery to a target that has been deleted is cancelled without an attempt', async () => {
  const row = deliveryOf({ attemptCount: 1 });
  const { deliver, sent, rowOf } = createDeliverer({ queues, targets: [], rows: [row] });

  expect(await deliver(taskRecord({ attempt: 2 }))).toEqual([]);
  expect(sent).toEqual([]);
  expect(rowOf(taskOf())).toMatchObject({ status: 'CANCELLED', attemptCount: 1 });
});

test.each([
  {
    what: "the one of its target's type,",
    targets: [awsTarget('SQS', { status: 'DISABLED' })],
    rows: [],
    channel: 'aws',
  },
  {
    what: "the row's, once the target is gone,",
    targets: [],
    rows: [deliveryOf({ channel: 'aws' })],
    channel: 'aws',
  },
  { what: "the deliverer's own, with neither,", targets: [], rows: [], channel: 'webhook' },
])('a row names the channel for the scheduler: $what', async ({ targets, rows, channel }) => {
  const { deliver, rowOf } = createDeliverer({ queues, targets, rows });

  await deliver(taskRecord({ attempt: 2 }));

  expect(rowOf(taskOf())).toMatchObject({ channel });
});

test('a target id belongs to one licensor', async () => {
  const targets = [webhookTarget({ licensor: 'other' })];
  const { deliver, sent } = createDeliverer({ queues, targets });

  await deliver(taskRecord());

  expect(sent).toEqual([]);
});

test.each([
  [1, 2],
  [2, 1],
])('of two copies in one batch, for attempts %i and %i, the higher one is made', async (...copies) => {
  const row = deliveryOf({ attemptCount: 1 });
  const { deliver, sent, rowOf } = createDeliverer({ queues, rows: [row] });

  const kept = await deliver(...copies.map(attempt => taskRecord({ attempt }, `attempt-${attempt}`)));

  expect(kept).toEqual([]);
  expect(sent).toHaveLength(1);
  expect(rowOf(row)).toMatchObject({ status: 'DELIVERED', attemptCount: 2 });
});
