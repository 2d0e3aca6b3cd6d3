// The slow lane: which attempts count as slow, and which tasks move.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DeliveryTask } from '../../../../core/model/delivery/delivery-task.ts';
import { healthSchema, healthy } from '../../../../core/model/target/target-health.ts';
import { licensorBucketKey, targetBucketKey } from '../../../../core/store/deliveries/slow-attempts.ts';
import { deliveryOf, eventOf, licensor, taskOf, webhookTarget } from '../../../support/builders/records.ts';
import { taskRecord } from '../../../support/builders/sqs-records.ts';
import {
  createDeliverer,
  delivered,
  now,
  unavailable,
} from '../../../support/handlers/deliverer-under-test.ts';
import { queueUrl, slowQueueUrl, tables } from '../../../support/handlers/environments.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const queues = mockQueues();
beforeEach(() => {
  queues.reset();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const target = { licensor, targetId: 'target-1' };
const events = Array.from({ length: 12 }, (_, n) => eventOf({ eventId: `event-${n}` }));
const answering = (afterMs: number, outcome = delivered) =>
  vi.fn(async () => {
    await new Promise(resolve => setTimeout(resolve, afterMs));
    return outcome;
  });

type Options = Partial<Parameters<typeof createDeliverer>[0]>;
function slowLane(options: Options = {}) {
  const deliverer = createDeliverer({ queues, events, send: async () => delivered, ...options });
  const { database } = deliverer;
  return {
    ...deliverer,
    /** Fills the bucket of a target, or of its licensor, so that it is empty after so many milliseconds. */
    fill: (key: ReturnType<typeof targetBucketKey>, ms: number): void =>
      database.put(tables.DELIVERIES_TABLE, { ...key, emptyAt: now + ms }),
    /** How long until a bucket is empty, milliseconds. */
    left: (key: ReturnType<typeof targetBucketKey>): number | undefined => {
      const item = database
        .items('deliveries')
        .find(({ eventKey, targetId }) => eventKey === key.eventKey && targetId === key.targetId);
      return item && Number(item['emptyAt']) - now;
    },
  };
}
const tasks = (count: number, fields: Partial<DeliveryTask> = {}) =>
  events.slice(0, count).map(({ eventId }) => taskRecord({ eventId, ...fields }, eventId));

describe('counting', () => {
  test('an attempt counts as slow after a second, while it is in flight', async () => {
    const { deliver, left } = slowLane({ send: answering(9900) });

    const delivering = deliver(taskRecord());
    await vi.advanceTimersByTimeAsync(999);
    expect(left(targetBucketKey(target))).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);

    expect([left(targetBucketKey(target)), left(licensorBucketKey(target))]).toEqual([2000, 500]);
    await vi.advanceTimersByTimeAsync(8900);
    expect(await delivering).toEqual([]);
  });

  test('a fast attempt costs no write', async () => {
    const { deliver, left } = slowLane({ send: answering(999) });

    const delivering = deliver(...tasks(3));
    await vi.advanceTimersByTimeAsync(5000);

    expect(await delivering).toEqual([]);
    expect([left(targetBucketKey(target)), left(licensorBucketKey(target))]).toEqual([undefined, undefined]);
  });

  test.each([
    ['succeed', delivered],
    ['fail', unavailable],
  ])('ten slow attempts of one invocation that %s count once for their target', async (_, outcome) => {
    const { deliver, left } = slowLane({ send: answering(3000, outcome) });

    const delivering = deliver(...tasks(10));
    await vi.advanceTimersByTimeAsync(3000);
    await delivering;

    expect(left(targetBucketKey(target))).toBe(2000);
  });

  test('in the slow lane an attempt counts for its target, and not for the licensor', async () => {
    const { deliver, left } = slowLane({ send: answering(3000) });

    const delivering = deliver(taskRecord({ lane: 'slow' }));
    await vi.advanceTimersByTimeAsync(3000);
    await delivering;

    expect([left(targetBucketKey(target)), left(licensorBucketKey(target))]).toEqual([2000, undefined]);
  });

  test('a full bucket is not written, and the licensor is not charged either', async () => {
    const { deliver, fill, left } = slowLane({ send: answering(3000) });
    fill(targetBucketKey(target), 60_000);

    const delivering = deliver(
      taskRecord({ lane: 'slow' }),
      taskRecord({ eventId: 'event-1', lane: 'slow' }),
    );
    await vi.advanceTimersByTimeAsync(3000);
    await delivering;

    expect([left(targetBucketKey(target)), left(licensorBucketKey(target))]).toEqual([60_000, undefined]);
  });

  test('an attempt whose slowness cannot be counted is recorded all the same', async () => {
    const { deliver, failHealthWrites, rowOf, log } = slowLane({ send: answering(3000) });
    failHealthWrites();

    const delivering = deliver(taskRecord());
    await vi.advanceTimersByTimeAsync(3000);

    expect(await delivering).toEqual([]);
    expect(rowOf(taskOf())?.status).toBe('DELIVERED');
    expect(log.lines.map(({ message }) => message)).toContain('a slow attempt could not be counted');
  });
});

describe('moving', () => {
  test('the sixth slow attempt moves the tasks of a target to the slow lane, without an attempt', async () => {
    const { deliver, fill, sent, rowOf, metrics } = slowLane();
    fill(targetBucketKey(target), 10_001);

    expect(await deliver(...tasks(2))).toEqual([]);

    expect(queues.bodiesOn(slowQueueUrl)).toEqual([
      taskOf({ eventId: 'event-0', lane: 'slow', hops: 1 }),
      taskOf({ eventId: 'event-1', lane: 'slow', hops: 1 }),
    ]);
    expect(sent).toEqual([]);
    // The row shows the audit that the delivery is not lost.
    expect(rowOf(taskOf({ eventId: 'event-0' }))).toMatchObject({
      status: 'WAITING',
      attemptCount: 0,
      nextAttemptAt: now + 15 * 60_000,
    });
    expect(metrics.sum('MovedToSlowLane')).toBe(2);
  });

  test.each([
    ['five slow attempts', 10_000],
    ['one slow attempt', 2000],
    ['a bucket that has leaked', -1],
  ])('a target with %s stays in the normal lane', async (_, ms) => {
    const { deliver, fill, sent } = slowLane();
    fill(targetBucketKey(target), ms);

    await deliver(...tasks(2));

    expect(sent).toHaveLength(2);
    expect(queues.on(slowQueueUrl)).toEqual([]);
  });

  test('a slow licensor moves with all its targets, and no other licensor', async () => {
    const other = { licensor: 'other', targetId: 'target-1' };
    const { deliver, fill, sent } = slowLane({
      targets: [webhookTarget(), webhookTarget({ targetId: 'target-2' }), webhookTarget(other)],
      events: [eventOf(), eventOf({ licensor: 'other' })],
    });
    fill(licensorBucketKey(target), 20_001);

    await deliver(taskRecord({}, 'a'), taskRecord({ targetId: 'target-2' }, 'b'), taskRecord(other, 'c'));

    expect(queues.bodiesOn(slowQueueUrl)).toEqual([
      taskOf({ lane: 'slow', hops: 1 }),
      taskOf({ targetId: 'target-2', lane: 'slow', hops: 1 }),
    ]);
    expect(sent.map(({ target: { licensor: of } }) => of)).toEqual(['other']);
  });

  test('one slow target does not move its licensor', async () => {
    const { deliver, fill, sent } = slowLane({
      targets: [webhookTarget(), webhookTarget({ targetId: 'target-2' })],
      events: [eventOf()],
    });
    // Thirty slow attempts are the most that one target adds.
    fill(targetBucketKey(target), 60_000);
    fill(licensorBucketKey(target), 15_000);

    await deliver(taskRecord({ targetId: 'target-2' }));

    expect(sent).toHaveLength(1);
  });

  test('in the slow lane the attempt is made, and its retry begins in the normal lane', async () => {
    const { deliver, fill, rowOf } = slowLane({ send: async () => unavailable });
    fill(targetBucketKey(target), 60_000);

    expect(await deliver(taskRecord({ lane: 'slow' }))).toEqual([]);

    expect(rowOf(taskOf())).toMatchObject({ status: 'WAITING', attemptCount: 1 });
    expect(queues.bodiesOn(queueUrl)).toEqual([taskOf({ attempt: 2, delaySeconds: 5 })]);
    expect(queues.on(slowQueueUrl)).toEqual([]);
  });

  test('a task that the slow queue does not accept returns to its queue', async () => {
    const { deliver, fill, sent } = slowLane();
    fill(targetBucketKey(target), 60_000);
    queues.refuse(slowQueueUrl);

    expect(await deliver(taskRecord({}, 'message-1'))).toEqual(['message-1']);
    expect(sent).toEqual([]);
  });

  test('a task whose row cannot be written returns to its queue', async () => {
    const { deliver, fill, goDown } = slowLane();
    fill(targetBucketKey(target), 60_000);
    goDown();

    expect(await deliver(taskRecord({}, 'message-1'))).toEqual(['message-1']);
    expect(queues.on(slowQueueUrl)).toEqual([]);
  });

  test('a retry moves with the row that it has', async () => {
    const row = deliveryOf({ status: 'WAITING', attemptCount: 1, nextAttemptAt: now - 1, claims: 3 });
    const { deliver, fill, rowOf } = slowLane({ rows: [row] });
    fill(targetBucketKey(target), 60_000);

    expect(await deliver(taskRecord({ attempt: 2 }))).toEqual([]);

    expect(rowOf(taskOf())).toEqual(row);
    expect(queues.bodiesOn(slowQueueUrl)).toEqual([taskOf({ attempt: 2, lane: 'slow', hops: 1 })]);
  });

  test('a task moves at once, although another attempt of the batch takes long', async () => {
    const { deliver, fill } = slowLane({
      targets: [webhookTarget(), webhookTarget({ targetId: 'target-2' })],
      events: [eventOf()],
      send: answering(9900),
    });
    fill(targetBucketKey(target), 60_000);

    const delivering = deliver(taskRecord({}, 'a'), taskRecord({ targetId: 'target-2' }, 'b'));
    await vi.advanceTimersByTimeAsync(100);

    expect(queues.on(slowQueueUrl)).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(9900);
    await delivering;
  });

  test('with an open breaker the delivery of a slow target is parked, and its probe is sent', async () => {
    const open = healthSchema.parse({ ...healthy(target, now), state: 'OPEN', failures: 10 });
    const { deliver, fill, sent, rowOf } = slowLane({ health: [open], send: async () => unavailable });
    fill(targetBucketKey(target), 60_000);

    await deliver(
      taskRecord({ eventId: 'event-0' }, 'a'),
      taskRecord({ eventId: 'event-1', probe: true }, 'b'),
    );

    expect(rowOf(taskOf({ eventId: 'event-0' }))?.status).toBe('PARKED');
    expect(sent.map(({ event }) => event.eventId)).toEqual(['event-1']);
    expect(queues.on(slowQueueUrl)).toEqual([]);
  });
});

test('failures count in the order of the batch: hanging attempts that end last are not failures in a row', async () => {
  let attempts = 0;
  const { deliver, storedHealth } = slowLane({
    // Every second attempt hangs to the deadline.
    send: async () => {
      const hangs = attempts++ % 2 === 0;
      await new Promise(resolve => setTimeout(resolve, hangs ? 9900 : 100));
      return hangs ? unavailable : delivered;
    },
    events: Array.from({ length: 40 }, (_, n) => eventOf({ eventId: `event-${n}` })),
  });

  const delivering = deliver(
    ...Array.from({ length: 40 }, (_, n) => taskRecord({ eventId: `event-${n}`, lane: 'slow' }, `m${n}`)),
  );
  await vi.advanceTimersByTimeAsync(10_000);
  await delivering;

  expect(storedHealth()?.state ?? 'CLOSED').toBe('CLOSED');
});
