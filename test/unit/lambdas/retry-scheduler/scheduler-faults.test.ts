// Faults: two schedulers, crashes, lost answers, throttling, invalid rows. No task is lost, and none is
// multiplied.
import { BatchExecuteStatementCommand, BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Delivery } from '../../../../core/model/delivery/delivery.ts';
import { eventKeyOf } from '../../../../core/model/event/event.ts';
import { dueShardOf } from '../../../../core/store/deliveries/delivery-key.ts';
import { queueUrl } from '../../../support/handlers/environments.ts';
import { createScheduler, dueRow, minute, now } from '../../../support/handlers/scheduler-under-test.ts';

const scheduler = createScheduler();
const { reset, put, putItems, run, row, tasks, queues, summary, lines, database, queries } = scheduler;
beforeEach(() => {
  reset();
  // The backoff between tries takes no time.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
const many = (count: number, fields: Partial<Delivery> = {}) =>
  Array.from({ length: count }, (_, n) => dueRow({ eventId: `event-${n}`, ...fields }));

test('a row that another scheduler has claimed gets no task', async () => {
  put(dueRow());
  database.refuseStatements('ConditionalCheckFailed');

  await run();

  expect(tasks()).toEqual([]);
  expect(summary()).toMatchObject({ claimed: 0, notClaimed: 1 });
});

test('a claim requires that status, attempts and due time are unchanged', async () => {
  const read = dueRow();
  const claim = { row: read, claim: { nextAttemptAt: now, claims: 1 } };
  const results = [];
  for (const change of [
    { status: 'PARKED' as const },
    { attemptCount: 4 },
    { nextAttemptAt: now - 999 },
    {},
  ]) {
    reset();
    put({ ...read, ...change });
    const [outcome] = await scheduler.due.claim([claim], () => false);
    results.push(outcome?.written);
  }

  expect(results).toEqual([...Array(3).fill('CONDITION_FAILED'), 'WRITTEN']);
});

/** Delays calls until two have arrived, so that two runs are at the same point. */
function meeting<Input, Answer>(answer: (input: Input) => Answer) {
  let waiting: (() => void)[] = [];
  return async (input: Input): Promise<Answer> => {
    await new Promise<void>(resolve => {
      waiting.push(resolve);
      if (waiting.length < 2) return;
      for (const go of waiting) go();
      waiting = [];
    });
    return answer(input);
  };
}

test.each([
  {
    where: 'read the rows',
    meet: () => database.dynamo.on(BatchGetCommand).callsFake(meeting(database.read)),
  },
  {
    where: 'claim',
    meet: () => database.dynamo.on(BatchExecuteStatementCommand).callsFake(meeting(database.execute)),
  },
])('two schedulers that $where concurrently send each task once', async ({ meet }) => {
  put(...many(20));
  meet();

  await Promise.all([run(), run()]);

  expect(new Set(tasks().map(({ eventId }) => eventId)).size).toBe(20);
  expect(tasks()).toHaveLength(20);
});

test.each(Array.from({ length: 10 }, (_, seed) => seed))(
  'two schedulers send each task once, in any order of their steps (seed %i)',
  async seed => {
    const ids = ['a', 'b', 'c', 'd'];
    put(...ids.flatMap(targetId => many(130, { targetId })));
    // The seed decides after how many turns each call is answered.
    let state = seed + 1;
    const turns = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state % 7;
    };
    const later = async <T>(answer: () => T): Promise<T> => {
      for (let turn = turns(); turn > 0; turn--) await new Promise(resolve => setImmediate(resolve));
      return answer();
    };
    database.dynamo.on(QueryCommand).callsFake(input => later(() => database.query(input)));
    database.dynamo.on(BatchGetCommand).callsFake(input => later(() => database.read(input)));
    database.dynamo.on(BatchExecuteStatementCommand).callsFake(input => later(() => database.execute(input)));

    await Promise.all([run(), run(), run(() => now + 1)]);

    const sent = tasks().map(({ eventId, targetId }) => `${eventId} ${targetId}`);
    expect(sent).toHaveLength(4 * 130);
    expect(new Set(sent).size).toBe(4 * 130);
  },
);

test('after a crash between claim and send, the task is sent after 15 minutes and not before', async () => {
  put(dueRow());
  const [read] = (await scheduler.due.page(dueShardOf('target-1'), now)).rows;
  // The crash: the row is claimed, and nothing is sent.
  await scheduler.due.claim(
    read ? [{ row: read, claim: { nextAttemptAt: now + 15 * minute, claims: 1 } }] : [],
    () => false,
  );

  for (let elapsed = 1; elapsed < 15; elapsed++) await run(() => now + elapsed * minute);
  expect(tasks()).toEqual([]);
  await run(() => now + 15 * minute);

  expect(tasks()).toMatchObject([{ attempt: 4 }]);
});

test('tasks that SQS rejects with HTTP 200 are logged and sent after 15 minutes', async () => {
  put(...many(12));
  queues.refuse(queueUrl, ({ MessageBody = '' }) => MessageBody.includes('"event-3"'));

  await run();
  expect(tasks()).toHaveLength(11);
  expect(summary()).toMatchObject({ claimed: 12, sent: 11 });
  expect(lines('warn').map(({ message }) => message)).toContain(
    'delivery tasks not sent: the claimed deliveries are due again later',
  );
  queues.refuse(queueUrl, () => false);
  await run(() => now + 14 * minute);
  expect(tasks()).toHaveLength(11);
  await run(() => now + 15 * minute);

  expect(tasks().filter(({ eventId }) => eventId === 'event-3')).toHaveLength(1);
});

test('a queue that does not answer does not affect the other queue', async () => {
  put(dueRow());
  queues.fail(throttled);

  await run();

  expect(summary()).toMatchObject({ claimed: 1, sent: 0 });
  expect(row()).toMatchObject({ nextAttemptAt: now + 15 * minute });
});

test('a throttled claim is retried', async () => {
  put(dueRow());
  database.refuseStatements('ThrottlingError', 'ProvisionedThroughputExceeded');

  await run();

  expect(tasks()).toHaveLength(1);
});

test('a claim that is throttled until the time is over is logged, and the row stays due', async () => {
  put(dueRow());
  database.refuseStatements('ThrottlingError', 'ThrottlingError');
  // One page per shard, and one retry.
  let looks = 9;
  await run(
    () => now,
    () => looks-- > 0,
  );
  expect(tasks()).toEqual([]);
  expect(lines('warn')).toMatchObject([
    { message: 'claims failed: the deliveries are still due at the next run' },
  ]);

  await run(() => now + minute);

  expect(tasks()).toHaveLength(1);
});

test('a claim whose answer was lost gets its task after 15 minutes', async () => {
  put(dueRow());
  let lost = false;
  database.dynamo.on(BatchExecuteStatementCommand).callsFake(input => {
    const answer = database.execute(input);
    if (lost) return answer;
    lost = true;
    throw new Error('ECONNRESET');
  });

  await run();
  expect(tasks()).toEqual([]);
  await run(() => now + 15 * minute);

  expect(tasks()).toHaveLength(1);
});

test('a shard that cannot be read is logged and does not block the others', async () => {
  put(dueRow({ targetId: 'a' }), dueRow({ targetId: 'b' }));
  database.dynamo.on(QueryCommand).callsFake(input => {
    if (input.ExpressionAttributeValues[':shard'] === dueShardOf('a')) throw throttled;
    return database.query(input);
  });

  await run();

  expect(tasks()).toMatchObject([{ targetId: 'b' }]);
  expect(summary()).toMatchObject({ unfinished: 1 });
  expect(lines('error')).toMatchObject([{ message: 'waking due deliveries failed inside Herald' }]);
});

test.each([
  ['without a channel', { channel: undefined }],
  ['of an unknown channel', { channel: 'pigeon' }],
  ['without attempts', { attempts: 'none' }],
])('a row %s is logged as an error, does not block other rows, and is read once', async (_, fault) => {
  const poison = { ...dueRow({ eventId: 'poison', nextAttemptAt: now - minute }), ...fault };
  putItems({ ...poison, eventKey: eventKeyOf(poison), dueShard: dueShardOf(poison.targetId) });
  put(...many(150));

  await run();

  expect(tasks()).toHaveLength(150);
  expect(summary()).toMatchObject({ claimed: 150, broken: 1 });
  expect(lines('error')).toMatchObject([
    { message: 'a due item is invalid', fields: [{ eventKey: 'acme#poison', targetId: 'target-1' }] },
  ]);
  // Two pages of its shard, and one of each other shard.
  expect(queries()).toHaveLength(9);
});

test('more than a page of invalid rows does not block valid rows behind them', async () => {
  for (const poison of many(230, { nextAttemptAt: now - minute })) {
    const eventKey = `${eventKeyOf(poison)}-poison`;
    putItems({ ...poison, eventKey, channel: undefined, dueShard: dueShardOf(poison.targetId) });
  }
  put(dueRow());

  await run();

  expect(tasks()).toHaveLength(1);
  expect(summary()).toMatchObject({ broken: 230, claimed: 1, oldestOverdueMs: 1000 });
});

test('a row that is in the index but not in the table is skipped', async () => {
  put(dueRow());
  database.dynamo.on(BatchGetCommand).resolves({ Responses: { deliveries: [] } });

  await run();

  expect(tasks()).toEqual([]);
  expect(lines('error')).toEqual([]);
});
