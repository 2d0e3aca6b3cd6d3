// A subscription created by GraphQL owns its target: one transaction creates or deletes both, through either
// API.
import { beforeEach, expect, test } from 'vitest';
import { healthKey } from '../../../../core/store/deliveries/target-health.ts';
import {
  subscribeByProfile,
  subscribeEventBridge,
  subscribeInline,
} from '../../../support/builders/documented-mutations.ts';
import { authProfileOf, licensor, subscriptionOf, webhookTarget } from '../../../support/builders/records.ts';
import { authProfileItem } from '../../../support/builders/stored-items.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { createGraphql } from '../../../support/handlers/graphql-under-test.ts';

const { ask, rest, reset, refuse, written, database, sources, hasTarget, hasSubscription } = createGraphql();
const one = '/{licensor}/notifications/subscriptions/{subscriptionId}';

beforeEach(() => {
  reset();
  database.put(tables.REGISTRY_TABLE, authProfileItem(authProfileOf({ authProfileId: 'my-oauth-profile' })));
});

const items = (prefix: string) =>
  database.items(tables.REGISTRY_TABLE).filter(({ itemId }) => String(itemId).startsWith(prefix));
const made = async (query: string) => {
  const { data } = await ask(query);
  const { subscriptionId } = data.createEventSubscription;
  const path = { subscriptionId };
  const targetId = String(items('TARGET#')[0]?.['targetId']);
  return { subscriptionId, path, targetId };
};
const remove = (subscriptionId: string) =>
  ask('mutation ($id: ID!) { deleteEventSubscription(subscriptionId: $id) { subscriptionId } }', {
    variables: { id: subscriptionId },
  });
/** The actions of a transaction: verb and kind of item. */
const summary = (transaction: number) =>
  written()[transaction]?.map(({ Put, Update, Delete }) => {
    const verb = Put ? 'put' : Update ? 'update' : 'delete';
    const key = Put?.Item ?? Update?.Key ?? Delete?.Key ?? {};
    const kind = 'eventKey' in key ? 'HEALTH' : String(key['itemId'] ?? 'SECRET').replace(/#.*/, '');
    return `${verb} ${kind}`;
  });

test.each([
  ['with its own credentials', subscribeInline, ['put SECRET'], ['update SECRET']],
  ['on an auth profile', subscribeByProfile, ['update AUTHPROFILE'], ['update AUTHPROFILE']],
  [
    'on a partner event source',
    subscribeEventBridge,
    ['update PARTNERSOURCE', 'update PARTNERSOURCES'],
    ['update PARTNERSOURCE'],
  ],
])(
  'one transaction creates a target %s with its subscription, and one deletes both',
  async (_, query, ...beside) => {
    const { subscriptionId, targetId } = await made(query);
    const [target] = items('TARGET#');
    const [subscription] = items('SUBSCRIPTION#');
    await remove(subscriptionId);

    const both = ['SUBSCRIPTION', 'TARGET'];
    expect(summary(0)?.sort()).toEqual(
      [...both.map(kind => `put ${kind}`), 'update LICENSOR', 'update ROUTE', ...beside[0]].sort(),
    );
    expect(target).toMatchObject({ usedBy: new Set([subscriptionId]) });
    expect(subscription).toMatchObject({ ownsTarget: targetId });
    expect(summary(1)?.sort()).toEqual(
      [
        ...both.map(kind => `delete ${kind}`),
        ...['update LICENSOR', 'update ROUTE', 'update HEALTH'],
        ...beside[1],
      ].sort(),
    );
    expect([...items('TARGET#'), ...items('SUBSCRIPTION#')]).toEqual([]);
  },
);

test.each(['REST', 'GraphQL'])('%s drains the parked deliveries of an owned target', async by => {
  const { subscriptionId, path, targetId } = await made(subscribeInline);
  await (by === 'REST' ? rest(`DELETE ${one}`, { path }) : remove(subscriptionId));

  expect(database.items(tables.DELIVERIES_TABLE)).toMatchObject([
    {
      ...healthKey({ licensor, targetId }),
      state: 'DRAINING',
      version: 1,
      nextAttemptAt: expect.any(Number),
    },
  ]);
});

test('one update of the licensor counts target and subscription', async () => {
  const counts = () =>
    items('LICENSOR')
      .filter(item => item['licensor'] === licensor)
      .map(({ targetCount, subscriptionCount }) => [targetCount, subscriptionCount]);
  const { subscriptionId } = await made(subscribeInline);
  const after = counts();
  await remove(subscriptionId);

  expect([after, counts()]).toEqual([[[1, 1]], [[0, 0]]]);
});

test('the route has the target with its channel, from now on', async () => {
  const { subscriptionId, targetId } = await made(subscribeEventBridge);

  const [route] = items('ROUTE#');
  expect(route).toMatchObject({
    itemId: 'ROUTE#Orders#REFUND_REQUESTED',
    [`by#${subscriptionId}`]: { targets: { [targetId]: { channel: 'aws' } } },
  });
});

test('the route has the format and the filter of the subscription', async () => {
  const query = subscribeInline.replace(
    'eventType:',
    'format: "cloudevents", filter: [{ field: "orderId", values: ["1", "2"] }], eventType:',
  );
  const { subscriptionId } = await made(query);

  const asked = { format: 'cloudevents', filter: { orderId: ['1', '2'] } };
  expect(items('SUBSCRIPTION#')).toMatchObject([asked]);
  expect(items('ROUTE#')).toMatchObject([{ [`by#${subscriptionId}`]: asked }]);
});

test('a subscription has the version that it asks for, and an unknown one is refused', async () => {
  const asking = (version: string) =>
    ask(
      subscribeInline
        .replace('eventType:', `version: "${version}", eventType:`)
        .replace('subscriptionId', 'eventSubscription { version }'),
    );

  expect((await asking('1')).data.createEventSubscription).toEqual({ eventSubscription: { version: '1' } });
  expect((await asking('9')).errors).toMatchObject([
    { message: 'input.version: "9" is not a version of Orders, expected one of 1' },
  ]);
});

test('REST shows a subscription created by GraphQL, and deletes it with its target', async () => {
  const { path, targetId, subscriptionId } = await made(subscribeInline);

  const shown = await rest(`GET ${one}`, { path });
  const target = await rest('GET /{licensor}/notifications/targets/{targetId}', { path: { targetId } });
  const deleted = await rest(`DELETE ${one}`, { path });

  expect(shown.body).toMatchObject({ subscriptionId, topic: 'Orders', ownsTarget: targetId });
  expect(target.body).toMatchObject({ targetId, destination: 'https://webhook-endpoint.com' });
  expect(deleted.status).toBe(204);
  expect([...items('TARGET#'), ...items('SUBSCRIPTION#')]).toEqual([]);
});

test('GraphQL shows and deletes a subscription created by REST, and its target stays', async () => {
  hasTarget(webhookTarget());
  const body = { topic: 'Orders', eventTargetMapping: { REFUND_REQUESTED: ['target-1'] } };
  const { body: subscription } = await rest('POST /{licensor}/notifications/subscriptions', { body });

  const { data } = await ask('{ eventSubscriptions { nodes { subscriptionId topic ownsTarget } } }');
  const deleted = await remove(subscription.subscriptionId);

  expect(data.eventSubscriptions.nodes).toEqual([
    { subscriptionId: subscription.subscriptionId, topic: 'Orders', ownsTarget: null },
  ]);
  expect(deleted.errors).toBeUndefined();
  expect(items('SUBSCRIPTION#')).toEqual([]);
  expect(items('TARGET#')).toMatchObject([{ targetId: 'target-1' }]);
  expect(items('TARGET#')[0]).not.toHaveProperty('usedBy');
});

test('REST refuses to delete an owned target', async () => {
  const { targetId, subscriptionId } = await made(subscribeInline);

  expect(
    await rest('DELETE /{licensor}/notifications/targets/{targetId}', { path: { targetId } }),
  ).toMatchObject({
    status: 409,
    body: { error: { message: expect.stringContaining(subscriptionId) } },
  });
});

test.each(['REST', 'GraphQL'])(
  '%s refuses to delete an owned target that another subscription uses, and names it',
  async by => {
    const { subscriptionId, path, targetId } = await made(subscribeInline);
    const body = { topic: 'Orders', eventTargetMapping: { RETURN_STARTED: [targetId] } };
    const other = await rest('POST /{licensor}/notifications/subscriptions', { body });
    const before = written().length;

    const answer =
      by === 'REST' ? (await rest(`DELETE ${one}`, { path })).body.error : await refusalOf(subscriptionId);

    expect(answer).toEqual({
      code: 'CONFLICT',
      message:
        `this target is in use by subscriptions ${other.body.subscriptionId}: ` +
        'change or delete them first',
    });
    expect(written()).toHaveLength(before);
  },
);

const refusalOf = async (subscriptionId: string) => {
  const { errors } = await remove(subscriptionId);
  return { code: errors[0].extensions.code, message: errors[0].message };
};

test('the deletion requires that the target is unchanged and has no other user', async () => {
  const { subscriptionId } = await made(subscribeInline);
  refuse(({ Delete }) => Delete?.Key?.['itemId']?.startsWith('TARGET#'));

  expect(await refusalOf(subscriptionId)).toEqual({
    code: 'CONFLICT',
    message: expect.stringMatching(/changed this target at the same moment: try again$/),
  });
  const condition = written()
    .at(-1)
    ?.find(({ Delete }) => Delete?.Key?.['itemId'].startsWith('TARGET#'))?.Delete;
  expect(condition).toMatchObject({
    ConditionExpression:
      '#version = :read_version AND (attribute_not_exists(usedBy) ' +
      'OR (size(usedBy) = :one AND contains(usedBy, :owner)))',
    ExpressionAttributeValues: { ':read_version': 1, ':owner': subscriptionId },
  });
});

test('a concurrent deletion of the target is a conflict, and nothing is deleted', async () => {
  hasSubscription(subscriptionOf({ ownsTarget: 'target-1' }));

  expect(await refusalOf('subscription-1')).toMatchObject({ code: 'CONFLICT' });
  expect(written()).toEqual([]);
});

test('an update through REST must keep the owned target, and may add others', async () => {
  const { path, targetId } = await made(subscribeInline);
  hasTarget(webhookTarget());
  const put = (ids: string[]) =>
    rest(`PUT ${one}`, { path, body: { topic: 'Orders', eventTargetMapping: { RETURN_STARTED: ids } } });

  expect(await put(['target-1'])).toMatchObject({
    status: 400,
    body: {
      error: {
        code: 'BAD_REQUEST',
        message: expect.stringContaining(`eventTargetMapping: expected target "${targetId}"`),
      },
    },
  });
  expect(await put(['target-1', targetId])).toMatchObject({ status: 200, body: { ownsTarget: targetId } });
  expect((await rest(`DELETE ${one}`, { path })).status).toBe(204);
  expect(items('TARGET#')).toMatchObject([{ targetId: 'target-1' }]);
});

test('a partner event source is deleted with its last subscription', async () => {
  const first = await made(subscribeEventBridge);
  const second = await ask(subscribeEventBridge);
  await remove(first.subscriptionId);
  const afterFirst = sources().filter(([what]) => what === 'deleted');
  await remove(second.data.createEventSubscription.subscriptionId);

  expect(afterFirst).toEqual([]);
  expect(sources().at(-1)).toEqual([
    'deleted',
    `aws.partner/platform.example/${licensor}/example-partner-event-source-name`,
  ]);
});

test('the source of a subscription that was not stored is deleted', async () => {
  refuse(({ Update }) => Update?.Key?.['itemId'] === 'LICENSOR');

  expect(await ask(subscribeEventBridge)).toMatchObject({
    errors: [{ message: expect.stringContaining('at most 200 targets and 200 subscriptions') }],
  });
  expect(sources().map(([what]) => what)).toEqual(['created', 'deleted']);
});

test('a rejected filter creates no source', async () => {
  const query = subscribeEventBridge.replace(
    'eventType:',
    'filter: [{ field: "colour", values: ["red"] }] eventType:',
  );

  expect((await ask(query)).errors).toHaveLength(1);
  expect([sources(), written()]).toEqual([[], []]);
});
