// Overlap: a replaced signing secret still signs for a while, for targets and auth profiles alike.
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WebhookTarget } from '../../../../core/model/target/target.ts';
import type { AuthProfile } from '../../../../core/model/webhook-auth/auth-profile.ts';
import { authProfileOf, webhookTarget } from '../../../support/builders/records.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const now = Date.parse('2026-03-01T12:00:00.000Z');
// Must run before the handler is created, because the handler keeps its clock.
vi.useFakeTimers({ toFake: ['Date'], now });
const { call, reset, written, refuseWrites, hasTarget, hasAuthProfile } = createRegisteringApi();
beforeEach(reset);
afterAll(() => {
  vi.useRealTimers();
});

const day = 24 * 3600;
const inSeconds = (seconds: number) => new Date(now + seconds * 1000).toISOString();
/** The TTL of an item, seconds since the epoch. */
const ttl = (seconds: number) => now / 1000 + seconds;

type Stored = Pick<AuthProfile, 'auth' | 'previousSecrets' | 'secretVersion'>;
const hmac = { type: 'hmac' as const, hmacAlgorithm: 'HmacSHA256' as const, hmacHeader: 'X-Signature' };
const signing = { hmacAlgorithm: 'HmacSHA256' as const, hmacHeader: 'X-Signature' };
const newHmac = { type: 'hmac', hmacSecret: 'new-s3cret-of-acme' };

const owners = [
  {
    kind: 'of a target',
    id: 'owner-1',
    route: '/{licensor}/notifications/targets/{targetId}',
    path: { targetId: 'owner-1' },
    has: (stored: Partial<Stored>) =>
      hasTarget(webhookTarget({ targetId: 'owner-1', version: 3, ...stored } as Partial<WebhookTarget>)),
    body: (auth: unknown) => ({ type: 'WEBHOOK', destination: webhookTarget().destination, auth }),
  },
  {
    kind: 'of an auth profile',
    id: 'owner-1',
    route: '/{licensor}/notifications/auth-profiles/{authProfileId}',
    path: { authProfileId: 'owner-1' },
    has: (stored: Partial<Stored>) =>
      hasAuthProfile(authProfileOf({ authProfileId: 'owner-1', version: 3, ...stored })),
    body: (auth: unknown) => ({ authConfig: auth }),
  },
] as const;

describe.each(owners)('$kind', ({ route, path, has, body, id }) => {
  const put = (auth: unknown, more: object = {}) =>
    call(`PUT ${route}`, { path, body: { ...body(auth), ...more } });
  const end = (headers: Record<string, string> = {}) =>
    call(`DELETE ${route}/previous-secret`, { path, headers });
  /** The attributes that the first transaction sets and removes on the owner. */
  const changed = () => {
    const update = written()[0]?.[0]?.Update;
    return { values: update?.ExpressionAttributeValues ?? {}, expression: update?.UpdateExpression ?? '' };
  };
  /** The secrets whose expiry the first transaction sets, with the time. */
  const expiring = () =>
    (written()[0] ?? []).flatMap(({ Update }) =>
      Update?.ExpressionAttributeValues?.[':expiresAt'] === undefined
        ? []
        : [[Update.Key?.['secretId'], Update.ExpressionAttributeValues[':expiresAt']]],
    );

  test('a replaced signing secret signs for a day, and its row is kept a day longer', async () => {
    has({ auth: hmac, secretVersion: 'old' });

    const answer = await put(newHmac);

    expect(answer).toMatchObject({ status: 200, body: { previousSecretUntil: inSeconds(day) } });
    expect(changed().values).toMatchObject({
      ':previousSecrets': [{ version: 'old', until: inSeconds(day), settings: signing }],
      ':version': 4,
    });
    expect(changed().values[':secretVersion']).not.toBe('old');
    expect(expiring()).toEqual([[`${id}#old`, ttl(2 * day)]]);
    expect(JSON.stringify([answer, written()])).not.toContain('s3cret');
  });

  test('the partner chooses the overlap, up to seven days', async () => {
    has({ auth: hmac, secretVersion: 'old' });
    const overlap = (secretOverlapSeconds: number) => put(newHmac, { secretOverlapSeconds });

    expect((await overlap(60)).body.previousSecretUntil).toBe(inSeconds(60));
    expect((await overlap(7 * day)).body.previousSecretUntil).toBe(inSeconds(7 * day));
    expect((await overlap(7 * day + 1)).body.error.message).toBe(
      'secretOverlapSeconds: expected at most 604800',
    );
    expect((await overlap(-1)).body.error.message).toBe('secretOverlapSeconds: expected at least 0');
  });

  test('with overlap 0, the old secret expires at once', async () => {
    has({ auth: hmac, secretVersion: 'old' });

    const answer = await put(newHmac, { secretOverlapSeconds: 0 });

    expect(answer.body).not.toHaveProperty('previousSecretUntil');
    expect(changed().expression).toMatch(/REMOVE .*#previousSecrets/);
    expect(expiring()).toEqual([[`${id}#old`, ttl(day)]]);
  });

  test('a second rotation during an overlap keeps every secret that still signs', async () => {
    const first = { version: 'first', until: inSeconds(day / 2), settings: signing };
    has({ auth: hmac, secretVersion: 'second', previousSecrets: [first] });

    await put(newHmac);

    expect(changed().values[':previousSecrets']).toEqual([
      first,
      { version: 'second', until: inSeconds(day), settings: signing },
    ]);
    expect(expiring()).toEqual([[`${id}#second`, ttl(2 * day)]]);
  });

  test('a rotation with overlap 0 also ends earlier overlaps', async () => {
    const first = { version: 'first', until: inSeconds(day / 2), settings: signing };
    has({ auth: hmac, secretVersion: 'second', previousSecrets: [first] });

    await put(newHmac, { secretOverlapSeconds: 0 });

    expect(changed().expression).toMatch(/REMOVE .*#previousSecrets/);
    expect(expiring()).toEqual([
      [`${id}#second`, ttl(day)],
      [`${id}#first`, ttl(day)],
    ]);
  });

  test('a replaced secret keeps its header and algorithm', async () => {
    const settings = { hmacAlgorithm: 'HmacSHA512', hmacHeader: 'X-Old' } as const;
    has({ auth: { type: 'hmac', ...settings }, secretVersion: 'old' });

    await put(newHmac);

    expect(changed().values[':previousSecrets']).toMatchObject([{ version: 'old', settings }]);
  });

  test('an ended overlap is not shown, and its secret is not written', async () => {
    has({
      auth: hmac,
      secretVersion: 'second',
      previousSecrets: [{ version: 'first', until: inSeconds(0), settings: signing }],
    });

    expect((await call(`GET ${route}`, { path })).body).not.toHaveProperty('previousSecretUntil');
    await put(newHmac);
    expect(expiring().map(([secretId]) => secretId)).toEqual([`${id}#second`]);
  });

  test.each([
    ['a kind without signature', { type: 'bearer' as const }, { type: 'bearer', bearerToken: 'new-s3cret' }],
    ['a change to a kind without signature', hmac, { type: 'bearer', bearerToken: 'new-s3cret' }],
    ['a change to a kind with signature', { type: 'bearer' as const }, newHmac],
  ])('%s changes without an overlap', async (_, auth, sent) => {
    has({ auth, secretVersion: 'old' });

    const answer = await put(sent);

    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('previousSecretUntil');
    expect(expiring()).toEqual([[`${id}#old`, ttl(day)]]);
  });

  test('the secret of an added signature overlaps too', async () => {
    has({ auth: { type: 'bearer', signature: signing }, secretVersion: 'old' });

    const answer = await put({
      type: 'bearer',
      bearerToken: 'new-s3cret-of-acme',
      signature: { hmacSecret: 'signing-s3cret-of-acme' },
    });

    expect(answer.body.previousSecretUntil).toBe(inSeconds(day));
  });

  test('the partner ends an overlap: 204, the next version, and the secret expires', async () => {
    has({ auth: hmac, previousSecrets: [{ version: 'first', until: inSeconds(60), settings: signing }] });

    expect(await end()).toMatchObject({ status: 204, body: undefined });
    expect(changed().expression).toMatch(/REMOVE .*#previousSecrets/);
    expect(changed().values).toMatchObject({ ':version': 4 });
    expect(expiring()).toEqual([[`${id}#first`, ttl(day)]]);
  });

  test.each([
    ['there was no rotation', undefined],
    ['it is over', [{ version: 'first', until: inSeconds(0), settings: signing }]],
  ])('ending an overlap is a 404 when %s', async (_, previousSecrets) => {
    has({ auth: hmac, previousSecrets });

    expect(await end()).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    expect(written()).toEqual([]);
  });

  test('ending an overlap supports If-Match, and fails on a concurrent change', async () => {
    has({ auth: hmac, previousSecrets: [{ version: 'first', until: inSeconds(60), settings: signing }] });

    expect((await end({ 'If-Match': '"2"' })).status).toBe(412);
    refuseWrites();
    expect((await end()).status).toBe(409);
    expect((await end({ 'If-Match': '"3"' })).status).toBe(412);
  });
});

test('an update without new secrets keeps a running overlap and removes an ended one', async () => {
  const put = (seconds: number) => {
    reset();
    hasTarget(
      webhookTarget({
        auth: hmac,
        previousSecrets: [{ version: 'first', until: inSeconds(seconds), settings: signing }],
      }),
    );
    const body = { type: 'WEBHOOK', destination: webhookTarget().destination, auth: hmac };
    return call('PUT /{licensor}/notifications/targets/{targetId}', { path: { targetId: 'target-1' }, body });
  };

  expect((await put(60)).body.previousSecretUntil).toBe(inSeconds(60));
  expect(written()).toMatchObject([
    [{ Update: { ExpressionAttributeValues: { ':previousSecrets': [{ version: 'first' }] } } }],
  ]);
  await put(0);
  expect(written()[0]?.[0]?.Update?.UpdateExpression).toMatch(/REMOVE .*#previousSecrets/);
});

test('ending an overlap does not enable a disabled target', async () => {
  const previousSecrets = [{ version: 'first', until: inSeconds(60), settings: signing }];
  hasTarget(webhookTarget({ auth: hmac, previousSecrets, status: 'DISABLED', statusReason: '410' }));

  await call('DELETE /{licensor}/notifications/targets/{targetId}/previous-secret', {
    path: { targetId: 'target-1' },
  });

  expect(written()[0]?.[0]?.Update?.UpdateExpression).not.toMatch(/status/);
});

test('a target without its own secrets has no overlap to end', async () => {
  hasTarget(
    webhookTarget({ auth: { type: 'authProfile', authProfileId: 'profile-1' }, secretVersion: undefined }),
  );

  const answer = await call('DELETE /{licensor}/notifications/targets/{targetId}/previous-secret', {
    path: { targetId: 'target-1' },
  });
  expect(answer.status).toBe(404);
});

test('a deletion also expires the secrets of an overlap', async () => {
  const previousSecrets = [{ version: 'first', until: inSeconds(60), settings: signing }];
  hasTarget(webhookTarget({ auth: hmac, previousSecrets }));
  hasAuthProfile(authProfileOf({ auth: hmac, previousSecrets }));

  await call('DELETE /{licensor}/notifications/targets/{targetId}', { path: { targetId: 'target-1' } });
  await call('DELETE /{licensor}/notifications/auth-profiles/{authProfileId}', {
    path: { authProfileId: 'profile-1' },
  });

  const gone = written().map(writes => writes.flatMap(({ Update }) => Update?.Key?.['secretId'] ?? []));
  expect(gone).toEqual([
    ['target-1#secret-1', 'target-1#first'],
    ['profile-1#profile-secret-1', 'profile-1#first'],
  ]);
});

describe('a PUT that changes where the secrets of a target are sent', () => {
  const [{ route, path }] = owners;
  const destination = 'https://new.partner.example.com/webhooks';
  const oauth = {
    type: 'oauth',
    ...{ clientId: 'id', clientSecret: 'client-s3cret', authEndpoint: 'https://login.partner.example.com/' },
    signature: { hmacSecret: 'new-s3cret-of-acme' },
  };
  const earlier = { version: 'earlier', until: inSeconds(day / 2), settings: signing };

  test.each([
    ['to another origin', { destination, auth: newHmac }],
    ['to a token endpoint too', { destination: webhookTarget().destination, auth: oauth }],
  ])('%s ends every overlap, because the old secrets do not decrypt there', async (_, changes) => {
    const stored = { auth: hmac, secretVersion: 'old', previousSecrets: [earlier] };
    hasTarget(webhookTarget({ targetId: 'owner-1', ...stored }));

    const answer = await call(`PUT ${route}`, { path, body: { type: 'WEBHOOK', ...changes } });

    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('previousSecretUntil');
    const expiring = written()[0]?.flatMap(({ Update }) =>
      Update?.TableName === 'secrets' ? [Update.Key?.['secretId']] : [],
    );
    expect(expiring).toEqual(['owner-1#old', 'owner-1#earlier']);
  });
});
