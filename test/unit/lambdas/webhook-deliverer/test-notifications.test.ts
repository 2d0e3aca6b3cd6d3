// Test notifications of the deliverer: the real request, marked as a test, without a row or a message.
import { afterAll, beforeEach, expect, test } from 'vitest';
import { disabled, healthy } from '../../../../core/model/target/target-health.ts';
import { healthKey } from '../../../../core/store/deliveries/target-health.ts';
import { licensor } from '../../../support/builders/records.ts';
import { queueUrl, tables } from '../../../support/handlers/environments.ts';
import { serveAnswers } from '../../../support/handlers/loopback-server.ts';
import { createWebhookDeliverer } from '../../../support/handlers/webhook-deliverer.ts';

let code = 200;
const server = await serveAnswers(response => {
  response.writeHead(code).end();
});
afterAll(() => server[Symbol.asyncDispose]());
const deliverer = createWebhookDeliverer(server.origin);
beforeEach(() => {
  code = 200;
  deliverer.reset();
  deliverer.register();
  server.received.length = 0;
});

const leavesNoTrace = () => {
  expect(deliverer.database.items(tables.DELIVERIES_TABLE)).toEqual([]);
  expect(deliverer.database.count()).toEqual({ reads: 0, writes: 0 });
  expect(deliverer.database.updates()).toBe(0);
  expect(deliverer.queues.on(queueUrl)).toEqual([]);
};

test('the request is authenticated as usual and marked as a test', async () => {
  expect(await deliverer.test('target-1')).toEqual({
    outcome: { class: 'DELIVERED', message: 'answered 200', httpStatus: 200 },
    durationMs: expect.any(Number),
  });

  expect(server.received).toHaveLength(1);
  expect(server.received[0]?.headers).toMatchObject({
    authorization: 'Bearer your-token',
    'webhook-id': 'test-1',
  });
  expect(JSON.parse(server.received[0]?.body ?? '')).toMatchObject({
    test: true,
    targetId: 'target-1',
    eventTimestamp: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  leavesNoTrace();
});

test('a failure is returned, not retried and not stored', async () => {
  code = 503;

  expect(await deliverer.test('target-1')).toMatchObject({
    outcome: { class: 'SERVER_ERROR', httpStatus: 503 },
  });
  expect(server.received).toHaveLength(1);
  leavesNoTrace();
});

test('410 Gone disables the target', async () => {
  code = 410;

  expect(await deliverer.test('target-1')).toMatchObject({ outcome: { class: 'GONE', httpStatus: 410 } });

  expect(deliverer.database.items(tables.DELIVERIES_TABLE)).toMatchObject([
    {
      eventKey: `${licensor}#!health`,
      targetId: 'target-1',
      state: 'DISABLED',
      nextAttemptAt: expect.any(Number),
    },
  ]);
  expect(deliverer.queues.on(queueUrl)).toEqual([]);
});

test('a deleted target fails the call, and nothing is sent', async () => {
  await expect(deliverer.test('unknown')).rejects.toThrow('there is no target "unknown"');
  expect(server.received).toEqual([]);
});

test('410 Gone leaves a disabled target as it is: the event TargetDisabled is not published again', async () => {
  const health = healthy({ licensor, targetId: 'target-1' }, 0);
  const published = { ...disabled(health, 1, 'answered 410 Gone', 0), nextAttemptAt: undefined };
  deliverer.database.put(tables.DELIVERIES_TABLE, { ...healthKey(published), ...published });
  code = 410;

  await deliverer.test('target-1');

  expect(deliverer.database.updates()).toBe(0);
  const [stored] = deliverer.database.items(tables.DELIVERIES_TABLE);
  expect(stored).toMatchObject({ state: 'DISABLED', version: 2, since: '1970-01-01T00:00:00.000Z' });
  expect(stored?.['nextAttemptAt']).toBeUndefined();
});
