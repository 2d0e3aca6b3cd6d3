// What is due is claimed and hinted, once; what is not is left alone.
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

test('a delivery that is due is hinted once, for its next attempt, on the queue of its channel and in the group of its target', async () => {
  put(dueRow({ format: 'cloudevents' }));

  await run();

  expect(tasks()).toEqual([taskOf({ attempt: 4, format: 'cloudevents' })]);
  expect(queues.on(queueUrl)).toMatchObject([{ MessageGroupId: 'target-1', DelaySeconds: undefined }]);
  expect(tasks(awsQueueUrl)).toEqual([]);
  expect(summary()).toMatchObject({ claimed: 1, sent: 1, notClaimed: 0, oldestOverdueMs: 1000 });
});

test('a delivery of the other channel is hinted on that queue', async () => {
  put(dueRow({ channel: 'aws' }));

  await run();

  expect([tasks(), tasks(awsQueueUrl)]).toEqual([[], [taskOf({ attempt: 4 })]]);
});

test('all eight shards are asked for what is due by now, and a delivery of any of them is found', async () => {
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

test('what is not due yet is neither read nor changed', async () => {
  put(dueRow({ nextAttemptAt: now + 1 }));

  await run();

  expect(row()).toMatchObject({ nextAttemptAt: now + 1 });
  expect(database.count()).toEqual({ reads: 0, writes: 0 });
  expect(tasks()).toEqual([]);
});

test.each([
  { what: 'is due later by now', after: { nextAttemptAt: now + minute } },
  { what: 'has been delivered', after: { status: 'DELIVERED' as const } },
  { what: 'is parked', after: { status: 'PARKED' as const } },
])('a row that $what, as the index does not know yet, is left alone', async ({ after }) => {
  put(dueRow());
  // The rows are read consistently, so that they say what the index will.
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

test('each claim moves the row on by 15 minutes, doubling, up to 6 hours', async () => {
  put(dueRow());
  const waits: number[] = [];
  for (let time = now; waits.length < 8; time = Number(row()?.['nextAttemptAt'])) {
    await run(() => time);
    waits.push((Number(row()?.['nextAttemptAt']) - time) / minute);
  }

  expect(waits).toEqual([15, 30, 60, 120, 240, 360, 360, 360]);
  expect(tasks()).toEqual(Array(8).fill(taskOf({ attempt: 4 })));
});

test('a recorded attempt ends the claims: the next wait begins at 15 minutes again', async () => {
  const claimed = dueRow({ claims: 4 });
  put(claimed);
  const timing = { startedAt: now, now, schedule: documentedSchedule, random: 0.5, isProbe: false };
  const { delivery } = afterAttempt(taskOf({ attempt: 4 }), claimed, 'webhook', unavailable, timing);
  expect(await record(claimed, delivery)).toMatchObject([{ recorded: 'RECORDED' }]);

  await run(() => now + 2 * 60 * minute);

  expect(row()).toMatchObject({ nextAttemptAt: now + 135 * minute, claims: 1, attemptCount: 4 });
});

test('a claim changes when a row is due and how often it was claimed, and no other attribute of the delivery', async () => {
  put(dueRow());
  const before = { ...row() };

  await run();

  const { dueShard: _due, openKey: _open, expiresAt: _expires, ...claimed } = row() ?? {};
  const { dueShard: _dueBefore, ...read } = before;
  expect(claimed).toEqual({ ...read, nextAttemptAt: now + 15 * minute, claims: 1 });
});

test('a run in which nothing is due says so, and writes and sends nothing', async () => {
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

test('more than a page is worked through in one run, in the order in which it was due', async () => {
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

test('a run that is short of time begins no further page, says so, and the next run does the rest', async () => {
  put(...Array.from({ length: 250 }, (_, n) => dueRow({ eventId: `event-${n}` })));
  // The eight shards' first pages, and no more.
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
