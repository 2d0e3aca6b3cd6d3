// Callers and errors of all routes.
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { operationsOf, routeKeysOf } from '../../../../lib/api/operations.ts';
import { platform } from '../../../support/builders/api-event.ts';
import { webhookTarget } from '../../../support/builders/records.ts';
import { targetItem } from '../../../support/builders/stored-items.ts';
import { createApi } from '../../../support/handlers/api-under-test.ts';
import { tables } from '../../../support/handlers/environments.ts';

const { call, reset, written, database, hasTarget } = createApi();
beforeEach(reset);

const list = 'GET /{licensor}/notifications/targets';

test.each(routeKeysOf(operationsOf.api))(
  '%s: a token of another licensor is a 403, and nothing is read or written',
  async route => {
    const answer = await call(route, { caller: { kind: 'partner', licensor: 'other' } });

    expect(answer).toMatchObject({
      status: 403,
      body: { error: { code: 'FORBIDDEN', message: expect.any(String) } },
    });
    expect(database.dynamo.calls()).toEqual([]);
  },
);

test('the platform may not register targets', async () => {
  expect(await call('POST /{licensor}/notifications/targets', { caller: platform })).toMatchObject({
    status: 403,
  });
});

test.each<Record<string, string>>([{}, { kind: 'partner' }, { kind: 'admin', licensor: 'acme' }])(
  'the invalid authorizer context %j is a 401',
  async authorizer => {
    expect(await call(list, { authorizer })).toMatchObject({
      status: 401,
      body: { error: { code: 'UNAUTHORIZED' } },
    });
    expect(database.dynamo.calls()).toEqual([]);
  },
);

test.each(['acme#x', 'a', '../other'])('the licensor %j in the path is a 400', async licensor => {
  expect(await call(list, { path: { licensor } })).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringMatching(/^licensor: expected 2 to 63/) } },
  });
});

test('a failure inside Herald is a 500 that contains only the request id', async () => {
  database.dynamo.on(GetCommand).rejects(new Error('table registry-123 is on fire'));

  expect(
    await call('GET /{licensor}/notifications/targets/{targetId}', { path: { targetId: 't' } }),
  ).toMatchObject({
    status: 500,
    body: {
      error: { code: 'INTERNAL_ERROR', message: 'something went wrong on our side; quote request request-1' },
    },
  });
});

test('a list has 50 items by default, and a token for the next page', async () => {
  const target = webhookTarget();
  const ofTargets = { TableName: tables.REGISTRY_TABLE };
  database.dynamo.on(QueryCommand, ofTargets).resolves({
    Items: [targetItem(target)],
    LastEvaluatedKey: { licensor: 'acme', itemId: targetItem(target).itemId },
  });

  const first = await call(list);
  await call(list, { query: { nextToken: first.body.nextToken, limit: '100' } });

  expect(first).toMatchObject({
    status: 200,
    body: { targets: [{ targetId: 'target-1' }], nextToken: expect.any(String) },
  });
  expect(
    database.dynamo.commandCalls(QueryCommand, ofTargets).map(({ args }) => args[0].input),
  ).toMatchObject([
    { Limit: 50 },
    { Limit: 100, ExclusiveStartKey: { licensor: 'acme', itemId: targetItem(target).itemId } },
  ]);
});

test.each([
  [{ limit: '0' }, 'limit: expected a number from 1 to 100'],
  [{ limit: '101' }, 'limit: expected a number from 1 to 100'],
  [{ limit: 'all' }, 'limit: expected a number from 1 to 100'],
  [{ limit: '1.5' }, 'limit: expected a number from 1 to 100'],
  [{ nextToken: 'nonsense' }, 'nextToken: expected the token of the previous page'],
  [{ page: '2' }, 'query: unknown field "page"'],
  [{ targetId: 't', limit: '5' }, 'query: unknown field "limit"'],
])('the query %j is a 400 that says what was expected', async (query, message) => {
  hasTarget(webhookTarget());

  expect(await call(list, { query })).toMatchObject({
    status: 400,
    body: { error: { code: 'BAD_REQUEST', message } },
  });
  expect(written()).toEqual([]);
});

test('GET /topics returns event types, the schema of the data, and filter fields', async () => {
  const { status, body } = await call('GET /{licensor}/notifications/topics');

  expect(status).toBe(200);
  const names = body.topics.map(({ topic }: { topic: string }) => topic);
  expect(names).toEqual(
    expect.arrayContaining(['OfferStatus', 'AssetStatus', 'Orders', 'ShipmentTracking', 'TargetHealth']),
  );
  for (const topic of body.topics) {
    expect(topic).toMatchObject({
      publishedBy: expect.stringMatching(/^(platform|herald)$/),
      eventTypes: expect.any(Array),
      inputSchema: { type: 'object' },
      filterFields: expect.any(Array),
    });
  }
});

test('a body of more than 64 kB is a 400, and nothing is stored', async () => {
  const body = { type: 'WEBHOOK', padding: 'é'.repeat(33_000) };

  expect(await call('POST /{licensor}/notifications/targets', { body })).toMatchObject({
    status: 400,
    body: {
      error: { code: 'BAD_REQUEST', message: expect.stringMatching(/^body: expected at most 65536 bytes/) },
    },
  });
  expect(written()).toEqual([]);
});
