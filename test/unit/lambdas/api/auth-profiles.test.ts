import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { authProfileOf, licensor, webhookTarget } from '../../../support/builders/records.ts';
import { authProfileItem } from '../../../support/builders/stored-items.ts';
import { webhookKinds } from '../../../support/builders/webhook-kinds.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const api = createRegisteringApi();
const { call, reset, written, encrypted, refuseWrites, hasTarget, hasAuthProfile, database } = api;
beforeEach(reset);

const all = '/{licensor}/notifications/auth-profiles';
const one = `${all}/{authProfileId}` as const;
const path = { authProfileId: 'profile-1' };
const authConfig = { type: 'basic', username: 'herald', password: 'pass-s3cret' };
const post = (body: unknown, headers: Record<string, string> = {}) => call(`POST ${all}`, { body, headers });
const put = (body: unknown, headers: Record<string, string> = {}) =>
  call(`PUT ${one}`, { path, body, headers });
const remove = (headers: Record<string, string> = {}) => call(`DELETE ${one}`, { path, headers });
const madeItem = () => written()[0]?.[0]?.Put?.Item;

test.each(webhookKinds)('a profile of type $type is created and shown without its secrets', async kind => {
  const allowedOrigins = ['https://partner.example.com'];

  const answer = await post({ authConfig: kind.input, allowedOrigins });

  expect(answer).toMatchObject({ status: 201, headers: { etag: '"1"' } });
  expect(answer.body).toEqual({
    authProfileId: expect.stringMatching(/^[0-9A-Z]{26}$/),
    authConfig: kind.shown,
    allowedOrigins,
    usedBy: [],
    createdAt: expect.any(String),
    updatedAt: expect.any(String),
  });
  expect(JSON.stringify([answer, written()])).not.toContain('s3cret');
  expect(encrypted()).toEqual([
    {
      licensor,
      ownerId: answer.body.authProfileId,
      version: madeItem()?.['secretVersion'],
      // A profile has several destinations, but one token endpoint.
      ...(kind.type === 'oauth' && { origins: 'https://login.partner.example.com' }),
      credentials: kind.credentials,
    },
  ]);
});

test('one transaction stores a profile under its alias, its secrets and the count', async () => {
  const { body } = await post({ authProfileAliasId: 'orders', authConfig });

  expect(body.authProfileId).toBe('orders');
  const version = madeItem()?.['secretVersion'];
  expect(written()).toMatchObject([
    [
      {
        Put: { Item: { itemId: 'AUTHPROFILE#orders' }, ConditionExpression: 'attribute_not_exists(itemId)' },
      },
      { Update: { UpdateExpression: 'ADD authProfileCount :authProfile' } },
      { Put: { TableName: tables.SECRETS_TABLE, Item: { licensor, secretId: `orders#${version}` } } },
    ],
  ]);
});

test('a used alias is a 409 that names it', async () => {
  refuseWrites();

  expect(await post({ authProfileAliasId: 'orders', authConfig })).toMatchObject({
    status: 409,
    body: {
      error: {
        code: 'CONFLICT',
        message: 'authProfileAliasId: there is an auth profile "orders" already',
      },
    },
  });
});

const oauth = {
  type: 'oauth',
  authEndpoint: 'https://login.partner.example.com/token',
  clientId: 'client-1',
  clientSecret: 'client-s3cret',
};
const signature = { hmacSecret: 'signing-s3cret-of-acme' };
const scope = { key: 'scope', value: 'scope-s3cret' };
const contentType = (value: string) => [{ key: 'Content-Type', value }];

const badConfigs: [string, object, string][] = [
  ['no secret', { type: 'basic', username: 'u' }, 'authConfig.password: required, expected string'],
  ['no kind', {}, 'authConfig.type: expected one of "bearer"'],
  ['an auth profile', { type: 'authProfile', authProfileId: 'x' }, 'authConfig.type: expected one of'],
  ['an unknown field', { ...authConfig, realm: 'x' }, 'authConfig: unknown field "realm"'],
  [
    'a colon in a user name',
    { ...authConfig, username: 'a:b' },
    'authConfig.username: expected well-formed text without ":"',
  ],
  [
    'a line break in a password',
    { ...authConfig, password: 'a\nb' },
    'authConfig.password: expected well-formed text without control',
  ],
  [
    'a signature in the header of the key',
    { type: 'apiKey', apiKey: 'k', apiKeyHeader: 'x-sig', signature: { ...signature, hmacHeader: 'X-Sig' } },
    'authConfig.signature.hmacHeader: expected another header than x-sig',
  ],
  [
    'a signature in the header of the password',
    { ...authConfig, signature: { ...signature, hmacHeader: 'authorization' } },
    'authConfig.signature.hmacHeader: expected another header than Authorization',
  ],
  [
    'a second signature',
    { type: 'hmac', hmacSecret: 'sixteen-bytes-or-more', signature },
    'authConfig: unknown field "signature"',
  ],
  [
    'no client secret',
    { ...oauth, clientSecret: undefined },
    'authConfig.clientSecret: required, expected string',
  ],
  [
    'a parameter without its value',
    { ...oauth, bodyParameters: [{ key: 'scope' }] },
    'authConfig.bodyParameters.0.value: required, expected string',
  ],
  [
    'a token endpoint without TLS',
    { ...oauth, authEndpoint: 'http://login.partner.example.com/token' },
    'authConfig.authEndpoint: expected an https: URL, got http:',
  ],
  [
    'a token endpoint with an IP address',
    { ...oauth, authEndpoint: 'https://10.0.0.1/token' },
    'authConfig.authEndpoint: expected a host name, not an IP address',
  ],
  [
    'an unsupported content type',
    { ...oauth, headerParameters: contentType('text/xml') },
    'authConfig.headerParameters.0.value: expected one of application/x-www-form-urlencoded',
  ],
  [
    'a parameter twice',
    { ...oauth, bodyParameters: [scope, scope] },
    'authConfig.bodyParameters: expected each key once',
  ],
  [
    'a header twice, in another case',
    { ...oauth, headerParameters: ['X-A', 'x-a'].map(key => ({ key, value: 'v' })) },
    'authConfig.headerParameters: expected each key once',
  ],
  [
    'an empty list of values',
    { ...oauth, bodyParameters: [{ key: 'resource', value: [] }] },
    'authConfig.bodyParameters.0.value: expected at least 1 item',
  ],
  [
    'values that are numbers',
    { ...oauth, bodyParameters: [{ key: 'resource', value: ['a', 1] }] },
    'authConfig.bodyParameters.0.value: expected a string or a list of strings',
  ],
  [
    'a value that is too long',
    { ...oauth, bodyParameters: [{ key: 'resource', value: 'x'.repeat(3001) }] },
    'authConfig.bodyParameters.0.value: expected at most 3000 characters',
  ],
  [
    'a header with a list of values',
    { ...oauth, headerParameters: [{ key: 'X-A', value: ['a'] }] },
    'authConfig.headerParameters.0.value: expected string, got array',
  ],
  [
    'client_secret in the body without client_id',
    { ...oauth, bodyParameters: [scope, { key: 'client_secret', value: 's' }] },
    'authConfig.bodyParameters.1.key: expected a parameter client_id beside client_secret',
  ],
  [
    'client_secret in the body beside Client_ID',
    { ...oauth, bodyParameters: ['Client_ID', 'client_secret'].map(key => ({ key, value: 'v' })) },
    'authConfig.bodyParameters.1.key: expected a parameter client_id beside client_secret',
  ],
  [
    'a reserved header in a token request',
    { ...oauth, headerParameters: [{ key: 'Host', value: 'a' }] },
    'authConfig.headerParameters.0.key: expected the name of a header that is not reserved',
  ],
  [
    'an invalid parameter name',
    { type: 'queryParameter', queryParameterName: 'a=b', queryParameterValue: 'v' },
    'authConfig.queryParameterName: expected 1 to 64',
  ],
  [
    'secrets that are too long together',
    { ...authConfig, password: 'x'.repeat(2100), signature: { hmacSecret: 'y'.repeat(2100) } },
    'authConfig: expected secrets of at most 4096 bytes together, got 4241 bytes',
  ],
];

test.each(badConfigs)(
  'credentials with %s are a 400 on creation and on update, and nothing is stored',
  async (_, config, message) => {
    hasAuthProfile(authProfileOf());

    for (const answer of [await post({ authConfig: config }), await put({ authConfig: config })]) {
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'BAD_REQUEST' } } });
      expect(answer.body.error.message).toContain(message);
      expect(JSON.stringify(answer)).not.toContain('s3cret');
    }
    expect(written()).toEqual([]);
  },
);

test.each([
  ['no credentials', {}, 'authConfig: required, expected object'],
  ['an unknown field', { authConfig, colour: 'red' }, 'body: unknown field "colour"'],
  [
    'an alias with a slash',
    { authConfig, authProfileAliasId: 'a/b' },
    'authProfileAliasId: expected 1 to 64',
  ],
  ['an empty alias', { authConfig, authProfileAliasId: '' }, 'authProfileAliasId: expected 1 to 64'],
  [
    'a long alias',
    { authConfig, authProfileAliasId: 'a'.repeat(65) },
    'authProfileAliasId: expected 1 to 64',
  ],
  ['an overlap on creation', { authConfig, secretOverlapSeconds: 5 }, 'body: unknown field'],
  ['no origin', { authConfig, allowedOrigins: [] }, 'allowedOrigins: expected at least 1 item'],
  [
    'an origin with a path',
    { authConfig, allowedOrigins: ['https://a.example.com/'] },
    'allowedOrigins.0: expected an origin like https://api.example.com',
  ],
])('a new profile with %s is a 400', async (_, body, message) => {
  const answer = await post(body);

  expect(answer.status).toBe(400);
  expect(answer.body.error.message).toContain(message);
  expect(written()).toEqual([]);
});

test('a repeated request with an Idempotency-Key returns the profile of the first one', async () => {
  const headers = { 'Idempotency-Key': 'key-1' };
  const { body: made } = await post({ authConfig }, headers);
  hasAuthProfile(authProfileOf({ ...madeItem(), version: 2 }));
  refuseWrites();

  expect(await post({ authConfig }, headers)).toMatchObject({
    status: 201,
    body: { authProfileId: made.authProfileId },
    headers: { etag: '"2"' },
  });
  const other = await post({ authConfig: { ...authConfig, username: 'other' } }, headers);
  expect(other).toMatchObject({ status: 409 });
  expect(other.body.error.message).toMatch(/^Idempotency-Key: /);
});

test('with an alias, a request with another Idempotency-Key is a conflict', async () => {
  const body = { authProfileAliasId: 'orders', authConfig };
  await post(body, { 'Idempotency-Key': 'key-1' });
  hasAuthProfile(authProfileOf({ ...madeItem() }));
  refuseWrites();

  expect((await post(body, { 'Idempotency-Key': 'key-1' })).status).toBe(201);
  for (const answer of [await post(body, { 'Idempotency-Key': 'key-2' }), await post(body)]) {
    expect(answer).toMatchObject({ status: 409 });
    expect(answer.body.error.message).toMatch(/^authProfileAliasId: /);
  }
});

test('a profile is shown with its targets and its version as the ETag, without its secrets', async () => {
  hasAuthProfile(authProfileOf({ version: 4, usedBy: new Set(['target-2', 'target-1']) }));

  const answer = await call(`GET ${one}`, { path });

  expect(answer).toMatchObject({ status: 200, headers: { etag: '"4"' } });
  expect(answer.body).toMatchObject({ authConfig: { type: 'bearer' }, usedBy: ['target-1', 'target-2'] });
  expect(JSON.stringify(answer.body)).not.toMatch(/secret|version|uses"|creationId/i);
});

test.each(['GET', 'PUT', 'DELETE'] as const)('%s of an unknown profile is a 404', async method => {
  for (const authProfileId of ['unknown', 'no/body', 'x'.repeat(65)]) {
    const answer = await call(`${method} ${one}`, { path: { authProfileId }, body: { authConfig } });
    expect(answer).toMatchObject({
      status: 404,
      body: { error: { message: `there is no auth profile "${authProfileId}"` } },
    });
  }
});

test('a profile of another licensor is not found', async () => {
  hasAuthProfile(authProfileOf({ licensor: 'other' }));

  const statuses = [await call(`GET ${one}`, { path }), await put({ authConfig }), await remove()];
  expect(statuses.map(({ status }) => status)).toEqual([404, 404, 404]);
  expect(written()).toEqual([]);
});

test('profiles are listed in pages', async () => {
  const item = authProfileItem(authProfileOf());
  database.dynamo.on(QueryCommand).resolves({ Items: [item], LastEvaluatedKey: { itemId: item.itemId } });

  const first = await call(`GET ${all}`, { query: { limit: '1' } });
  await call(`GET ${all}`, { query: { nextToken: first.body.nextToken } });

  expect(first.body.authProfiles).toMatchObject([{ authProfileId: 'profile-1', usedBy: [] }]);
  const asked = database.dynamo.commandCalls(QueryCommand).map(({ args }) => args[0].input);
  expect(asked).toMatchObject([
    { Limit: 1, ExpressionAttributeValues: { ':licensor': licensor, ':prefix': 'AUTHPROFILE#' } },
    { Limit: 50, ExclusiveStartKey: { licensor, itemId: 'AUTHPROFILE#profile-1' } },
  ]);
});

test('an update replaces the credentials if the profile is unchanged, and keeps its users', async () => {
  hasAuthProfile(
    authProfileOf({ version: 4, allowedOrigins: ['https://a.example.com'], usedBy: new Set(['target-1']) }),
  );

  const answer = await put({ authConfig, allowedOrigins: null }, { 'If-Match': '"4"' });

  expect(answer).toMatchObject({ status: 200, headers: { etag: '"5"' } });
  expect(answer.body).toMatchObject({
    authConfig: { type: 'basic', username: 'herald' },
    usedBy: ['target-1'],
  });
  expect(answer.body).not.toHaveProperty('allowedOrigins');
  const update = written()[0]?.[0]?.Update;
  expect(update).toMatchObject({
    ConditionExpression: '#version = :read_version AND #uses = :read_uses',
    ExpressionAttributeValues: { ':read_version': 4, ':read_uses': 0, ':version': 5 },
  });
  expect(update?.UpdateExpression).toMatch(/REMOVE .*#allowedOrigins/);
  expect(update?.UpdateExpression).not.toMatch(/usedBy|uses/);
});

test('another version in If-Match is a 412; a concurrent change without it is a 409', async () => {
  hasAuthProfile(authProfileOf({ version: 4 }));
  const send = [
    (headers = {}) => put({ authConfig }, headers),
    (headers: Record<string, string> = {}) => remove(headers),
  ];

  for (const request of send) expect((await request({ 'If-Match': '"3"' })).status).toBe(412);
  expect(written()).toEqual([]);
  refuseWrites();
  for (const request of send) {
    expect((await request({ 'If-Match': '"4"' })).status).toBe(412);
    expect((await request()).status).toBe(409);
  }
});

test('an unused profile is deleted with its secrets, on condition that it is still unused', async () => {
  hasAuthProfile(authProfileOf());

  expect(await remove()).toMatchObject({ status: 204, body: undefined });
  expect(written()).toMatchObject([
    [
      { Delete: { ConditionExpression: '#version = :read_version AND attribute_not_exists(usedBy)' } },
      { Update: { ExpressionAttributeValues: { ':authProfile': -1 } } },
      { Update: { TableName: tables.SECRETS_TABLE, Key: { secretId: 'profile-1#profile-secret-1' } } },
    ],
  ]);
});

test('deleting a profile in use is a 409 that names the targets', async () => {
  hasAuthProfile(authProfileOf({ usedBy: new Set(['target-2', 'target-1']) }));

  const answer = await remove();

  expect(answer.status).toBe(409);
  expect(answer.body.error.message).toContain('targets target-1, target-2');
  expect(written()).toEqual([]);
});

const on = { type: 'authProfile', authProfileId: 'profile-1' } as const;
const query = { type: 'queryParameter', queryParameterName: 'key', queryParameterValue: 'query-s3cret' };

test.each([
  ['allowedOrigins', { authConfig, allowedOrigins: ['https://one.example.com'] }],
  ['a query parameter that is in its URL', { authConfig: query }],
])('an update that excludes a target by %s is a 409 that names the target', async (_, body) => {
  hasAuthProfile(authProfileOf({ usedBy: new Set(['target-1', 'target-2', 'target-3']), uses: 3 }));
  for (const [targetId, destination] of [
    ['target-1', 'https://one.example.com/'],
    ['target-2', 'https://two.example.com/?key=mine'],
    ['target-3', 'https://one.example.com:443/x'],
  ])
    hasTarget(webhookTarget({ targetId, destination, auth: on, secretVersion: undefined }));

  const answer = await put(body);

  expect(answer.status).toBe(409);
  expect(answer.body.error.message).toContain('targets target-2:');
  expect(written()).toEqual([]);
});

test('an update of allowedOrigins requires that no target was added or moved concurrently', async () => {
  hasAuthProfile(authProfileOf({ usedBy: new Set(['target-1']), uses: 7 }));
  hasTarget(webhookTarget({ auth: on, secretVersion: undefined }));

  const answer = await put({ authConfig, allowedOrigins: ['https://partner.example.com'] });

  expect(answer.status).toBe(200);
  expect(written()[0]?.[0]?.Update).toMatchObject({
    ConditionExpression: '#version = :read_version AND #uses = :read_uses',
    ExpressionAttributeValues: { ':read_uses': 7 },
  });
});

test.each([
  ['null', { allowedOrigins: null }],
  ['none, of a profile that has none', {}],
])('an update with allowedOrigins %s allows the origins of the targets in use', async (_, more) => {
  hasAuthProfile(authProfileOf({ usedBy: new Set(['target-1', 'target-2']) }));
  for (const [targetId, destination] of [
    ['target-1', 'https://one.example.com/'],
    ['target-2', 'https://two.example.com/?key=mine'],
  ])
    hasTarget(webhookTarget({ targetId, destination, auth: on, secretVersion: undefined }));

  expect((await put({ authConfig, ...more })).body).toMatchObject({
    allowedOrigins: ['https://one.example.com', 'https://two.example.com'],
  });
});

test('an update without allowedOrigins keeps them', async () => {
  hasAuthProfile(authProfileOf({ version: 4, allowedOrigins: ['https://a.example.com'] }));

  expect((await put({ authConfig })).body).toMatchObject({ allowedOrigins: ['https://a.example.com'] });
});

test.each(['http://a.example.com', 'https://10.0.0.1', 'https://a.example.com:8443'])(
  'an origin that no target can have is rejected: %s',
  async origin => {
    const answer = await post({ authConfig, allowedOrigins: ['https://a.example.com', origin] });

    expect(answer).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(/^allowedOrigins\.1: expected/) } },
    });
  },
);

test.each<[string, object]>([
  ['client_id alone in the body', { bodyParameters: [{ key: 'client_id', value: 'c' }] }],
  ['both in the body', { bodyParameters: ['client_id', 'client_secret'].map(key => ({ key, value: 'v' })) }],
  [
    'client_secret beside an own Authorization header',
    {
      bodyParameters: [{ key: 'client_secret', value: 's' }],
      headerParameters: [{ key: 'authorization', value: 'Custom a' }],
    },
  ],
  ['names that differ in case', { bodyParameters: ['scope', 'SCOPE'].map(key => ({ key, value: 'v' })) }],
  ['a list of values', { bodyParameters: [{ key: 'resource', value: ['a', 'b'] }] }],
])('OAuth parameters with %s are accepted', async (_, change) => {
  const body = { authConfig: { ...oauth, ...change } };

  expect(await call('POST /{licensor}/notifications/auth-profiles', { body })).toMatchObject({ status: 201 });
});
