// Which updates of a target may omit its secrets: those that do not send an old secret to a new place.
import { beforeEach, expect, test } from 'vitest';
import {
  splitWebhookAuth,
  webhookAuthInputSchema,
} from '../../../../core/model/webhook-auth/webhook-auth.ts';
import { webhookTarget } from '../../../support/builders/records.ts';
import { webhookKinds } from '../../../support/builders/webhook-kinds.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const { call, reset, written, encrypted, hasTarget } = createRegisteringApi();
beforeEach(reset);

const one = '/{licensor}/notifications/targets/{targetId}';
const path = { targetId: 'target-1' };
const destination = 'https://partner.example.com/webhooks';
const signature = { hmacSecret: 'signing-s3cret-of-acme' };

const shownOf = (input: unknown) => splitWebhookAuth(webhookAuthInputSchema.parse(input)).auth;
/** Stores a target with these credentials. */
const has = (input: unknown) => hasTarget(webhookTarget({ destination, auth: shownOf(input) }));
/** The secret fields of a kind; a parameter is named by its position in the list. */
const fieldsOf = ({ credentials }: { credentials: object }): string[] => {
  const next: Record<string, number> = {};
  return Object.keys(credentials).map(name => {
    const [, list] = /^(bodyParameters|headerParameters)\./.exec(name) ?? [];
    if (list === undefined) return name;
    next[list] = (next[list] ?? -1) + 1;
    return `${list}.${next[list]}.value`;
  });
};
const put = (auth: unknown, more: object = {}) =>
  call(`PUT ${one}`, { path, body: { type: 'WEBHOOK', destination, auth, ...more } });
const message = (answer: { status: number; body: { error?: { message: string } } }) => [
  answer.status,
  answer.body.error?.message,
];

const signed = webhookKinds
  .filter(({ type }) => type !== 'hmac')
  .map(({ type, input }) => ({ type: `signed ${type}`, input: { ...input, signature } }));

test.each([...webhookKinds, ...signed])(
  'a PUT of what GET returned for a $type target keeps its secrets',
  async ({ input }) => {
    has(input);
    const { body } = await call(`GET ${one}`, { path });

    const answer = await put(body.auth, { httpMethod: 'PATCH', destination: `${destination}/v2` });

    expect(answer).toMatchObject({ status: 200, body: { auth: body.auth, httpMethod: 'PATCH' } });
    expect(encrypted()).toEqual([]);
    expect(written()).toMatchObject([
      [{ Update: { ExpressionAttributeValues: { ':secretVersion': 'secret-1' } } }],
    ]);
  },
);

test.each(webhookKinds)('a $type target with a new origin needs all its secrets', async kind => {
  has(kind.input);
  const elsewhere = { destination: 'https://elsewhere.example.com/' };

  const answer = await put(kind.shown, elsewhere);

  const missing = fieldsOf(kind).map(
    field => `auth.${field}: required, because destination changes to another origin`,
  );
  expect(message(answer)).toEqual([400, missing.join('; ')]);
  expect((await put(kind.input, elsewhere)).status).toBe(200);
});

test.each(webhookKinds)('a target that changes to $type needs all its secrets', async kind => {
  const other = webhookKinds.find(({ type }) => type !== kind.type);
  has(other?.input);

  expect((await put(kind.shown)).body.error.message).toContain(
    `: required, because auth.type changes from ${other?.type}`,
  );
  expect((await put(kind.input)).status).toBe(200);
});

test('an OAuth client secret is kept for another path, not for another origin', async () => {
  const [oauth] = webhookKinds.filter(({ type }) => type === 'oauth');
  has(oauth?.input);
  const at = (authEndpoint: string) => put({ ...oauth?.shown, authEndpoint });

  expect((await at('https://login.evil.example.com/token')).body.error.message).toContain(
    'auth.clientSecret: required, because auth.authEndpoint changes to another origin',
  );
  expect((await at('https://login.partner.example.com/v2/token')).status).toBe(200);
});

test.each([
  ['a signature is added', { type: 'bearer' }, { type: 'bearer', signature: {} }, 'bearerToken'],
  [
    'a signature is removed',
    { type: 'bearer', signature: {} },
    { type: 'bearer' },
    'bearerToken, signature.hmacSecret',
  ],
])('no secret is kept when %s', async (_, before, after, stored) => {
  hasTarget(webhookTarget({ destination, auth: shownOf(before) }));

  const answer = await put(after);

  expect(answer.status).toBe(400);
  expect(answer.body.error.message).toContain(
    `auth.bearerToken: required, because the stored secrets are ${stored}`,
  );
});

test('an added or removed token parameter needs all secrets; another order does not', async () => {
  const [oauth] = webhookKinds.filter(({ type }) => type === 'oauth');
  has(oauth?.input);
  const withKeys = (...keys: string[]) =>
    put({ ...oauth?.shown, bodyParameters: keys.map(key => ({ key })) });

  const statuses = [
    await withKeys('grant_type', 'scope', 'audience'),
    await withKeys('scope'),
    await withKeys('scope', 'grant_type'),
  ].map(({ status }) => status);
  expect(statuses).toEqual([400, 400, 200]);
});

test('an update with only some of the secrets is a 400 that names the missing ones', async () => {
  const [basic] = webhookKinds.filter(({ type }) => type === 'basic');
  has({ ...basic?.input, signature });

  const answers = [await put({ ...basic?.shown, signature }), await put({ ...basic?.input, signature: {} })];

  expect(answers.map(message)).toEqual([
    [400, 'auth.password: required, because secrets are replaced together'],
    [400, 'auth.signature.hmacSecret: required, because secrets are replaced together'],
  ]);
  expect(written()).toEqual([]);
});

test('new secrets are one ciphertext with its own version', async () => {
  const [oauth] = webhookKinds.filter(({ type }) => type === 'oauth');
  has(oauth?.input);

  const answer = await put(oauth?.input);

  const [[target] = []] = written();
  const version = target?.Update?.ExpressionAttributeValues?.[':secretVersion'];
  expect(encrypted()).toEqual([
    {
      licensor: 'acme',
      ownerId: 'target-1',
      version,
      origins: 'https://partner.example.com https://login.partner.example.com',
      credentials: oauth?.credentials,
    },
  ]);
  expect(version).not.toBe('secret-1');
  expect(JSON.stringify([answer, written()])).not.toContain('s3cret');
});

test('a user name that becomes empty needs the password again, which may be empty too', async () => {
  has({ type: 'basic', username: 'u', password: '' });

  expect(message(await put({ type: 'basic', username: '' }))).toEqual([
    400,
    'auth.password: required, because auth.username becomes empty',
  ]);
  expect((await put({ type: 'basic', username: '', password: 'pass-s3cret' })).status).toBe(200);
});

test('the secrets of a target may have up to 4,096 bytes together', async () => {
  has({ type: 'basic', username: 'u', password: 'p' });
  const basic = (length: number) =>
    put({
      type: 'basic',
      username: 'u',
      password: 'x'.repeat(2000),
      signature: { hmacSecret: 'y'.repeat(length) },
    });
  const rest = JSON.stringify({ password: 'x'.repeat(2000), 'signature.hmacSecret': '' }).length;

  expect((await basic(4096 - rest)).status).toBe(200);
  expect(message(await basic(4097 - rest))).toEqual([
    400,
    'auth: expected secrets of at most 4096 bytes together, got 4097 bytes',
  ]);
});
