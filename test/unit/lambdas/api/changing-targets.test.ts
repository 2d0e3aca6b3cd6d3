import { beforeEach, expect, test } from 'vitest';
import { awsTarget, destinations, roleArn, webhookTarget } from '../../../support/builders/records.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const { call, reset, written, refuseWrites, hasTarget } = createRegisteringApi();
const targetId = 'target-1';
const one = '/{licensor}/notifications/targets/{targetId}';
const { destination } = webhookTarget();
const body = { type: 'WEBHOOK', destination, auth: { type: 'bearer', bearerToken: 'new-token' } };

beforeEach(() => {
  reset();
  hasTarget(webhookTarget({ version: 4 }));
});

const put = (sent: unknown, headers: Record<string, string> = {}) =>
  call(`PUT ${one}`, { path: { targetId }, body: sent, headers });
const remove = (headers: Record<string, string> = {}) =>
  call(`DELETE ${one}`, { path: { targetId }, headers });

test('both ways to get a target return the same, with an ETag and no credential', async () => {
  const byPath = await call(`GET ${one}`, { path: { targetId } });
  const byQuery = await call('GET /{licensor}/notifications/targets', { query: { targetId } });

  expect(byPath).toMatchObject({ status: 200, headers: { etag: '"4"' } });
  expect(byPath.body).toMatchObject({
    targetId,
    status: 'ACTIVE',
    type: 'WEBHOOK',
    auth: { type: 'bearer' },
  });
  expect(byQuery).toEqual(byPath);
  expect(JSON.stringify(byPath.body)).not.toMatch(/secret|version|usedBy/i);
});

test.each(['GET', 'PUT', 'DELETE'] as const)(
  '%s of an unknown target is a 404 that names it',
  async method => {
    const answer = await call(`${method} ${one}`, { path: { targetId: 'unknown' }, body });

    expect(answer).toMatchObject({
      status: 404,
      body: { error: { code: 'NOT_FOUND', message: 'there is no target "unknown"' } },
    });
    expect(written()).toEqual([]);
  },
);

test('an update returns the target with its next version', async () => {
  const answer = await put(body, { 'If-Match': '"4"' });

  expect(answer).toMatchObject({
    status: 200,
    body: { targetId, status: 'ACTIVE' },
    headers: { etag: '"5"' },
  });
  expect(written()).toHaveLength(1);
});

test.each(['"3"', '"5"', '4', 'W/"4"', '"1", "2"'])(
  'If-Match %s does not match the version: 412, and nothing is written',
  async tag => {
    for (const answer of [await put(body, { 'If-Match': tag }), await remove({ 'If-Match': tag })]) {
      expect(answer).toMatchObject({ status: 412, body: { error: { code: 'PRECONDITION_FAILED' } } });
    }
    expect(written()).toEqual([]);
  },
);

test.each(['*', '"4"', '"1", "4"'])('If-Match %s matches the version', async tag => {
  expect((await put(body, { 'If-Match': tag })).status).toBe(200);
});

test('a concurrent change is a 412 with If-Match and a 409 without', async () => {
  refuseWrites();

  expect(await put(body, { 'If-Match': '"4"' })).toMatchObject({ status: 412 });
  expect(await put(body)).toMatchObject({ status: 409, body: { error: { code: 'CONFLICT' } } });
  expect(await remove()).toMatchObject({ status: 409 });
});

test('an update without the credential keeps the stored one', async () => {
  const answer = await put({ ...body, destination: `${destination}/v2`, auth: { type: 'bearer' } });

  expect(answer.status).toBe(200);
  expect(written().flat()).toMatchObject([
    { Update: { ExpressionAttributeValues: { ':secretVersion': 'secret-1' } } },
  ]);
});

test('a new credential gets a new version, and the old one expires in the same transaction', async () => {
  await put(body);

  const [writes = []] = written();
  const [target, added, expired] = writes;
  const version = target?.Update?.ExpressionAttributeValues?.[':secretVersion'];
  expect(version).not.toBe('secret-1');
  expect(added?.Put?.Item).toMatchObject({ secretId: `${targetId}#${version}` });
  expect(expired?.Update).toMatchObject({
    Key: { secretId: `${targetId}#secret-1` },
    ExpressionAttributeValues: { ':expiresAt': expect.any(Number) },
  });
});

test.each([
  [
    'another origin',
    { ...body, destination: 'https://elsewhere.example.com/', auth: { type: 'bearer' } },
    'auth.bearerToken: required, because destination changes',
  ],
  [
    'another kind of authentication',
    { ...body, auth: { type: 'hmac' } },
    'auth.hmacSecret: required, because auth.type changes',
  ],
  [
    'another type of target',
    { type: 'SQS', destination: destinations.SQS, auth: { assumeRoleArn: roleArn } },
    'type: a target keeps its type WEBHOOK',
  ],
])('an update to %s without the required fields is a 400', async (_, sent, message) => {
  const answer = await put(sent);

  expect(answer).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining(message) } },
  });
  expect(written()).toEqual([]);
});

test('an unused target is deleted with its secret: 204 without a body', async () => {
  expect(await remove()).toMatchObject({ status: 204, body: undefined });
  expect(written()[0]).toMatchObject([
    { Delete: {} },
    { Update: { UpdateExpression: 'ADD targetCount :target', ExpressionAttributeValues: { ':target': -1 } } },
    { Update: { TableName: tables.DELIVERIES_TABLE } },
    { Update: { Key: { secretId: `${targetId}#secret-1` } } },
  ]);
});

test('a target in use is a 409 that names the subscriptions', async () => {
  hasTarget(awsTarget('SQS', { targetId: 'used', usedBy: new Set(['s2', 's1']) }));

  const answer = await call(`DELETE ${one}`, { path: { targetId: 'used' } });

  expect(answer).toMatchObject({
    status: 409,
    body: { error: { message: expect.stringContaining('subscriptions s1, s2') } },
  });
  expect(written()).toEqual([]);
});
