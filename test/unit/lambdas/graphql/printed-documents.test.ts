// Every mutation in reference texts 2 and 3, with the printed answer.
import { EncryptCommand } from '@aws-sdk/client-kms';
import { beforeEach, expect, test } from 'vitest';
import { authProfileKey } from '../../../../core/store/registry/registry-key.ts';
import * as printed from '../../../support/builders/documented-mutations.ts';
import { authProfileOf, licensor, subscriptionOf, webhookTarget } from '../../../support/builders/records.ts';
import { authProfileItem } from '../../../support/builders/stored-items.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { createGraphql } from '../../../support/handlers/graphql-under-test.ts';

const { ask, call, reset, written, database, kms, sources, hasTarget, hasSubscription } = createGraphql();
beforeEach(reset);

const hasProfile = (authProfileId: string) =>
  database.put(tables.REGISTRY_TABLE, authProfileItem(authProfileOf({ authProfileId })));
const itemOf = (prefix: string) =>
  database.items(tables.REGISTRY_TABLE).find(({ itemId }) => String(itemId).startsWith(prefix));
/** The credentials passed to KMS. */
const encrypted = () =>
  kms
    .commandCalls(EncryptCommand)
    .map(({ args }) => JSON.parse(Buffer.from(args[0].input.Plaintext ?? []).toString()));

test('createAuthProfile with OAuth credentials returns the alias as the id', async () => {
  expect(await ask(printed.createOAuthProfile)).toEqual({
    data: { createAuthProfile: { authProfileId: 'example-authprofilealiasid' } },
  });
  expect(itemOf('AUTHPROFILE#')).toMatchObject({
    auth: {
      type: 'oauth',
      authEndpoint: printed.authEndpoint,
      httpMethod: 'POST',
      clientId: 'example-client-id',
      bodyParameters: [{ key: 'grant_type' }, { key: 'scope' }],
      headerParameters: [{ key: 'Content-Type' }],
    },
  });
  expect(encrypted()).toEqual([
    {
      clientSecret: 'example-client-secret',
      'bodyParameters.grant_type': 'client_credentials',
      'bodyParameters.scope': 'write:order',
      'headerParameters.Content-Type': 'application/x-www-form-urlencoded',
    },
  ]);
});

test('a body parameter of OAuth that is given several times has a list of values', async () => {
  const query = printed.createOAuthProfile.replace(
    /bodyParameters: \[/,
    '$&{ key: "resource", value: "a" }, { key: "resource", value: "b" }, { key: "resource", value: "c" },',
  );

  await ask(query);

  expect(encrypted()).toMatchObject([{ 'bodyParameters.resource': ['a', 'b', 'c'] }]);
});

test('createAuthProfile with user name and password returns the alias as the id', async () => {
  expect(await ask(printed.createBasicProfile)).toEqual({
    data: { createAuthProfile: { authProfileId: 'example-authprofilealiasid' } },
  });
  expect(encrypted()).toEqual([{ password: 'example-password' }]);
});

test('createAuthProfile without an alias generates an id', async () => {
  const query = printed.createBasicProfile.replace(/authProfileAliasId: .*\n/, '');

  const { data } = await ask(query);

  expect(data.createAuthProfile.authProfileId).toMatch(/^[0-9A-Z]{26}$/);
  expect(itemOf('AUTHPROFILE#')).toMatchObject(
    authProfileKey(licensor, data.createAuthProfile.authProfileId),
  );
});

test.each([
  ['OAuth', printed.updateOAuthProfile, { type: 'oauth', clientId: 'example-new-clientid' }],
  ['basic', printed.updateBasicProfile, { type: 'basic', username: 'example-new-username' }],
])('updateAuthProfile with %s credentials replaces the whole profile', async (_, query, auth) => {
  hasProfile('example-authprofileid');

  expect(await ask(query)).toEqual({
    data: { updateAuthProfile: { authProfileId: 'example-authprofileid' } },
  });
  expect(itemOf('AUTHPROFILE#')).toMatchObject({ auth, version: 2 });
});

test.each([
  [printed.deleteProfileNested, { authProfile: { authProfileId: 'example-authprofileid' } }],
  [printed.deleteProfileFlat, { authProfileId: 'example-authprofileid' }],
])('deleteAuthProfile answers in both forms of the text', async (query, deleteAuthProfile) => {
  hasProfile('example-authprofileid');

  expect(await ask(query)).toEqual({ data: { deleteAuthProfile } });
  expect(itemOf('AUTHPROFILE#')).toBeUndefined();
});

test('deleteAuthProfile of a profile in use fails and names the targets', async () => {
  const usedBy = new Set(['target-2', 'target-1']);
  database.put(
    tables.REGISTRY_TABLE,
    authProfileItem(authProfileOf({ authProfileId: 'example-authprofileid', usedBy })),
  );

  expect(await ask(printed.deleteProfileNested)).toMatchObject({
    data: { deleteAuthProfile: null },
    errors: [
      {
        message: expect.stringContaining('in use by targets target-1, target-2'),
        path: ['deleteAuthProfile'],
        extensions: { code: 'CONFLICT' },
      },
    ],
  });
  expect(written()).toEqual([]);
});

test('createEventSubscription with an auth profile creates a webhook that uses it', async () => {
  hasProfile('my-oauth-profile');

  const { data } = await ask(printed.subscribeByProfile);

  expect(data).toEqual({ createEventSubscription: { subscriptionId: expect.stringMatching(/^\w+$/) } });
  expect(itemOf('SUBSCRIPTION#')).toMatchObject({
    ...data.createEventSubscription,
    topic: 'Orders',
    eventTargetMapping: { REFUND_REQUESTED: [itemOf('TARGET#')?.['targetId']] },
  });
  expect(itemOf('TARGET#')).toMatchObject({
    type: 'WEBHOOK',
    destination: 'https://my-webhook.com',
    httpMethod: 'POST',
    auth: { type: 'authProfile', authProfileId: 'my-oauth-profile' },
  });
  expect(itemOf('AUTHPROFILE#')?.['usedBy']).toEqual(new Set([itemOf('TARGET#')?.['targetId']]));
});

test('createEventSubscription with OAuth without httpParameters uses the standard form body', async () => {
  expect(await ask(printed.subscribeInline)).toEqual({
    data: { createEventSubscription: { subscriptionId: expect.any(String) } },
  });
  expect(itemOf('TARGET#')).toMatchObject({
    destination: 'https://webhook-endpoint.com',
    httpMethod: 'POST',
    auth: {
      type: 'oauth',
      authEndpoint: 'https://auth-endpoint-updated.com',
      clientId: 'client_id_updated',
      bodyParameters: [],
      headerParameters: [],
    },
  });
  expect(encrypted()).toEqual([{ clientSecret: 'client_secret_updated' }]);
});

test('createEventSubscription with Amazon EventBridge creates the partner event source', async () => {
  expect(await ask(printed.subscribeEventBridge)).toEqual({
    data: { createEventSubscription: { subscriptionId: expect.any(String) } },
  });
  expect(itemOf('TARGET#')).toMatchObject({
    type: 'EVENTBRIDGE_PARTNER',
    destination: {
      account: printed.partnerSourceAccount,
      name: 'example-partner-event-source-name',
      region: 'us-east-1',
    },
  });
  expect(sources()[0]).toEqual([
    'created',
    `aws.partner/platform.example/${licensor}/example-partner-event-source-name`,
  ]);
});

test('deleteEventSubscription deletes the subscription and its own target', async () => {
  const targetId = 'target-1';
  hasTarget(webhookTarget({ targetId, usedBy: new Set(['example-subscription-id']) }));
  hasSubscription(subscriptionOf({ subscriptionId: 'example-subscription-id', ownsTarget: targetId }));

  expect(await ask(printed.unsubscribe)).toEqual({
    data: { deleteEventSubscription: { subscriptionId: 'example-subscription-id' } },
  });
  expect([itemOf('SUBSCRIPTION#'), itemOf('TARGET#')]).toEqual([undefined, undefined]);
});

test.each([
  ['comments that begin with //', printed.createBasicProfile.replace('input: {', 'input: {\n// Optional')],
  ['a heading that begins with //', `// GraphQL mutation\n${printed.unsubscribe}`],
  ['one brace too few', printed.subscribeByProfile.replace(/\}\n(?=\s+\},\n\s+eventType)/, '')],
])('a document with %s, as printed, is not valid GraphQL', async (_, query) => {
  expect(await ask(query)).toMatchObject({
    errors: [{ message: expect.stringMatching(/^Syntax Error/), extensions: { code: 'BAD_REQUEST' } }],
  });
});

test.each([
  ['example-endpoint-url', printed.createOAuthProfile.replace(printed.authEndpoint, 'example-endpoint-url')],
  [
    'example-aws-account-id',
    printed.subscribeEventBridge.replace(printed.partnerSourceAccount, 'example-aws-account-id'),
  ],
])('the printed placeholder "%s" is rejected', async (_, query) => {
  expect(await ask(query)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  expect(written()).toEqual([]);
});

test.each([
  ['httpMethod: "PUT"', 'PUT'],
  ['method: "PUT"', 'PUT'],
  ['httpMethod: "PATCH", method: "PATCH"', 'PATCH'],
  ['', 'POST'],
])('a webhook with %j gets method %s', async (given, httpMethod) => {
  await ask(printed.subscribeInline.replace('method: "POST",', given));

  expect(itemOf('TARGET#')).toMatchObject({ httpMethod });
});

test.each(['POST', 'PUT'])('a token endpoint may have method %s', async httpMethod => {
  await ask(printed.createOAuthProfile.replace('httpMethod: "POST"', `httpMethod: "${httpMethod}"`));

  expect(itemOf('AUTHPROFILE#')).toMatchObject({ auth: { httpMethod } });
});

test('no answer to a printed mutation contains a credential, whatever fields it selects', async () => {
  const all =
    'authProfile { authConfig { type clientId username bodyParameters { key } headerParameters { key } } }';
  const { text } = await call({
    body: { query: printed.createOAuthProfile.replace(/authProfileId\n}\n}$/, `${all} } }`) },
  });

  expect(text).toContain('"clientId":"example-client-id"');
  expect(text).not.toMatch(/secret|client_credentials|write:order/);
});
