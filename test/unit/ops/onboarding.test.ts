// Making, replacing and disabling the clients of a licensor or of the platform; what fails half-way leaves
// nothing behind.
import { CreateApiKeyCommand, CreateUsagePlanKeyCommand } from '@aws-sdk/client-api-gateway';
import { CreateUserPoolClientCommand } from '@aws-sdk/client-cognito-identity-provider';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { clientSchema } from '../../../core/model/api/client.ts';
import { licensorRecordSchema } from '../../../core/model/api/licensor.ts';
import { Onboarding } from '../../../ops/onboarding.ts';
import { platform } from '../../../ops/owner.ts';
import { tables } from '../../support/handlers/environments.ts';
import { cancelled, deployment, mockOnboardingEdge } from '../../support/handlers/onboarding-edge.ts';

const edge = mockOnboardingEdge();
const onboarding = new Onboarding(deployment);
const items = () => edge.database.items(tables.REGISTRY_TABLE);
const itemOf = (itemId: string) => items().find(item => item['itemId'] === itemId);
const options = { tier: 'standard' };

beforeEach(edge.reset);

test('a licensor gets a client, a usage key, an external id of its own, and one transaction writes what we keep', async () => {
  const { owner, externalId, credentials } = await onboarding.create('demo', {
    ...options,
    contact: 'ops@example.com',
  });

  expect(owner).toBe('demo');
  expect(externalId).toMatch(/^herald-demo-[0-9a-f]{32}$/);
  expect(credentials).toEqual({
    clientId: expect.stringMatching(/^client-/),
    clientSecret: `secret-of-${credentials.clientId}`,
    tokenUrl: deployment.outputs.TokenUrl,
    scopes: ['herald/notifications.read', 'herald/notifications.write'],
  });
  expect(licensorRecordSchema.parse(itemOf('LICENSOR'))).toMatchObject({
    licensor: 'demo',
    externalId,
    contact: 'ops@example.com',
    tier: 'standard',
    targetCount: 0,
  });
  const client = itemOf('CLIENT');
  expect(client).toMatchObject({ licensor: `CLIENT#${credentials.clientId}` });
  expect(clientSchema.parse(client)).toMatchObject({ kind: 'partner', speaksFor: 'demo', disabled: false });
  expect(edge.written()).toHaveLength(2);
  expect(edge.written().every(({ Put }) => Put?.ConditionExpression === 'attribute_not_exists(itemId)')).toBe(
    true,
  );
});

test('the secret is in the answer and nowhere in the Registry', async () => {
  const { credentials } = await onboarding.create('demo', options);

  expect(credentials.clientSecret).toBeDefined();
  expect(JSON.stringify(items())).not.toContain(credentials.clientSecret);
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
  expect(itemOf('CLIENT')).toMatchObject({ usageKey: key?.value });
});

test.each([
  ['demo', ['herald/notifications.read', 'herald/notifications.write']],
  [platform, ['herald/events.publish']],
])(
  'the app client of %s can do client credentials, with the scopes of its kind, and nothing else',
  async (owner, scopes) => {
    await onboarding.create(owner, options);

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

test("the platform's client has no licensor", async () => {
  const { owner } = await onboarding.create(platform, options);

  expect(owner).toBe('platform');
  expect(clientSchema.parse(itemOf('CLIENT'))).toMatchObject({ kind: 'platform' });
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

  await expect(onboarding.create('demo', options)).rejects.toThrow();

  expect(edge.takenBack().clients).toHaveLength(clients);
  expect(edge.takenBack().keys).toHaveLength(keys);
  expect(items()).toEqual([]);
});

test('a licensor that is there already is refused before anything is made', async () => {
  await onboarding.create('demo', options);

  await expect(onboarding.create('demo', options)).rejects.toThrow('demo is onboarded already: see rotate');
  expect(edge.made()).toEqual({ clients: 1, keys: 1 });
});

test('an unknown tier is refused before anything is made, and the message says which there are', async () => {
  await expect(onboarding.create('demo', { tier: 'gold' })).rejects.toThrow('expected one of standard, high');
  expect(edge.made()).toEqual({ clients: 0, keys: 0 });
});

test('with another issuer, --client-id is required and the client is never deleted', async () => {
  const { UserPoolId: _, TokenUrl: __, ...outputs } = deployment.outputs;
  const elsewhere = new Onboarding({ ...deployment, outputs });

  await expect(elsewhere.create('demo', options)).rejects.toThrow('--client-id');
  expect(edge.made()).toEqual({ clients: 0, keys: 0 });

  const { credentials } = await elsewhere.create('demo', { ...options, clientId: 'theirs' });
  await elsewhere.disable('demo');
  expect(credentials).toEqual({ clientId: 'theirs', scopes: expect.any(Array) });
  expect(edge.made()).toMatchObject({ clients: 0 });
  expect(edge.takenBack().clients).toEqual([]);
});
