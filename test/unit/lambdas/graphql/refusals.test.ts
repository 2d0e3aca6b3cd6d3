// Rejected GraphQL input: errors name the fields of the caller.
import { beforeEach, expect, test } from 'vitest';
import { createBasicProfile } from '../../../support/builders/documented-mutations.ts';
import { authProfileOf } from '../../../support/builders/records.ts';
import { authProfileItem } from '../../../support/builders/stored-items.ts';
import { heraldAccount, tables } from '../../../support/handlers/environments.ts';
import { createGraphql } from '../../../support/handlers/graphql-under-test.ts';

const { ask, reset, written, database } = createGraphql();
beforeEach(() => {
  reset();
  const allowedOrigins = ['https://a.example.com'];
  database.put(tables.REGISTRY_TABLE, authProfileItem(authProfileOf({ allowedOrigins })));
});

const createProfile =
  'mutation ($input: CreateAuthProfileInput!) { createAuthProfile(input: $input) { authProfileId } }';
const updateProfile =
  'mutation ($input: UpdateAuthProfileInput!) { updateAuthProfile(input: $input) { authProfileId } }';
const subscribe = `mutation ($input: CreateEventSubscriptionInput!) {
  createEventSubscription(input: $input) { subscriptionId } }`;

const basicAuthConfig = { username: 'user', password: 'word' };
const hmac = { hmacSecret: 'a-secret-of-a-partner' };
const oAuth = (more: object) => ({
  oAuthConfig: {
    clientParameters: { clientId: 'id', clientSecret: 'secret' },
    authEndpoint: 'https://auth.example.com/token',
    ...more,
  },
});
const profile = (authConfig: object, more: object = {}) => ({ authConfig, ...more });
const toWebhook = (webhook: object, more: object = {}) => ({
  destination: { webhook: { url: 'https://a.example.com/', ...webhook } },
  eventType: 'REFUND_REQUESTED',
  ...more,
});
const onProfile = { authProfileId: 'profile-1' };
const source = { account: '222222222222', name: 'orders' };
const toEventBridge = (partnerEventSource: object, region = 'us-east-1') => ({
  destination: { eventBridge: { region, partnerEventSource } },
  eventType: 'REFUND_REQUESTED',
});

const webhook = 'input.destination.webhook';
const eventBridge = 'input.destination.eventBridge';

test.each<[string, string, object, string]>([
  [
    'no kind of authentication',
    createProfile,
    profile({}),
    'input.authConfig: expected exactly one of oAuthConfig, basicAuthConfig',
  ],
  [
    'two kinds of authentication',
    createProfile,
    profile({ basicAuthConfig, hmacAuthConfig: hmac }),
    'input.authConfig: expected exactly one of',
  ],
  [
    'a kind of authentication that is null',
    createProfile,
    profile({ basicAuthConfig: null }),
    'input.authConfig: expected exactly one of',
  ],
  [
    'two signatures',
    createProfile,
    profile({ hmacAuthConfig: hmac, signatureConfig: hmac }),
    'input.authConfig.signatureConfig: not possible together with hmacAuthConfig',
  ],
  [
    'a user name with a colon',
    createProfile,
    profile({ basicAuthConfig: { username: 'a:b', password: 'c' } }),
    'input.authConfig.basicAuthConfig.username: expected ',
  ],
  [
    'an alias that is not an id',
    createProfile,
    profile({ basicAuthConfig }, { authProfileAliasId: 'a b' }),
    'input.authProfileAliasId: expected 1 to 64',
  ],
  [
    'an invalid origin',
    createProfile,
    profile({ basicAuthConfig }, { allowedOrigins: ['https://a.example.com/path'] }),
    'input.allowedOrigins.0: expected an origin',
  ],
  [
    'an empty client secret',
    createProfile,
    profile(oAuth({ clientParameters: { clientId: 'id', clientSecret: '' } })),
    'input.authConfig.oAuthConfig.clientParameters.clientSecret: expected at least 1 character',
  ],
  [
    'a token endpoint without TLS',
    createProfile,
    profile(oAuth({ authEndpoint: 'http://auth.example.com/' })),
    'input.authConfig.oAuthConfig.authEndpoint: expected an https: URL',
  ],
  [
    'an invalid method of a token endpoint',
    createProfile,
    profile(oAuth({ httpMethod: 'GET' })),
    'input.authConfig.oAuthConfig.httpMethod: expected one of',
  ],
  [
    'a reserved header',
    createProfile,
    profile(oAuth({ httpParameters: { headerParameters: [{ key: 'Host', value: 'x' }] } })),
    'input.authConfig.oAuthConfig.httpParameters.headerParameters.0.key: expected the name of a header',
  ],
  [
    'a reserved header of a signature',
    createProfile,
    profile({ basicAuthConfig, signatureConfig: { ...hmac, hmacHeader: 'Host' } }),
    'input.authConfig.signatureConfig.hmacHeader: this header name is reserved',
  ],
  [
    'an empty name of a parameter after one that is given twice',
    createProfile,
    profile(
      oAuth({
        httpParameters: { bodyParameters: ['a', 'a', ''].map(key => ({ key, value: 'x' })) },
      }),
    ),
    'input.authConfig.oAuthConfig.httpParameters.bodyParameters.2.key: expected at least 1 character',
  ],
  [
    'client_secret in the body without client_id',
    createProfile,
    profile(oAuth({ httpParameters: { bodyParameters: [{ key: 'client_secret', value: 'x' }] } })),
    'input.authConfig.oAuthConfig.httpParameters.bodyParameters.0.key: expected a parameter client_id',
  ],
  [
    'secrets that are too long together',
    createProfile,
    profile(
      oAuth({
        httpParameters: { bodyParameters: ['a', 'b'].map(key => ({ key, value: 'x'.repeat(2100) })) },
      }),
    ),
    'input.authConfig.oAuthConfig: expected secrets of at most 4096 bytes together',
  ],
  [
    'an overlap of more than a week',
    updateProfile,
    profile({ basicAuthConfig }, { ...onProfile, secretOverlapSeconds: 604_801 }),
    'input.secretOverlapSeconds: expected at most 604800',
  ],
  [
    'an unknown event type',
    subscribe,
    toWebhook(onProfile, { eventType: 'toString' }),
    'input.eventType: unknown event type "toString", expected one of LiveStatusUpdated, ',
  ],
  [
    'a webhook without credentials',
    subscribe,
    toWebhook({}),
    `${webhook}: expected exactly one of authProfileId, authConfig`,
  ],
  [
    'a webhook with a profile and credentials',
    subscribe,
    toWebhook({ ...onProfile, authConfig: { basicAuthConfig } }),
    `${webhook}: expected exactly one of authProfileId, authConfig`,
  ],
  [
    'two different methods',
    subscribe,
    toWebhook({ ...onProfile, httpMethod: 'POST', method: 'PUT' }),
    `${webhook}.method: expected the same as httpMethod`,
  ],
  [
    'an unknown method',
    subscribe,
    toWebhook({ ...onProfile, method: 'GET' }),
    `${webhook}.method: expected one of "POST"`,
  ],
  [
    'an unknown httpMethod',
    subscribe,
    toWebhook({ ...onProfile, httpMethod: 'GET' }),
    `${webhook}.httpMethod: expected one of "POST"`,
  ],
  [
    'a URL with a private address',
    subscribe,
    toWebhook({ ...onProfile, url: 'https://169.254.169.254/' }),
    `${webhook}.url: expected a host name, not an IP address`,
  ],
  [
    'a URL that the profile does not allow',
    subscribe,
    toWebhook({ ...onProfile, url: 'https://b.example.com/' }),
    `${webhook}.url: expected one of the auth profile's allowedOrigins`,
  ],
  [
    'an unknown profile',
    subscribe,
    toWebhook({ authProfileId: 'unknown' }),
    `${webhook}.authProfileId: there is no auth profile "unknown"`,
  ],
  [
    'wrong credentials in line',
    subscribe,
    toWebhook({ authConfig: { apiKeyAuthConfig: { apiKey: 'a', apiKeyHeader: 'Host' } } }),
    `${webhook}.authConfig.apiKeyAuthConfig.apiKeyHeader: this header name is reserved`,
  ],
  [
    'an invalid AWS account',
    subscribe,
    toEventBridge({ ...source, account: 'example-aws-account-id' }),
    `${eventBridge}.partnerEventSource.account: expected an AWS account id`,
  ],
  [
    "Herald's own account",
    subscribe,
    toEventBridge({ ...source, account: heraldAccount }),
    `${eventBridge}.partnerEventSource.account: expected your own account`,
  ],
  [
    'an invalid name of a source',
    subscribe,
    toEventBridge({ ...source, name: 'a/b' }),
    `${eventBridge}.partnerEventSource.name: expected 1 to 64`,
  ],
  [
    'an invalid region',
    subscribe,
    toEventBridge(source, 'Mars'),
    `${eventBridge}.region: expected an AWS region`,
  ],
  [
    'an unknown format',
    subscribe,
    toWebhook(onProfile, { format: 'xml' }),
    'input.format: expected "cloudevents"',
  ],
  [
    'a filter on an unknown field',
    subscribe,
    toWebhook(onProfile, { filter: [{ field: 'colour', values: ['red'] }] }),
    'input.filter: "colour" is not a filter field of Orders, expected some of orderId',
  ],
  [
    'a filter without values',
    subscribe,
    toWebhook(onProfile, { filter: [{ field: 'orderId', values: [] }] }),
    'input.filter.0.values: expected at least 1 item',
  ],
  [
    'a filter whose field reads like an error of another field',
    subscribe,
    toWebhook(onProfile, { filter: [{ field: 'q; destination: x', values: [] }] }),
    'input.filter.0.values: expected at least 1 item',
  ],
  [
    'an unknown filter field that reads like an error of another field',
    subscribe,
    toWebhook(onProfile, { filter: [{ field: 'q; destination: x', values: ['1'] }] }),
    'input.filter: "q; destination: x" is not a filter field of Orders, expected some of orderId',
  ],
  [
    'an empty value in the second entry of a filter',
    subscribe,
    toWebhook(onProfile, {
      filter: [
        { field: 'orderId', values: ['1'] },
        { field: 'a.b', values: ['1', ''] },
      ],
    }),
    'input.filter.1.values.1: expected at least 1 character',
  ],
  [
    'a field twice in a filter',
    subscribe,
    toWebhook(onProfile, { filter: ['1', '2'].map(value => ({ field: 'orderId', values: [value] })) }),
    'input.filter: expected each field at most once',
  ],
])('%s is a BAD_REQUEST that names the field, and nothing is stored', async (_, query, input, message) => {
  const { data, errors } = await ask(query, { variables: { input } });

  expect(errors).toEqual([
    {
      message: expect.stringContaining(message),
      locations: [expect.anything()],
      path: [expect.any(String)],
      extensions: { code: 'BAD_REQUEST' },
    },
  ]);
  expect(errors[0].message.startsWith(message)).toBe(true);
  expect(Object.values(data)).toEqual([null]);
  expect(written()).toEqual([]);
});

test.each([
  ['authProfile(authProfileId: "no")', 'there is no auth profile "no"'],
  ['eventSubscription(subscriptionId: "no")', 'there is no subscription "no"'],
  ['target(targetId: "no#1")', 'there is no target "no#1"'],
])('%s is NOT_FOUND', async (field, message) => {
  const { errors } = await ask(`{ ${field} { __typename } }`);

  expect(errors).toMatchObject([{ message, extensions: { code: 'NOT_FOUND' } }]);
});

test.each([
  'deleteAuthProfile(authProfileId: "no")',
  'endAuthProfileRotation(authProfileId: "no")',
  `updateAuthProfile(input: { authProfileId: "no",
    authConfig: { basicAuthConfig: { username: "a", password: "b" } } })`,
  'deleteEventSubscription(subscriptionId: "no")',
])('%s is NOT_FOUND', async field => {
  const { errors } = await ask(`mutation { ${field} { __typename } }`);

  expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  expect(written()).toEqual([]);
});

test('ending a rotation without an overlap is NOT_FOUND', async () => {
  const { errors } = await ask(
    'mutation { endAuthProfileRotation(authProfileId: "profile-1") { authProfileId } }',
  );

  expect(errors).toMatchObject([
    { message: expect.stringContaining('no previous secret'), extensions: { code: 'NOT_FOUND' } },
  ]);
});

test('a used alias is a CONFLICT that names the field', async () => {
  await ask(createBasicProfile);

  expect((await ask(createBasicProfile)).errors).toMatchObject([
    {
      message: 'input.authProfileAliasId: there is an auth profile "example-authprofilealiasid" already',
      extensions: { code: 'CONFLICT' },
    },
  ]);
});

test('a failed mutation does not affect other mutations of the request', async () => {
  const { data, errors } = await ask(`mutation {
    first: deleteAuthProfile(authProfileId: "no") { authProfileId }
    second: deleteAuthProfile(authProfileId: "profile-1") { authProfileId }
  }`);

  expect(data).toEqual({ first: null, second: { authProfileId: 'profile-1' } });
  expect(errors).toMatchObject([{ path: ['first'], extensions: { code: 'NOT_FOUND' } }]);
});

test.each(['changes', 'deliveries'])(
  'a range of %s that ends before it begins is a BAD_REQUEST',
  async field => {
    const range = 'since: "2026-01-02T00:00:00Z", until: "2026-01-01T00:00:00Z"';
    const { errors } = await ask(`{ ${field}(${range}) { pageInfo { hasNextPage } } }`);

    expect(errors).toMatchObject([
      { message: 'until: expected a time after "since"', extensions: { code: 'BAD_REQUEST' } },
    ]);
  },
);
