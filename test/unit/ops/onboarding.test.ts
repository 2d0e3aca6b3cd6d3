// Onboarding a licensor or the platform with its first clients; what fails half-way leaves nothing behind.
import { CreateApiKeyCommand, CreateUsagePlanKeyCommand } from '@aws-sdk/client-api-gateway';
import { CreateUserPoolClientCommand } from '@aws-sdk/client-cognito-identity-provider';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { clientSchema } from '../../../core/model/api/client.ts';
import { licensorRecordSchema, licensorSchema, reservedNames } from '../../../core/model/api/licensor.ts';
import { createClients } from '../../../core/store/registry/clients.ts';
import { allOperations, routeKeysOf } from '../../../lib/api/operations.ts';
import { Onboarding } from '../../../ops/onboarding.ts';
import { platform } from '../../../ops/owner.ts';
import { disableAllClients } from '../../../ops/owner-clients.ts';
import { digestIn } from '../../support/handlers/authorizer-under-test.ts';
import { tables } from '../../support/handlers/environments.ts';
import {
  cancelled,
  deployment,
  mockOnboardingEdge,
  otherIssuer,
  withoutIssuer,
} from '../../support/handlers/onboarding-edge.ts';

const edge = mockOnboardingEdge();
const onboarding = new Onboarding(deployment);
const items = () => edge.database.items(tables.REGISTRY_TABLE);
const itemOf = (itemId: string) => items().find(item => item['itemId'] === itemId);
const options = { tier: 'standard' };
const withOauth = { ...options, oauth: {} };

beforeEach(edge.reset);

test('a licensor gets an access key, a usage key, an external id of its own, and one transaction writes what we keep', async () => {
  const { owner, externalId, accessKey, oauth } = await onboarding.create('demo', {
    ...options,
    contact: 'ops@example.com',
  });

  expect(owner).toBe('demo');
  expect(externalId).toMatch(/^herald-demo-[0-9a-f]{32}$/);
  expect(oauth).toBeUndefined();
  expect(accessKey).toEqual({
    key: expect.stringMatching(/^hk_dev_[0-9A-Za-z]{49}$/),
    id: expect.stringMatching(/^key-[0-9a-f]{16}$/),
    name: 'default',
    scopes: ['herald/notifications.read', 'herald/notifications.write'],
  });
  expect(licensorRecordSchema.parse(itemOf('LICENSOR'))).toMatchObject({
    licensor: 'demo',
    externalId,
    contact: 'ops@example.com',
    tier: 'standard',
    targetCount: 0,
  });
  const { hash } = digestIn(accessKey.key);
  expect(itemOf('LICENSOR')).toMatchObject({ clientIds: [], accessKeys: [hash] });
  expect(clientSchema.parse(itemOf('ACCESS_KEY'))).toMatchObject({
    ...{ kind: 'partner', speaksFor: 'demo', disabled: false, clientId: accessKey.id },
    accessKey: { hash, name: 'default', scopes: accessKey.scopes },
  });
  expect(itemOf('ACCESS_KEY')).toMatchObject({ licensor: `ACCESS_KEY#${hash}` });
  expect(edge.written()).toHaveLength(3);
  expect(itemOf('LICENSOR#demo')).toMatchObject({ licensor: 'LICENSORS#' });
  const conditions = edge.written().map(({ Put }) => Put?.ConditionExpression);
  expect(conditions.filter(condition => condition === 'attribute_not_exists(itemId)')).toHaveLength(2);
  expect(edge.made()).toEqual({ clients: 0, keys: 1 });
});

test.each(['operator', 'Operator', 'portal-sessions', 'reference', 'sign-ins'])(
  '"%s" cannot name a licensor, because other paths begin with it',
  async name => {
    await expect(onboarding.create(name, options)).rejects.toThrow(
      `"${name}" cannot name a licensor: paths of the API begin with that word`,
    );
    expect(edge.written()).toEqual([]);
    expect(edge.made().keys).toBe(0);
  },
);

test('the reserved names are the words with which paths without a licensor begin', () => {
  const words = routeKeysOf(allOperations).map(key => key.split('/')[1]);
  const names = words.filter(word => licensorSchema.safeParse(word).success);

  expect([...new Set(names)].toSorted()).toEqual([...reservedNames].toSorted());
});

test('the authorizer finds the key that was shown', async () => {
  const { accessKey } = await onboarding.create('demo', options);
  const clients = createClients(edge.database.db, tables.REGISTRY_TABLE);

  expect(await clients.withHash(digestIn(accessKey.key).hash)).toMatchObject({ clientId: accessKey.id });
});

test('with OAuth a licensor gets an OAuth client beside the access key, and both have its usage key', async () => {
  const { accessKey, oauth } = await onboarding.create('demo', withOauth);

  expect(oauth).toEqual({
    clientId: expect.stringMatching(/^client-/),
    clientSecret: `secret-of-${oauth?.clientId}`,
    tokenUrl: deployment.outputs.TokenUrl,
    scopes: accessKey.scopes,
  });
  const client = itemOf('CLIENT');
  expect(client).toMatchObject({ licensor: `CLIENT#${oauth?.clientId}` });
  expect(clientSchema.parse(client)).toMatchObject({ kind: 'partner', speaksFor: 'demo', disabled: false });
  expect(client?.['usageKey']).toBe(itemOf('ACCESS_KEY')?.['usageKey']);
  expect(itemOf('LICENSOR')).toMatchObject({ clientIds: [oauth?.clientId] });
});

test('the key and the secret are in the answer and nowhere in the Registry', async () => {
  const { accessKey, oauth } = await onboarding.create('demo', withOauth);
  const stored = JSON.stringify(items());

  expect(oauth?.clientSecret).toBeDefined();
  expect(stored).not.toContain(oauth?.clientSecret);
  const [, , random = ''] = accessKey.key.split('_');
  expect(stored).not.toContain(random.slice(0, 10));
  expect(stored).not.toContain(random.slice(-10));
});

test('the usage key is random, in the plan of the tier, and the one that the authorizer will name', async () => {
  await onboarding.create('demo', { tier: 'high' });

  const [key] = edge.gateway.commandCalls(CreateApiKeyCommand).map(({ args }) => args[0].input);
  expect(key).toMatchObject({
    name: 'herald-dev-demo',
    enabled: true,
    value: expect.stringMatching(/^[\w-]{40}$/),
  });
  expect(edge.gateway.commandCalls(CreateUsagePlanKeyCommand).map(({ args }) => args[0].input)).toEqual([
    { usagePlanId: 'plan-high', keyId: 'key-1', keyType: 'API_KEY' },
  ]);
  expect(itemOf('ACCESS_KEY')).toMatchObject({ usageKey: key?.value });
});

test.each([
  ['demo', ['herald/notifications.read', 'herald/notifications.write']],
  [platform, ['herald/events.publish']],
])(
  'the app client of %s can do client credentials, with the scopes of its kind, and nothing else',
  async (owner, scopes) => {
    const { accessKey } = await onboarding.create(owner, withOauth);
    expect(accessKey.scopes).toEqual(scopes);

    const [client] = edge.cognito.commandCalls(CreateUserPoolClientCommand).map(({ args }) => args[0].input);
    expect(client).toMatchObject({
      UserPoolId: 'pool-1',
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: scopes,
    });
    expect(client).not.toHaveProperty('ExplicitAuthFlows');
    expect(client).not.toHaveProperty('CallbackURLs');
  },
);

test("the platform's clients have no licensor", async () => {
  const { owner } = await onboarding.create(platform, withOauth);

  expect(owner).toBe('platform');
  for (const itemId of ['CLIENT', 'ACCESS_KEY']) {
    expect(clientSchema.parse(itemOf(itemId))).toMatchObject({ kind: 'platform' });
    expect(itemOf(itemId)).not.toHaveProperty('speaksFor');
  }
});

test.each<[string, () => void, { clients: number; keys: number }]>([
  [
    'the key cannot be put into its plan',
    () => edge.gateway.on(CreateUsagePlanKeyCommand).rejects(new Error('no')),
    { clients: 0, keys: 1 },
  ],
  [
    'Cognito makes no client',
    () => edge.cognito.on(CreateUserPoolClientCommand).rejects(new Error('no')),
    { clients: 0, keys: 1 },
  ],
  [
    'the Registry is not written',
    () => edge.database.dynamo.on(TransactWriteCommand).rejects(new Error('no')),
    { clients: 1, keys: 1 },
  ],
  [
    'another command onboarded the same licensor',
    () => edge.database.dynamo.on(TransactWriteCommand).rejects(cancelled()),
    { clients: 1, keys: 1 },
  ],
])('when %s, all that was made is taken back', async (_, happen, { clients, keys }) => {
  happen();

  await expect(onboarding.create('demo', withOauth)).rejects.toThrow();

  expect(edge.takenBack().clients).toHaveLength(clients);
  expect(edge.takenBack().keys).toHaveLength(keys);
  expect(items()).toEqual([]);
});

test('a licensor that is there already is refused before anything is made', async () => {
  await onboarding.create('demo', withOauth);

  await expect(onboarding.create('demo', withOauth)).rejects.toThrow(
    'demo is onboarded already: see partner key create',
  );
  expect(edge.made()).toEqual({ clients: 1, keys: 1 });
});

test('an unknown tier is refused before anything is made, and the message says which there are', async () => {
  await expect(onboarding.create('demo', { tier: 'gold' })).rejects.toThrow('expected one of standard, high');
  expect(edge.made()).toEqual({ clients: 0, keys: 0 });
});

test('with another issuer, --client-id is required for OAuth, and the client is never deleted', async () => {
  const elsewhere = new Onboarding(otherIssuer);

  await expect(elsewhere.create('demo', withOauth)).rejects.toThrow('--client-id');
  expect(edge.made()).toEqual({ clients: 0, keys: 0 });

  const { oauth } = await elsewhere.create('demo', { ...options, oauth: { clientId: 'theirs' } });
  await disableAllClients(otherIssuer, edge.database.db, 'demo');
  expect(oauth).toEqual({ clientId: 'theirs', scopes: expect.any(Array) });
  expect(edge.made()).toMatchObject({ clients: 0 });
  expect(edge.takenBack().clients).toEqual([]);
});

test('without an issuer a licensor gets an access key, and OAuth is refused before anything is made', async () => {
  const keysOnly = new Onboarding(withoutIssuer);

  for (const oauth of [{}, { clientId: 'theirs' }])
    await expect(keysOnly.create('demo', { ...options, oauth })).rejects.toThrow('this stage has no issuer');
  expect(edge.made()).toEqual({ clients: 0, keys: 0 });
  expect(await keysOnly.create('demo', options)).toMatchObject({ accessKey: { name: 'default' } });
});
