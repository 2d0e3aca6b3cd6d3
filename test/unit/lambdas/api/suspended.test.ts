// What the partner of a suspended target or licensor gets, in REST and GraphQL
// (docs/decisions/0027-suspension.md).
import { beforeEach, describe, expect, test } from 'vitest';
import { disabled, healthy } from '../../../../core/model/target/target-health.ts';
import { healthKey } from '../../../../core/store/deliveries/target-health.ts';
import { licensorKey } from '../../../../core/store/registry/registry-key.ts';
import type { RouteKey } from '../../../../lambdas/api/operations.ts';
import { operationsOf, routeKeysOf } from '../../../../lib/api/operations.ts';
import { licensor, webhookTarget } from '../../../support/builders/records.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { createGraphql } from '../../../support/handlers/graphql-under-test.ts';

const { rest, ask, call, reset, hasTarget, database, written } = createGraphql();
const one = '/{licensor}/notifications/targets/{targetId}';
const path = { targetId: 'target-1' };
const body = { type: 'WEBHOOK', destination: webhookTarget().destination, auth: { type: 'bearer' } };
const suspension = { since: '2026-01-02T00:00:00.000Z', reason: 'floods us', by: 'arn:of-the-operator' };
const shown = {
  status: 'SUSPENDED',
  statusReason: suspension.reason,
  statusSince: suspension.since,
} as const;
const gone = disabled(healthy(webhookTarget(), Date.now()), 1, 'answered 410 Gone', Date.now());

beforeEach(reset);

const suspendLicensor = () => {
  const key = licensorKey(licensor);
  const record = database.items(tables.REGISTRY_TABLE).find(item => item['itemId'] === key.itemId);
  database.put(tables.REGISTRY_TABLE, { ...record, ...key, suspension });
};
const reads = async () => {
  const query = '{ target(targetId: "target-1") { status statusReason statusSince } }';
  const list = '{ targets { nodes { status statusReason statusSince } } }';
  return [
    (await rest(`GET ${one}`, { path })).body,
    (await rest('GET /{licensor}/notifications/targets')).body.targets[0],
    (await ask(query)).data.target,
    (await ask(list)).data.targets.nodes[0],
  ];
};

describe.each([
  ['target', () => hasTarget(webhookTarget({ suspension }))],
  [
    'licensor',
    () => {
      hasTarget(webhookTarget());
      suspendLicensor();
    },
  ],
])('a suspended %s', (_, prepare) => {
  test('is shown as SUSPENDED with the reason and the time, and not by whom', async () => {
    prepare();

    for (const view of await reads()) expect(view).toMatchObject(shown);
    expect(JSON.stringify(await reads())).not.toContain(suspension.by);
  });

  test('is shown as SUSPENDED also if the target is disabled', async () => {
    prepare();
    database.put(tables.DELIVERIES_TABLE, { ...healthKey(gone), ...gone });

    for (const view of await reads()) expect(view).toMatchObject(shown);
  });
});

test.each([
  ['suspended', () => hasTarget(webhookTarget({ suspension })), 'SUSPENDED (floods us)'],
  [
    'disabled',
    () => hasTarget(webhookTarget({ status: 'DISABLED', statusReason: 'answered 410 Gone' })),
    'DISABLED (answered 410 Gone)',
  ],
  [
    'disabled, before the scheduler announces it',
    () => {
      hasTarget(webhookTarget());
      database.put(tables.DELIVERIES_TABLE, { ...healthKey(gone), ...gone });
    },
    'DISABLED (answered 410 Gone)',
  ],
])('a target that is %s gets no test notification', async (_, prepare, status) => {
  prepare();

  expect(await rest(`POST ${one}/test`, { path })).toMatchObject({
    status: 409,
    body: { error: { code: 'CONFLICT', message: `this target is ${status}: it gets no test notifications` } },
  });
});

test('a partner cannot lift the suspension of a target', async () => {
  hasTarget(webhookTarget({ suspension }));

  const answer = await rest(`PUT ${one}`, { path, body: { ...body, status: 'ACTIVE' } });

  expect(answer).toMatchObject({ status: 409, body: { error: { code: 'CONFLICT' } } });
  expect(answer.body.error.message).toContain(
    'status: the operator has suspended this target since 2026-01-02T00:00:00.000Z (floods us)',
  );
  expect(written()).toEqual([]);
});

test('a partner may change a suspended target, which stays suspended', async () => {
  hasTarget(webhookTarget({ suspension }));

  const changed = await rest(`PUT ${one}`, { path, body: { ...body, httpMethod: 'PUT' } });

  expect(changed).toMatchObject({ status: 200, body: { httpMethod: 'PUT', ...shown } });
  for (const view of await reads()) expect(view).toMatchObject(shown);
});

const isWrite = (route: RouteKey) => !route.startsWith('GET ');

test.each(routeKeysOf(operationsOf.api).filter(isWrite))(
  '%s: a suspended licensor may not change anything',
  async route => {
    suspendLicensor();
    hasTarget(webhookTarget());

    expect(
      await rest(route, { path: { ...path, subscriptionId: 's', authProfileId: 'p' }, body }),
    ).toMatchObject({
      status: 403,
      body: {
        error: {
          code: 'FORBIDDEN',
          message: expect.stringContaining('the operator has suspended licensor "acme" since 2026-01-02'),
        },
      },
    });
    expect(written()).toEqual([]);
  },
);

test('a suspended licensor may send GraphQL queries, but no mutations', async () => {
  suspendLicensor();
  const mutation = 'mutation { deleteEventSubscription(subscriptionId: "s") { subscriptionId } }';
  const document = `${mutation.replace('mutation', 'mutation Change')} query Read { topics { topic } }`;

  expect((await ask('{ topics { topic } }')).data.topics.length).toBeGreaterThan(0);
  expect((await ask(document, { operationName: 'Read' })).data.topics.length).toBeGreaterThan(0);
  for (const refused of [{ query: mutation }, { query: document, operationName: 'Change' }]) {
    expect(await call({ body: refused })).toMatchObject({
      status: 403,
      body: { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
    });
  }
  expect(written()).toEqual([]);
});
