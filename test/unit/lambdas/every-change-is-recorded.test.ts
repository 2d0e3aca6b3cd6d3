// Every route and every mutation that changes something leaves a change record, without any secret. A new one
// fails here until it has a scenario, or is listed with the reason why it needs no record.
import { beforeEach, describe, expect, test } from 'vitest';
import type { ChangeRecord } from '../../../core/model/api/change-record.ts';
import { replayKey } from '../../../core/store/deliveries/replay-items.ts';
import { itemPrefixes } from '../../../core/store/registry/registry-key.ts';
import type { RouteKey as ApiRoute } from '../../../lambdas/api/operations.ts';
import type { RouteKey as DeliveriesRoute } from '../../../lambdas/deliveries/operations.ts';
import type { Mutation } from '../../../lambdas/graphql/schema/schema.generated.ts';
import { schemaText } from '../../../lambdas/graphql/schema/schema.generated.ts';
import { allOperations, routeKeysOf } from '../../../lib/api/operations.ts';
import { type Call, sourceAddress } from '../../support/builders/api-event.ts';
import {
  author,
  authProfileOf,
  licensor,
  subscriptionOf,
  webhookTarget,
} from '../../support/builders/records.ts';
import { authProfileItem } from '../../support/builders/stored-items.ts';
import { deliveriesUnderTest } from '../../support/handlers/deliveries-under-test.ts';
import { tables } from '../../support/handlers/environments.ts';
import { createGraphql } from '../../support/handlers/graphql-under-test.ts';

const { ask, rest, reset, hasTarget, hasSubscription, database } = createGraphql();
const deliveries = deliveriesUnderTest();
beforeEach(() => {
  reset();
  deliveries.reset();
});

/** Routes that change nothing of what is recorded, and why. */
const withoutRecord: Record<string, string> = {
  'POST /{licensor}/notifications/targets/{targetId}/test': 'it only sends a test notification',
  'POST /{licensor}/notifications/deliveries/{eventId}/{targetId}/resend': 'the log of the delivery has it',
  'POST /{licensor}/graphql': 'its mutations are below',
};

const secret = 's3cret-of-acme-16-bytes';
const hmac = { type: 'hmac' as const, hmacAlgorithm: 'HmacSHA256' as const, hmacHeader: 'X-Signature' };
const previousSecrets = [{ version: 'old', until: '2999-01-01T00:00:00.000Z', settings: hmac }];
const destination = 'https://partner.example.com/webhooks';
const webhook = { type: 'WEBHOOK', destination, auth: { type: 'bearer', bearerToken: secret } };
const authConfig = {
  type: 'oauth',
  authEndpoint: 'https://auth.example.com/token',
  httpMethod: 'POST',
  clientId: 'client',
  clientSecret: secret,
  bodyParameters: [{ key: 'grant_type', value: secret }],
  signature: { hmacSecret: secret },
};
const subscription = { topic: 'OfferStatus', eventTargetMapping: { LiveStatusUpdated: ['target-1'] } };
const hasProfile = (fields: Parameters<typeof authProfileOf>[0] = {}) => {
  const profile = authProfileOf({ allowedOrigins: ['https://partner.example.com'], ...fields });
  database.put(tables.REGISTRY_TABLE, authProfileItem(profile));
};

/** What exists before the call, the call, and what its record says. */
type Scenario = { has?: () => void; call: Call; says: Partial<ChangeRecord> };
const ofApi: Partial<Record<ApiRoute, Scenario>> = {
  'POST /{licensor}/notifications/targets': {
    call: { body: webhook },
    says: { action: 'CREATED', resource: { kind: 'target', id: expect.any(String) } },
  },
  'PUT /{licensor}/notifications/targets/{targetId}': {
    has: () => hasTarget(webhookTarget()),
    call: { path: { targetId: 'target-1' }, body: { ...webhook, destination: `${destination}/new` } },
    says: {
      action: 'CHANGED',
      resource: { kind: 'target', id: 'target-1' },
      fields: [
        { field: 'destination', before: destination, after: `${destination}/new` },
        { field: 'secret', after: 'changed' },
      ],
    },
  },
  'DELETE /{licensor}/notifications/targets/{targetId}': {
    has: () => hasTarget(webhookTarget()),
    call: { path: { targetId: 'target-1' } },
    says: { action: 'DELETED', resource: { kind: 'target', id: 'target-1' } },
  },
  'DELETE /{licensor}/notifications/targets/{targetId}/previous-secret': {
    has: () => hasTarget(webhookTarget({ auth: hmac, previousSecrets })),
    call: { path: { targetId: 'target-1' } },
    says: {
      action: 'CHANGED',
      resource: { kind: 'target', id: 'target-1' },
      fields: [{ field: 'previousSecretUntil', before: '2999-01-01T00:00:00.000Z' }],
    },
  },
  'POST /{licensor}/notifications/auth-profiles': {
    call: { body: { authProfileAliasId: 'mine', authConfig } },
    says: { action: 'CREATED', resource: { kind: 'authProfile', id: 'mine' } },
  },
  'PUT /{licensor}/notifications/auth-profiles/{authProfileId}': {
    has: hasProfile,
    call: { path: { authProfileId: 'profile-1' }, body: { authConfig } },
    says: { action: 'CHANGED', resource: { kind: 'authProfile', id: 'profile-1' } },
  },
  'DELETE /{licensor}/notifications/auth-profiles/{authProfileId}': {
    has: hasProfile,
    call: { path: { authProfileId: 'profile-1' } },
    says: { action: 'DELETED', resource: { kind: 'authProfile', id: 'profile-1' } },
  },
  'DELETE /{licensor}/notifications/auth-profiles/{authProfileId}/previous-secret': {
    has: () => hasProfile({ auth: hmac, previousSecrets }),
    call: { path: { authProfileId: 'profile-1' } },
    says: { action: 'CHANGED', resource: { kind: 'authProfile', id: 'profile-1' } },
  },
  'POST /{licensor}/notifications/subscriptions': {
    has: () => hasTarget(webhookTarget()),
    call: { body: subscription },
    says: { action: 'CREATED', resource: { kind: 'subscription', id: expect.any(String) } },
  },
  'PUT /{licensor}/notifications/subscriptions/{subscriptionId}': {
    has: () => {
      hasTarget(webhookTarget());
      hasSubscription(subscriptionOf());
    },
    call: { path: { subscriptionId: 'subscription-1' }, body: { ...subscription, format: 'cloudevents' } },
    says: {
      action: 'CHANGED',
      resource: { kind: 'subscription', id: 'subscription-1' },
      fields: [{ field: 'format', after: 'cloudevents' }],
    },
  },
  'DELETE /{licensor}/notifications/subscriptions/{subscriptionId}': {
    has: () => {
      hasTarget(webhookTarget({ usedBy: new Set(['subscription-1']) }));
      hasSubscription(subscriptionOf());
    },
    call: { path: { subscriptionId: 'subscription-1' } },
    says: { action: 'DELETED', resource: { kind: 'subscription', id: 'subscription-1' } },
  },
};

const replayInput = {
  targetId: 'target-1',
  statuses: ['FAILED'],
  since: '2026-01-01T00:00:00.000Z',
  until: '2026-01-01T12:00:00.000Z',
};
const replays = 'POST /{licensor}/notifications/replays';
const cancellation = 'DELETE /{licensor}/notifications/replays/{replayId}';
const hasReplay = () => {
  const { targetId, statuses, since, until } = replayInput;
  deliveries.database.put(tables.DELIVERIES_TABLE, {
    ...replayKey(licensor, 'replay-1'),
    ...{
      licensor,
      replayId: 'replay-1',
      selector: { targetId },
      targetIds: [targetId],
      statuses,
      since,
      until,
    },
    ...{ ratePerSecond: 50, status: 'RUNNING', version: 1, createdAt: until, cursor: since, open: [] },
    ...{ found: 0, attempted: 0, delivered: 0, failed: 0, cancelled: 0, expired: 0 },
  });
};
const ofDeliveries: Partial<Record<DeliveriesRoute, Scenario>> = {
  [replays]: {
    has: () => deliveries.hasTargets(webhookTarget()),
    call: { body: replayInput },
    says: {
      action: 'CREATED',
      resource: { kind: 'replay', id: expect.any(String) },
      fields: [
        ...Object.entries(replayInput).map(([field, after]) => ({ field, after })),
        { field: 'ratePerSecond', after: 50 },
        { field: 'status', after: 'FINDING' },
      ],
    },
  },
  [cancellation]: {
    has: hasReplay,
    call: { path: { replayId: 'replay-1' } },
    says: {
      action: 'CHANGED',
      resource: { kind: 'replay', id: 'replay-1' },
      fields: [{ field: 'status', before: 'FINDING', after: 'CANCELLING' }],
    },
  },
};

/** The change records that are stored. */
const recorded = () =>
  [database, deliveries.database]
    .flatMap(({ items }) => items(tables.REGISTRY_TABLE))
    .filter(({ itemId }) => String(itemId).startsWith(itemPrefixes.change))
    .sort((a, b) => String(a['resourceKey']).localeCompare(String(b['resourceKey'])));
const by = { ...author, sourceAddress, requestId: 'request-1' };

const writes = routeKeysOf(allOperations).filter(
  key => allOperations[key]?.scope === 'write' && !key.startsWith('GET ') && !(key in withoutRecord),
);

describe.each(writes)('%s', key => {
  test('leaves one record, with its author and without a secret', async () => {
    const scenario = ofApi[key as ApiRoute] ?? ofDeliveries[key as DeliveriesRoute];
    if (!scenario) throw new Error('this route has no scenario here');
    scenario.has?.();

    const { status } =
      key in ofApi
        ? await rest(key as ApiRoute, scenario.call)
        : await deliveries.call(key as DeliveriesRoute, scenario.call);

    expect(status).toBeLessThan(300);
    expect(recorded()).toMatchObject([{ ...scenario.says, by }]);
    expect(JSON.stringify(recorded())).not.toContain(secret);
  });
});

test('a change that the store refuses leaves no record', async () => {
  hasProfile();

  const body = { authProfileAliasId: 'profile-1', authConfig };
  const { status } = await rest('POST /{licensor}/notifications/auth-profiles', { body });

  expect(status).toBe(409);
  expect(recorded()).toEqual([]);
});

test('a dry run of a replay leaves no record', async () => {
  deliveries.hasTargets(webhookTarget());

  const { status } = await deliveries.call(replays, { body: { ...replayInput, dryRun: true } });

  expect(status).toBe(200);
  expect(recorded()).toEqual([]);
});

test('a replay that is refused, because another one sends to its target, leaves no record', async () => {
  deliveries.hasTargets(webhookTarget());
  await deliveries.call(replays, { body: replayInput });

  const { status } = await deliveries.call(replays, { body: replayInput });

  expect(status).toBe(409);
  expect(recorded()).toHaveLength(1);
});

test('a replay that is asked for or cancelled twice has one record of each', async () => {
  deliveries.hasTargets(webhookTarget());
  const call = { body: replayInput, headers: { 'idempotency-key': 'once' } };

  const { body } = await deliveries.call(replays, call);
  await deliveries.call(replays, call);
  for (const _ of [1, 2]) await deliveries.call(cancellation, { path: { replayId: body.replayId } });

  expect(
    recorded()
      .map(({ action }) => action)
      .sort(),
  ).toEqual(['CHANGED', 'CREATED']);
});

const target = { kind: 'target', id: expect.any(String) };
const subscribed = { kind: 'subscription', id: expect.any(String) };
const basic = `{ basicAuthConfig: { username: "u", password: "${secret}" }, signatureConfig: { hmacSecret: "${secret}" } }`;
/** Without `resendDelivery`: the log of the delivery has it. */
const mutations: Record<
  Exclude<keyof Mutation, 'resendDelivery'>,
  { has?: () => void; query: string; records: object[] }
> = {
  createAuthProfile: {
    query: `createAuthProfile(input: { authConfig: ${basic} }) { authProfileId }`,
    records: [{ action: 'CREATED', resource: { kind: 'authProfile', id: expect.any(String) } }],
  },
  updateAuthProfile: {
    has: hasProfile,
    query: `updateAuthProfile(input: { authProfileId: "profile-1", authConfig: ${basic} }) { authProfileId }`,
    records: [{ action: 'CHANGED', resource: { kind: 'authProfile', id: 'profile-1' } }],
  },
  endAuthProfileRotation: {
    has: () => hasProfile({ auth: hmac, previousSecrets }),
    query: 'endAuthProfileRotation(authProfileId: "profile-1") { authProfileId }',
    records: [{ action: 'CHANGED', resource: { kind: 'authProfile', id: 'profile-1' } }],
  },
  deleteAuthProfile: {
    has: hasProfile,
    query: 'deleteAuthProfile(authProfileId: "profile-1") { authProfileId }',
    records: [{ action: 'DELETED', resource: { kind: 'authProfile', id: 'profile-1' } }],
  },
  createEventSubscription: {
    query: `createEventSubscription(input: {
      eventType: "LiveStatusUpdated", destination: { webhook: { url: "${destination}", authConfig: ${basic} } }
    }) { subscriptionId }`,
    records: [
      { action: 'CREATED', resource: subscribed },
      { action: 'CREATED', resource: target },
    ],
  },
  deleteEventSubscription: {
    has: () => {
      hasTarget(webhookTarget({ usedBy: new Set(['subscription-1']) }));
      hasSubscription(subscriptionOf({ ownsTarget: 'target-1' }));
    },
    query: 'deleteEventSubscription(subscriptionId: "subscription-1") { subscriptionId }',
    records: [
      { action: 'DELETED', resource: subscribed },
      { action: 'DELETED', resource: target },
    ],
  },
};

describe.each(Object.entries(mutations))('the mutation %s', (name, { has, query, records }) => {
  test('leaves its records, with their author and without a secret', async () => {
    expect(schemaText).toContain(name);
    has?.();

    expect(await ask(`mutation { ${query} }`)).not.toHaveProperty('errors');

    expect(recorded()).toMatchObject(records.map(record => ({ ...record, by })));
    expect(JSON.stringify(recorded())).not.toContain(secret);
  });
});

test('a profile that gets allowedOrigins by its first use has a record too', async () => {
  hasProfile({ allowedOrigins: undefined });

  await rest('POST /{licensor}/notifications/targets', {
    body: { ...webhook, auth: { type: 'authProfile', authProfileId: 'profile-1' } },
  });

  expect(recorded()).toMatchObject([
    {
      action: 'CHANGED',
      resource: { kind: 'authProfile', id: 'profile-1' },
      fields: [{ field: 'allowedOrigins', after: ['https://partner.example.com'] }],
    },
    { action: 'CREATED', resource: target },
  ]);
});

test('a request that is repeated with its Idempotency-Key leaves one record', async () => {
  const call = { body: webhook, headers: { 'idempotency-key': 'once' } };

  await rest('POST /{licensor}/notifications/targets', call);
  const again = await rest('POST /{licensor}/notifications/targets', call);

  expect(again.status).toBe(201);
  expect(recorded()).toHaveLength(1);
});
