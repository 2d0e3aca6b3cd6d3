// Every route and every mutation that changes something leaves a change record, without any secret. A new one
// fails here until it has a scenario, or is listed with the reason why it needs no record.
import { beforeEach, describe, expect, test } from 'vitest';
import type { ChangeRecord } from '../../../core/model/api/change-record.ts';
import {
  itemPrefixes,
  licensorKey,
  memberKey,
  membershipKey,
} from '../../../core/store/registry/registry-key.ts';
import type { RouteKey } from '../../../lambdas/api/operations.ts';
import type { RouteKey as DeliveriesRouteKey } from '../../../lambdas/deliveries/operations.ts';
import { operations as deliveriesOperations } from '../../../lambdas/deliveries/operations.ts';
import type { Mutation } from '../../../lambdas/graphql/schema/schema.generated.ts';
import { schemaText } from '../../../lambdas/graphql/schema/schema.generated.ts';
import {
  type RouteKey as SessionsRouteKey,
  operations as sessionsOperations,
} from '../../../lambdas/sessions/operations.ts';
import { allOperations, routeKeysOf } from '../../../lib/api/operations.ts';
import { type Call, sourceAddress } from '../../support/builders/api-event.ts';
import {
  author,
  authProfileOf,
  replayOf,
  sessionOf,
  subscriptionOf,
  webhookTarget,
} from '../../support/builders/records.ts';
import { authProfileItem, replayItem, targetItem } from '../../support/builders/stored-items.ts';
import { deliveriesUnderTest } from '../../support/handlers/deliveries-under-test.ts';
import { tables } from '../../support/handlers/environments.ts';
import { createGraphql } from '../../support/handlers/graphql-under-test.ts';
import { sessionsUnderTest } from '../../support/handlers/sessions-under-test.ts';

const { ask, rest, reset, hasTarget, hasSubscription, database } = createGraphql();
const deliveries = deliveriesUnderTest();
const sessions = sessionsUnderTest();
beforeEach(() => {
  reset();
  deliveries.reset();
  sessions.reset();
});

/** Routes that change nothing of what is recorded, and why. */
const withoutRecord: Record<string, string> = {
  'POST /{licensor}/notifications/targets/{targetId}/test': 'it only sends a test notification',
  'POST /{licensor}/notifications/deliveries/{eventId}/{targetId}/resend': 'the log of the delivery has it',
  'POST /{licensor}/notifications/portal-sessions/{sessionId}/renewals': 'it only makes the session last',
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

const replay = {
  targetId: 'target-1',
  statuses: ['FAILED'],
  since: '2026-01-01T00:00:00Z',
  until: '2026-01-02T00:00:00Z',
};

const member = {
  memberId: 'member-1',
  speaksFor: 'acme',
  email: 'a@example.com',
  capabilities: ['view'],
  createdAt: '2026-01-31T12:00:00.000Z',
};

/** What exists before the call, the call, and what its record says. */
type Scenario = { has?: () => void; call: Call; says: Partial<ChangeRecord> };
const scenarios: Partial<Record<RouteKey | DeliveriesRouteKey | SessionsRouteKey, Scenario>> = {
  'POST /{licensor}/notifications/portal-sessions': {
    has: () =>
      sessions.database.put(tables.REGISTRY_TABLE, {
        ...licensorKey('acme'),
        usageKey: 'usage-key-of-20-characters',
      }),
    call: { body: { capabilities: ['replay'] } },
    says: { action: 'CREATED', resource: { kind: 'session', id: expect.any(String) } },
  },
  'DELETE /{licensor}/notifications/members/{memberId}': {
    has: () => {
      for (const key of [membershipKey('a@example.com', 'acme'), memberKey('acme', 'member-1')])
        sessions.database.put(tables.REGISTRY_TABLE, { ...member, ...key });
    },
    call: { path: { memberId: 'member-1' } },
    says: { action: 'DELETED', resource: { kind: 'member', id: 'member-1' } },
  },
  'DELETE /{licensor}/notifications/portal-sessions/{sessionId}': {
    has: () => sessions.hasSession(sessionOf()),
    call: { path: { sessionId: 'session-1' } },
    says: { action: 'DELETED', resource: { kind: 'session', id: 'session-1' } },
  },
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
  'POST /{licensor}/notifications/replays': {
    has: () => deliveries.hasTargets(webhookTarget()),
    call: { body: replay },
    says: {
      action: 'CREATED',
      resource: { kind: 'replay', id: expect.any(String) },
      fields: expect.arrayContaining([
        { field: 'targetId', after: 'target-1' },
        { field: 'statuses', after: ['FAILED'] },
      ]),
    },
  },
  'DELETE /{licensor}/notifications/replays/{replayId}': {
    has: () => deliveries.database.put(tables.DELIVERIES_TABLE, replayItem(replayOf())),
    call: { path: { replayId: 'replay-1' } },
    says: {
      action: 'CHANGED',
      resource: { kind: 'replay', id: 'replay-1' },
      fields: [{ field: 'status', before: 'FINDING', after: 'CANCELLING' }],
    },
  },
};

/** The change records that are stored. */
const recorded = (of = database) =>
  of
    .items(tables.REGISTRY_TABLE)
    .filter(({ itemId }) => String(itemId).startsWith(itemPrefixes.change))
    .sort((a, b) => String(a['resourceKey']).localeCompare(String(b['resourceKey'])));
const by = { ...author, sourceAddress, requestId: 'request-1' };

const writes = routeKeysOf(allOperations).filter(
  key => allOperations[key]?.scope === 'write' && !key.startsWith('GET ') && !(key in withoutRecord),
);

/** @returns `stored`: the tables of the function that has the route */
async function call(key: string, request: Call) {
  if (key in sessionsOperations)
    return { ...(await sessions.call(key as SessionsRouteKey, request)), stored: sessions.database };
  if (key in deliveriesOperations)
    return { ...(await deliveries.call(key as DeliveriesRouteKey, request)), stored: deliveries.database };
  return { ...(await rest(key as RouteKey, request)), stored: database };
}

describe.each(writes)('%s', key => {
  test('leaves one record, with its author and without a secret', async () => {
    const scenario = scenarios[key as RouteKey];
    if (!scenario) throw new Error('this route has no scenario here');
    scenario.has?.();

    const { status, stored } = await call(key, scenario.call);

    expect(status).toBeLessThan(300);
    const records = recorded(stored);
    expect(records).toMatchObject([{ ...scenario.says, by }]);
    expect(JSON.stringify(records)).not.toContain(secret);
  });
});

test('a change that the store refuses leaves no record', async () => {
  hasProfile();

  const body = { authProfileAliasId: 'profile-1', authConfig };
  const { status } = await rest('POST /{licensor}/notifications/auth-profiles', { body });

  expect(status).toBe(409);
  expect(recorded()).toEqual([]);
});

const target = { kind: 'target', id: expect.any(String) };
const subscribed = { kind: 'subscription', id: expect.any(String) };
const basic = `{ basicAuthConfig: { username: "u", password: "${secret}" }, signatureConfig: { hmacSecret: "${secret}" } }`;
/** A resend has its trace in the log of the delivery. */
type Recorded = Exclude<keyof Mutation, 'resendDelivery'>;
const mutations: Record<Recorded, { has?: () => void; query: string; records: object[] }> = {
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
  createReplay: {
    has: () => database.put(tables.REGISTRY_TABLE, targetItem(webhookTarget())),
    query: `createReplay(input: {
      targetId: "target-1", statuses: ["FAILED"], since: "2026-01-01T00:00:00Z", until: "2026-01-02T00:00:00Z"
    }) { replay { replayId } }`,
    records: [{ action: 'CREATED', resource: { kind: 'replay', id: expect.any(String) } }],
  },
  cancelReplay: {
    has: () => database.put(tables.DELIVERIES_TABLE, replayItem(replayOf())),
    query: 'cancelReplay(replayId: "replay-1") { replay { status } }',
    records: [{ action: 'CHANGED', resource: { kind: 'replay', id: 'replay-1' } }],
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
