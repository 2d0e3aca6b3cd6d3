import { beforeEach, expect, test } from 'vitest';
import { routeKey } from '../../../../core/store/registry/registry-key.ts';
import { awsTarget, licensor, subscriptionOf, webhookTarget } from '../../../support/builders/records.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const { call, reset, written, hasTarget, hasSubscription, refuseWrites, database } = createRegisteringApi();
const one = '/{licensor}/notifications/subscriptions/{subscriptionId}';
/** Reference text 1, "Create Subscription". */
const documented = {
  topic: 'OfferStatus',
  eventTargetMapping: { LiveStatusUpdated: ['target-id-1'], OfferStatusUpdated: ['target-id-2'] },
};
/** The route entries of the last write. */
const entries = () =>
  written()
    .at(-1)
    ?.flatMap(({ Update }) => Update?.ExpressionAttributeValues?.[':entry'] ?? []) ?? [];
const post = (body: unknown) => call('POST /{licensor}/notifications/subscriptions', { body });

beforeEach(() => {
  reset();
  hasTarget(webhookTarget({ targetId: 'target-id-1' }));
  hasTarget(awsTarget('SQS', { targetId: 'target-id-2' }));
});

test('the documented subscription returns its id and status', async () => {
  const answer = await post(documented);

  expect(answer).toMatchObject({
    status: 201,
    body: { subscriptionId: expect.stringMatching(/^\w+$/), status: 'ACTIVE', ...documented },
    headers: { etag: '"1"' },
  });
});

test('one transaction writes the subscription, its routes and the uses of its targets', async () => {
  const { body } = await post(documented);

  expect(written()).toHaveLength(1);
  const routes = written()[0]?.filter(({ Update }) => Update?.ExpressionAttributeNames?.['#entry']);
  expect(
    routes?.map(({ Update }) => [Update?.Key, Update?.ExpressionAttributeValues?.[':entry'].targets]),
  ).toEqual([
    [
      routeKey(licensor, 'OfferStatus', 'LiveStatusUpdated'),
      { 'target-id-1': { channel: 'webhook', since: body.createdAt } },
    ],
    [
      routeKey(licensor, 'OfferStatus', 'OfferStatusUpdated'),
      { 'target-id-2': { channel: 'aws', since: body.createdAt } },
    ],
  ]);
  const uses = written()[0]?.filter(({ Update }) => Update?.UpdateExpression?.startsWith('ADD usedBy'));
  expect(uses?.map(({ Update }) => Update?.ExpressionAttributeValues?.[':subscription'])).toEqual(
    Array(2).fill(new Set([body.subscriptionId])),
  );
});

test.each([
  [
    'an unknown topic',
    { ...documented, topic: 'Weather' },
    'topic: unknown topic "Weather", expected one of OfferStatus, AssetStatus',
  ],
  [
    'an event type of another topic',
    { ...documented, topic: 'AssetStatus' },
    '"LiveStatusUpdated" is not an event type of AssetStatus, expected one of AssetStatusUpdated',
  ],
  [
    'an event type that is a property of every object',
    { ...documented, eventTargetMapping: { toString: ['target-id-1'] } },
    '"toString" is not an event type',
  ],
  [
    'an unknown target',
    { ...documented, eventTargetMapping: { LiveStatusUpdated: ['unknown'] } },
    'eventTargetMapping: there is no target "unknown"',
  ],
  ['an unknown field', { ...documented, colour: 'red' }, 'body: unknown field "colour"'],
  ['an unknown format', { ...documented, format: 'xml' }, 'format: expected "cloudevents"'],
  [
    'a filter on an unknown field',
    { ...documented, filter: { orderId: ['1'] } },
    'filter: "orderId" is not a filter field of OfferStatus, expected some of alid, territory, marketplace',
  ],
  [
    'a filter on a property of every object',
    { ...documented, filter: { toString: ['1'] } },
    'filter: "toString" is not a filter field of OfferStatus',
  ],
  ['an empty filter', { ...documented, filter: {} }, 'filter: expected at least one field'],
  [
    'a filter without values',
    { ...documented, filter: { alid: [] } },
    'filter.alid: expected at least 1 item',
  ],
  [
    'an operator in a filter',
    { ...documented, filter: { alid: [{ prefix: 'a' }] } },
    'filter.alid.0: expected a string: operators are not supported',
  ],
])('%s is a 400 that names the field, and nothing is stored', async (_, body, message) => {
  const answer = await post(body);

  expect(answer).toMatchObject({ status: 400, body: { error: { code: 'BAD_REQUEST' } } });
  expect(answer.body.error.message).toContain(message);
  expect(written()).toEqual([]);
});

test('a subscription returns its format and filter, and each of its routes has both', async () => {
  const asked = { format: 'cloudevents', filter: { territory: ['US', 'CA'], marketplace: ['US'] } };

  const answer = await post({ ...documented, ...asked });

  expect(answer).toMatchObject({ status: 201, body: { ...documented, ...asked } });
  expect(entries()).toMatchObject([asked, asked]);
});

test('an update without format and filter removes both', async () => {
  hasSubscription(
    subscriptionOf({
      eventTargetMapping: { LiveStatusUpdated: ['target-id-1'] },
      format: 'cloudevents',
      filter: { territory: ['US'] },
    }),
  );

  const { body } = await call(`PUT ${one}`, { path: { subscriptionId: 'subscription-1' }, body: documented });

  for (const shown of [body, ...entries()]) {
    expect(shown).not.toHaveProperty('format');
    expect(shown).not.toHaveProperty('filter');
  }
  expect(entries()).toHaveLength(2);
});

test('a repeated request with another filter is a conflict', async () => {
  const headers = { 'Idempotency-Key': 'order-7' };
  const send = (body: unknown) => call('POST /{licensor}/notifications/subscriptions', { body, headers });
  const { body: made } = await send({ ...documented, filter: { territory: ['US'] } });
  const { subscriptionId } = made;
  hasSubscription(subscriptionOf({ subscriptionId, ...documented, filter: { territory: ['US'] } }));
  refuseWrites();

  expect((await send({ ...documented, filter: { territory: ['US'] } })).status).toBe(201);
  expect((await send({ ...documented, filter: { territory: ['CA'] } })).status).toBe(409);
  expect((await send(documented)).status).toBe(409);
});

test('a subscription shows the version of its topic, and stores none while it is the first', async () => {
  const { body } = await post({ ...documented, version: '1' });

  expect(body).toMatchObject({ version: '1' });
  for (const entry of entries()) expect(entry).not.toHaveProperty('topicVersion');
  expect((await post(documented)).body).toMatchObject({ version: '1' });
});

test.each([
  ['that the topic does not have', '2', 'version: "2" is not a version of OfferStatus, expected one of 1'],
  ['that is none', 'newest', 'version: expected a version like "1"'],
])('a version %s is refused', async (_, version, message) => {
  expect(await post({ ...documented, version })).toMatchObject({ status: 400, body: { error: { message } } });
});

test('a request that is repeated with its version, or without, is the same request', async () => {
  const headers = { 'Idempotency-Key': 'order-8' };
  const send = (body: unknown) => call('POST /{licensor}/notifications/subscriptions', { body, headers });
  const { subscriptionId } = (await send(documented)).body;
  hasSubscription(subscriptionOf({ subscriptionId, ...documented, topicVersion: '2' }));
  refuseWrites();

  expect((await send(documented)).status).toBe(201);
  expect((await send({ ...documented, version: '1' })).status).toBe(409);
});

test('an update must keep the target that the subscription owns', async () => {
  hasSubscription(
    subscriptionOf({ ownsTarget: 'target-id-1', eventTargetMapping: { LiveStatusUpdated: ['target-id-1'] } }),
  );
  const put = (eventTargetMapping: object) =>
    call(`PUT ${one}`, {
      path: { subscriptionId: 'subscription-1' },
      body: { topic: 'OfferStatus', eventTargetMapping },
    });

  expect(await put({ LiveStatusUpdated: ['target-id-2'] })).toMatchObject({
    status: 400,
    body: {
      error: {
        code: 'BAD_REQUEST',
        message:
          'eventTargetMapping: expected target "target-id-1", which this subscription owns; ' +
          'delete the subscription to delete both',
      },
    },
  });
  expect(written()).toEqual([]);
  expect(await put({ OfferStatusUpdated: ['target-id-2', 'target-id-1'] })).toMatchObject({
    status: 200,
    body: { ownsTarget: 'target-id-1' },
  });
  expect(written()[0]?.[0]?.Put?.Item).toMatchObject({ ownsTarget: 'target-id-1', version: 2 });
});

test('a target of another licensor is reported as unknown', async () => {
  hasTarget(webhookTarget({ licensor: 'other', targetId: 'theirs' }));

  const answer = await post({ ...documented, eventTargetMapping: { LiveStatusUpdated: ['theirs'] } });

  expect(answer).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('"theirs"') } },
  });
});

test('the ETag is the version of the subscription, and an update requires that version', async () => {
  hasSubscription(subscriptionOf({ version: 2, eventTargetMapping: { LiveStatusUpdated: ['target-id-1'] } }));
  const path = { subscriptionId: 'subscription-1' };

  expect(await call(`GET ${one}`, { path })).toMatchObject({ status: 200, headers: { etag: '"2"' } });
  expect(await call(`PUT ${one}`, { path, body: documented, headers: { 'If-Match': '"1"' } })).toMatchObject({
    status: 412,
  });
  expect(await call(`PUT ${one}`, { path, body: documented, headers: { 'If-Match': '"2"' } })).toMatchObject({
    status: 200,
    body: documented,
    headers: { etag: '"3"' },
  });
});

test('an update keeps the since of remaining targets, and sets that of new ones', async () => {
  hasSubscription(subscriptionOf({ eventTargetMapping: { LiveStatusUpdated: ['target-id-1'] } }));
  database.put(tables.REGISTRY_TABLE, {
    ...routeKey(licensor, 'OfferStatus', 'LiveStatusUpdated'),
    'by#subscription-1': {
      createdAt: '2025-06-01T00:00:00.000Z',
      targets: { 'target-id-1': { channel: 'webhook', since: '2025-06-01T00:00:00.000Z' } },
    },
  });

  const { body } = await call(`PUT ${one}`, {
    path: { subscriptionId: 'subscription-1' },
    body: { ...documented, eventTargetMapping: { LiveStatusUpdated: ['target-id-1', 'target-id-2'] } },
  });

  const entry = written()[0]?.find(({ Update }) => Update?.ExpressionAttributeValues?.[':entry']);
  expect(entry?.Update?.ExpressionAttributeValues?.[':entry'].targets).toEqual({
    'target-id-1': { channel: 'webhook', since: '2025-06-01T00:00:00.000Z' },
    'target-id-2': { channel: 'aws', since: body.updatedAt },
  });
});

test('a deletion removes the subscription from its routes and targets: 204', async () => {
  hasTarget(webhookTarget());
  hasSubscription(subscriptionOf());

  const answer = await call(`DELETE ${one}`, { path: { subscriptionId: 'subscription-1' } });

  expect(answer).toMatchObject({ status: 204, body: undefined });
  expect(written()[0]).toMatchObject([
    { Delete: {} },
    {
      Update: {
        UpdateExpression: 'ADD subscriptionCount :subscription',
        ExpressionAttributeValues: { ':subscription': -1 },
      },
    },
    { Update: { UpdateExpression: 'REMOVE #entry' } },
    { Update: { UpdateExpression: 'DELETE usedBy :subscription' } },
  ]);
});
