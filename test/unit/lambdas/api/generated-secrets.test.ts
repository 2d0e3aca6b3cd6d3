// `hmacSecret` may be left out of a new target or auth profile: Herald makes it and shows it in that answer.
import { beforeEach, expect, test } from 'vitest';
import { authProfileOf, webhookTarget } from '../../../support/builders/records.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const { call, reset, written, encrypted, refuseWrites, hasTarget, hasAuthProfile } = createRegisteringApi();
beforeEach(reset);

const targets = '/{licensor}/notifications/targets';
const profiles = '/{licensor}/notifications/auth-profiles';
const destination = 'https://your-api.example.com/webhooks';
const bodyOf = { targets: 'auth', profiles: 'authConfig' } as const;
type Kind = keyof typeof bodyOf;
const post = (kind: Kind, auth: object, headers: Record<string, string> = {}) =>
  kind === 'targets'
    ? call(`POST ${targets}`, { body: { type: 'WEBHOOK', destination, auth }, headers })
    : call(`POST ${profiles}`, { body: { authConfig: auth }, headers });
const generated = /^whsec_[A-Za-z0-9+/]{43}=$/;

const cases = (['targets', 'profiles'] as const).flatMap(kind => [
  { kind, auth: { type: 'hmac' }, name: 'hmacSecret' },
  { kind, auth: { type: 'bearer', bearerToken: 'token', signature: {} }, name: 'signature.hmacSecret' },
]);

test.each(cases)(
  '$kind: the $name that Herald makes is answered once, and stored',
  async ({ kind, auth, name }) => {
    const { status, body } = await post(kind, auth);

    expect({ status, secret: body.hmacSecret }).toEqual({
      status: 201,
      secret: expect.stringMatching(generated),
    });
    expect(encrypted()[0]?.credentials[name]).toBe(body.hmacSecret);
    expect(JSON.stringify(body[bodyOf[kind]])).not.toContain('whsec_');
    expect(JSON.stringify(written())).not.toContain('whsec_');
  },
);

test.each(['targets', 'profiles'] as const)('%s: each secret is another one', async kind => {
  const secrets = [await post(kind, { type: 'hmac' }), await post(kind, { type: 'hmac' })];

  expect(new Set(secrets.map(({ body }) => body.hmacSecret)).size).toBe(2);
});

test.each(['targets', 'profiles'] as const)('%s: a secret of the partner is not answered', async kind => {
  const own = await post(kind, { type: 'hmac', hmacSecret: 'a-secret-of-a-partner' });
  const unsigned = await post(kind, { type: 'bearer', bearerToken: 'token' });

  for (const { status, body } of [own, unsigned]) {
    expect(status).toBe(201);
    expect(body).not.toHaveProperty('hmacSecret');
  }
});

test('a repetition under the same Idempotency-Key does not show the secret again', async () => {
  const headers = { 'Idempotency-Key': 'key-1' };
  const first = await post('targets', { type: 'hmac' }, headers);
  const { targetId, auth } = first.body;
  reset();
  refuseWrites();
  hasTarget(webhookTarget({ targetId, destination, auth }));

  const { status, body } = await post('targets', { type: 'hmac' }, headers);

  expect({ status, id: body.targetId }).toEqual({ status: 201, id: targetId });
  expect(body).not.toHaveProperty('hmacSecret');
});

test('a change does not make a secret', async () => {
  hasTarget(webhookTarget({ targetId: 'target-1', destination, auth: { type: 'bearer' } }));
  hasAuthProfile(authProfileOf({ authProfileId: 'profile-1' }));
  const target = await call(`PUT ${targets}/{targetId}`, {
    path: { targetId: 'target-1' },
    body: { type: 'WEBHOOK', destination, auth: { type: 'hmac' } },
  });
  const profile = await call(`PUT ${profiles}/{authProfileId}`, {
    path: { authProfileId: 'profile-1' },
    body: { authConfig: { type: 'hmac' } },
  });

  expect([target, profile].map(({ status, body }) => [status, body.error.message])).toEqual([
    [400, 'auth.hmacSecret: required, because auth.type changes from bearer'],
    [400, 'authConfig.hmacSecret: required, expected string'],
  ]);
});

test('secrets that leave no room for another one are refused', async () => {
  const auth = { type: 'basic', username: 'u', password: 'x'.repeat(3000), signature: {} };
  const bodyParameters = [{ key: 'scope', value: 'x'.repeat(3000) }];
  const oauth = { type: 'oauth', authEndpoint: destination, clientId: 'c', clientSecret: 'x'.repeat(1020) };

  expect(await post('targets', auth)).toMatchObject({ status: 201 });
  expect(await post('targets', { ...oauth, bodyParameters, signature: {} })).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('auth: expected secrets of at most 4096 bytes') } },
  });
});
