// The retry-scheduler reserves the last 15 seconds of an invocation for the page that it works on.
import { beforeEach, expect, test } from 'vitest';
import { createHandler } from '../../../../lambdas/retry-scheduler/create-handler.ts';
import { contextOf } from '../../../support/builders/lambda-context.ts';
import { environmentOf } from '../../../support/handlers/environments.ts';
import { createScheduler, dueRow } from '../../../support/handlers/scheduler-under-test.ts';

const { database, queues, reset, put, row, tasks } = createScheduler();
const clients = { db: database.db, sqs: queues.client() };
const handler = createHandler(environmentOf('retry-scheduler'), clients);
beforeEach(reset);

test('with 15 seconds left no delivery is claimed: the invocation could end before its task is sent', async () => {
  put(dueRow());
  const before = row();

  await handler(
    {},
    contextOf(() => 15_000),
  );

  expect(tasks()).toEqual([]);
  expect(row()).toEqual(before);
});

test('with more than 15 seconds left a due delivery is claimed and its task is sent', async () => {
  put(dueRow());

  await handler(
    {},
    contextOf(() => 15_001),
  );

  expect(tasks()).toMatchObject([{ eventId: 'event-1', attempt: 4 }]);
  expect(row()).toMatchObject({ claims: 1 });
});
