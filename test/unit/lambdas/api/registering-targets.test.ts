import { EncryptCommand } from '@aws-sdk/client-kms';
import { beforeEach, expect, test } from 'vitest';
import { destinations, roleArn, webhookTarget } from '../../../support/builders/records.ts';
import { heraldAccount, tables } from '../../../support/handlers/environments.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const { call, reset, written, refuseWrites, hasTarget, kms } = createRegisteringApi();
beforeEach(reset);

const route = 'POST /{licensor}/notifications/targets';
const auth = { assumeRoleArn: roleArn, externalId: 'external-id-1' };
const webhook = (more: object) => ({
  type: 'WEBHOOK',
  destination: 'https://your-api.example.com/webhooks',
  auth: more,
});
const bearer = webhook({ type: 'bearer', bearerToken: 'your-token' });
const post = (body: unknown, headers: Record<string, string> = {}) => call(route, { body, headers });
const itemIn = (table: string) =>
  written()
    .flat()
    .find(({ Put }) => Put?.TableName === table)?.Put?.Item;

/** Reference text 1, "Target Types". */
const documented = [
  { type: 'SQS', destination: destinations.SQS, auth },
  { type: 'SNS', destination: destinations.SNS, auth },
  { type: 'EVENTBRIDGE', destination: destinations.EVENTBRIDGE, auth },
  bearer,
  webhook({ type: 'apiKey', apiKey: 'your-key', apiKeyHeader: 'X-API-Key' }),
  webhook({
    type: 'hmac',
    hmacSecret: 'your-secret',
    hmacAlgorithm: 'HmacSHA256',
    hmacHeader: 'X-Signature',
  }),
];

test.each(documented)('the documented $type target with $auth.type returns its id and status', async body => {
  const answer = await post(body);

  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    targetId: expect.stringMatching(/^\w+$/),
    status: 'ACTIVE',
    type: body.type,
    destination: body.destination,
  });
  expect(answer.headers).toMatchObject({ etag: '"1"', 'content-type': 'application/json' });
  expect(itemIn(tables.REGISTRY_TABLE)).toMatchObject({
    licensor: 'acme',
    targetId: answer.body.targetId,
    version: 1,
  });
});

test.each(documented.slice(3))(
  'the credential of $auth.type is not returned and not stored in plain text',
  async body => {
    const answer = await post(body);

    expect(JSON.stringify([answer, written()])).not.toMatch(/your-(token|key|secret)/);
    expect(itemIn(tables.SECRETS_TABLE)).toMatchObject({ ciphertext: Buffer.from('ciphertext') });
  },
);

test('a credential is encrypted with the context of licensor, target, version and origin', async () => {
  const { body } = await post(bearer);

  const [encrypted] = kms.commandCalls(EncryptCommand).map(({ args }) => args[0].input);
  expect(encrypted).toEqual({
    KeyId: 'secrets-key',
    Plaintext: Buffer.from('{"bearerToken":"your-token"}'),
    EncryptionContext: {
      licensor: 'acme',
      ownerId: body.targetId,
      version: itemIn(tables.REGISTRY_TABLE)?.['secretVersion'],
      origins: 'https://your-api.example.com',
    },
  });
});

test.each([
  ['text that is not JSON', 'nonsense', 'body: expected JSON'],
  ['no body', undefined, 'body: expected JSON'],
  ['an unknown type', { type: 'FTP' }, 'type: expected one of'],
  ['an unknown field', { ...bearer, colour: 'red' }, 'body: unknown field "colour"'],
  [
    'a webhook without its credential',
    webhook({ type: 'bearer' }),
    'auth.bearerToken: required, expected string',
  ],
  [
    'an http: URL',
    { ...bearer, destination: 'http://a.example.com/' },
    'destination: expected an https: URL, got http:',
  ],
  [
    'a URL with a private address',
    { ...bearer, destination: 'https://169.254.169.254/' },
    'destination: expected a host name, not an IP address',
  ],
  [
    "a queue in Herald's account",
    { type: 'SQS', destination: destinations.SQS.replace('222222222222', heraldAccount), auth },
    'destination: expected a resource in your own account',
  ],
  [
    'a role in another account',
    {
      type: 'SQS',
      destination: destinations.SQS,
      auth: { assumeRoleArn: roleArn.replace('222222222222', '333333333333') },
    },
    'auth.assumeRoleArn: expected a role in',
  ],
])('%s is a 400, and nothing is stored', async (_, body, message) => {
  const answer = await post(body);

  expect(answer).toMatchObject({ status: 400, body: { error: { code: 'BAD_REQUEST' } } });
  expect(answer.body.error.message).toContain(message);
  expect(written()).toEqual([]);
});

test('the same Idempotency-Key gives the same id; other keys and licensors give other ids', async () => {
  const key = { 'Idempotency-Key': 'order-7' };
  const first = await post(bearer, key);
  const again = await post(bearer, key);
  const other = await post(bearer, { 'Idempotency-Key': 'order-8' });
  const stranger = await call(route, {
    body: bearer,
    headers: key,
    path: { licensor: 'other' },
    caller: { kind: 'partner', licensor: 'other' },
  });

  expect(again.body.targetId).toBe(first.body.targetId);
  expect(new Set([first, other, stranger].map(({ body }) => body.targetId)).size).toBe(3);
});

test('a repeated request returns the same target; another request with the key is a conflict', async () => {
  const headers = { 'Idempotency-Key': 'order-7' };
  const { body: made } = await post(bearer, headers);
  hasTarget(webhookTarget({ targetId: made.targetId, destination: bearer.destination, version: 3 }));
  refuseWrites();

  const repeated = await post(bearer, headers);
  const differing = await post({ ...bearer, destination: 'https://elsewhere.example.com/' }, headers);

  expect(repeated).toMatchObject({
    status: 201,
    body: { targetId: made.targetId },
    headers: { etag: '"3"' },
  });
  expect(differing).toMatchObject({ status: 409, body: { error: { code: 'CONFLICT' } } });
  expect(differing.body.error.message).toMatch(/^Idempotency-Key: /);
});

test.each(['', 'a b', 'é', 'x'.repeat(256)])('the Idempotency-Key %j is a 400', async key => {
  expect(await post(bearer, { 'Idempotency-Key': key })).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringMatching(/^Idempotency-Key: expected 1 to 255/) } },
  });
});
