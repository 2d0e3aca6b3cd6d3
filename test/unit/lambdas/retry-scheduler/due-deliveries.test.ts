// Due deliveries are claimed and their tasks are sent once; others are not touched.
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { documentedSchedule } from '../../../../core/delivery/contract.ts';
import { afterAttempt } from '../../../../core/model/delivery/after-attempt.ts';
import { taskOf } from '../../../support/builders/records.ts';
import { unavailable } from '../../../support/handlers/deliverer-under-test.ts';
import { queueUrl } from '../../../support/handlers/environments.ts';
import {
  awsQueueUrl,
  createScheduler,
  dueRow,
  minute,
  now,
} from '../../../support/handlers/scheduler-under-test.ts';

const { reset, put, run, row, tasks, queues, summary, record, queries, database } = createScheduler();
beforeEach(reset);

test('a due delivery gets one task, on the queue of its channel and grouped by licensor', async () => {
  put(dueRow({ format: 'cloudevents', topicVersion: '2' }));

  await run();

  expect(tasks()).toEqual([taskOf({ attempt: 4, format: 'cloudevents', topicVersion: '2' })]);
  expect(queues.on(queueUrl)).toMatchObject([{ MessageGroupId: 'acme', DelaySeconds: undefined }]);
  expect(tasks(awsQueueUrl)).toEqual([]);
  expect(summary()).toMatchObject({ claimed: 1, sent: 1, notClaimed: 0, oldestOverdueMs: 1000 });
});

test('a task of the other channel is on the queue of that channel', async () => {
  put(dueRow({ channel: 'aws' }));

  await run();

  expect([tasks(), tasks(awsQueueUrl)]).toEqual([[], [taskOf({ attempt: 4 })]]);
});

test('all eight shards are queried, and a due delivery of any shard is found', async () => {
  const ids = Array.from({ length: 16 }, (_, index) => `target-${String.fromCharCode(97 + index)}`);
  put(...ids.map(targetId => dueRow({ targetId })));

  await run();

  expect(
    tasks()
      .map(({ targetId }) => targetId)
      .sort(),
  ).toEqual(ids);
  expect(new Set(queries().map(query => query.ExpressionAttributeValues?.[':shard'])).size).toBe(8);
  expect(new Set(queries().map(query => query.ExpressionAttributeValues?.[':now']))).toEqual(new Set([now]));
});

test('a delivery that is not due is neither read nor changed', async () => {
  put(dueRow({ nextAttemptAt: now + 1 }));

  await run();

  expect(row()).toMatchObject({ nextAttemptAt: now + 1 });
  expect(database.count()).toEqual({ reads: 0, writes: 0 });
  expect(tasks()).toEqual([]);
});

test.each([
  { what: 'has become due later', after: { nextAttemptAt: now + minute } },
  { what: 'has been delivered', after: { status: 'DELIVERED' as const } },
  { what: 'is parked', after: { status: 'PARKED' as const } },
])('a row that $what, which the index does not show yet, is not touched', async ({ after }) => {
  put(dueRow());
  // The rows are read consistently, so they are ahead of the index.
  database.dynamo
    .on(BatchGetCommand)
    .callsFake(() => ({ Responses: { deliveries: [{ ...row(), ...after }] } }));

  await run();

  expect(tasks()).toEqual([]);
  expect(row()).toMatchObject({ nextAttemptAt: now - 1000 });
});

test('rows are read consistently', async () => {
  put(dueRow());

  await run();

  const [read] = database.dynamo.commandCalls(BatchGetCommand).map(({ args }) => args[0].input);
  expect(read?.RequestItems?.['deliveries']?.ConsistentRead).toBe(true);
});

test('each claim delays the row by 15 minutes, doubling, up to 6 hours', async () => {
  put(dueRow());
  const waits: number[] = [];
  for (let time = now; waits.length < 8; time = Number(row()?.['nextAttemptAt'])) {
    await run(() => time);
    waits.push((Number(row()?.['nextAttemptAt']) - time) / minute);
  }

  expect(waits).toEqual([15, 30, 60, 120, 240, 360, 360, 360]);
  expect(tasks()).toEqual([undefined, 1, 2, 3, 4, 5, 6, 7].map(hops => taskOf({ attempt: 4, hops })));
});

test('after a recorded attempt, the delay of claims starts at 15 minutes again', async () => {
  const claimed = dueRow({ claims: 4 });
  put(claimed);
  const timing = { startedAt: now, now, schedule: documentedSchedule, random: 0.5, isProbe: false };
  const { delivery } = afterAttempt(taskOf({ attempt: 4 }), claimed, 'webhook', unavailable, timing);
  expect(await record(claimed, delivery)).toMatchObject([{ recorded: 'RECORDED' }]);

  await run(() => now + 2 * 60 * minute);

  expect(row()).toMatchObject({ nextAttemptAt: now + 135 * minute, claims: 1, attemptCount: 4 });
});

test('a claim changes only when a row is due and its number of claims', async () => {
  put(dueRow());
  const before = { ...row() };

  await run();

  const { dueShard: _due, openKey: _open, expiresAt: _expires, ...claimed } = row() ?? {};
  const { dueShard: _dueBefore, ...read } = before;
  expect(claimed).toEqual({ ...read, nextAttemptAt: now + 15 * minute, claims: 1 });
});

test('a run without due deliveries logs zeros, and writes and sends nothing', async () => {
  await run();

  const nothing = {
    claimed: 0,
    sent: 0,
    noticed: 0,
    notClaimed: 0,
    broken: 0,
    unfinished: 0,
    oldestOverdueMs: 0,
  };
  expect(summary()).toEqual(nothing);
  expect(database.count().writes).toBe(0);
  expect(queues.calls()).toEqual([]);
});

test('one run processes several pages, in order of the due time', async () => {
  put(
    ...Array.from({ length: 250 }, (_, n) =>
      dueRow({ eventId: `event-${n}`, nextAttemptAt: now - 1000 + n }),
    ),
  );

  await run();

  const inOrder = Array.from({ length: 250 }, (_, n) => `event-${n}`);
  expect(tasks().map(({ eventId }) => eventId)).toEqual(inOrder);
  expect(queries().filter(({ ExclusiveStartKey }) => ExclusiveStartKey)).toHaveLength(2);
  expect(summary()).toMatchObject({ claimed: 250, sent: 250, oldestOverdueMs: 1000 });
});

test('a run that is out of time starts no further page, logs it, and the next run continues', async () => {
  put(...Array.from({ length: 250 }, (_, n) => dueRow({ eventId: `event-${n}` })));
  // Only the first page of each shard.
  let looks = 8;
  await run(
    () => now,
    () => looks-- > 0,
  );
  expect(tasks()).toHaveLength(100);
  expect(summary()).toMatchObject({ claimed: 100, unfinished: 1 });

  await run(() => now + minute);

  expect(new Set(tasks().map(({ eventId }) => eventId)).size).toBe(250);
  expect(tasks()).toHaveLength(250);
});
