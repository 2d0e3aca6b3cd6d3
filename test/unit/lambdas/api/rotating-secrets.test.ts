// A replaced signing secret signs on for a while, for targets and for auth profiles alike.
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WebhookTarget } from '../../../../core/model/target/target.ts';
import type { AuthProfile } from '../../../../core/model/webhook-auth/auth-profile.ts';
import { authProfileOf, webhookTarget } from '../../../support/builders/records.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const now = Date.parse('2026-03-01T12:00:00.000Z');
// Before the handler is created, which keeps its clock.
vi.useFakeTimers({ toFake: ['Date'], now });
const { call, reset, written, refuseWrites, hasTarget, hasAuthProfile } = createRegisteringApi();
beforeEach(reset);
afterAll(() => {
  vi.useRealTimers();
});

const day = 24 * 3600;
const inSeconds = (seconds: number) => new Date(now + seconds * 1000).toISOString();
/** When an item expires by itself, seconds since the epoch. */
const ttl = (seconds: number) => now / 1000 + seconds;

type Stored = Pick<AuthProfile, 'auth' | 'previousSecrets' | 'secretVersion'>;
const hmac = { type: 'hmac' as const, hmacAlgorithm: 'HmacSHA256' as const, hmacHeader: 'X-Signature' };
const signing = { hmacAlgorithm: 'HmacSHA256' as const, hmacHeader: 'X-Signature' };
const newHmac = { type: 'hmac', hmacSecret: 'new-s3cret' };

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
  /** What the first transaction sets on the owner, and removes. */
  const changed = () => {
    const update = written()[0]?.[0]?.Update;
    return { values: update?.ExpressionAttributeValues ?? {}, expression: update?.UpdateExpression ?? '' };
  };
  /** The secrets that the first transaction lets expire, with the time. */
  const expiring = () =>
    (written()[0] ?? []).flatMap(({ Update }) =>
      Update?.ExpressionAttributeValues?.[':expiresAt'] === undefined
        ? []
        : [[Update.Key?.['secretId'], Update.ExpressionAttributeValues[':expiresAt']]],
    );

  test('a new signing secret leaves the old one to sign for a day, and its row a day longer', async () => {
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

  test('the overlap is as long as the partner says, seven days at most', async () => {
    has({ auth: hmac, secretVersion: 'old' });
    const overlap = (secretOverlapSeconds: number) => put(newHmac, { secretOverlapSeconds });

    expect((await overlap(60)).body.previousSecretUntil).toBe(inSeconds(60));
    expect((await overlap(7 * day)).body.previousSecretUntil).toBe(inSeconds(7 * day));
    expect((await overlap(7 * day + 1)).body.error.message).toBe(
      'secretOverlapSeconds: expected at most 604800',
    );
    expect((await overlap(-1)).body.error.message).toBe('secretOverlapSeconds: expected at least 0');
  });

  test('with no overlap the old secret goes at once', async () => {
    has({ auth: hmac, secretVersion: 'old' });

    const answer = await put(newHmac, { secretOverlapSeconds: 0 });

    expect(answer.body).not.toHaveProperty('previousSecretUntil');
    expect(changed().expression).toMatch(/REMOVE .*#previousSecrets/);
    expect(expiring()).toEqual([[`${id}#old`, ttl(day)]]);
  });

  test('a rotation in an overlap, or the same one sent twice, loses no secret that still signs', async () => {
    const first = { version: 'first', until: inSeconds(day / 2), settings: signing };
    has({ auth: hmac, secretVersion: 'second', previousSecrets: [first] });

    await put(newHmac);

    expect(changed().values[':previousSecrets']).toEqual([
      first,
      { version: 'second', until: inSeconds(day), settings: signing },
    ]);
    expect(expiring()).toEqual([[`${id}#second`, ttl(2 * day)]]);
  });

  test('a rotation without overlap ends the ones before it too', async () => {
    const first = { version: 'first', until: inSeconds(day / 2), settings: signing };
    has({ auth: hmac, secretVersion: 'second', previousSecrets: [first] });

    await put(newHmac, { secretOverlapSeconds: 0 });

    expect(changed().expression).toMatch(/REMOVE .*#previousSecrets/);
    expect(expiring()).toEqual([
      [`${id}#second`, ttl(day)],
      [`${id}#first`, ttl(day)],
    ]);
  });

  test('a replaced secret goes on signing under the header and by the algorithm that it had', async () => {
    const settings = { hmacAlgorithm: 'HmacSHA512', hmacHeader: 'X-Old' } as const;
    has({ auth: { type: 'hmac', ...settings }, secretVersion: 'old' });

    await put(newHmac);

    expect(changed().values[':previousSecrets']).toMatchObject([{ version: 'old', settings }]);
  });

  test('an overlap that is over is not shown, and its secret, which has its time to live, is left alone', async () => {
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
    ['a kind that does not sign', { type: 'bearer' as const }, { type: 'bearer', bearerToken: 'new-s3cret' }],
    ['one that signs to one that does not', hmac, { type: 'bearer', bearerToken: 'new-s3cret' }],
    ['one that does not sign to one that does', { type: 'bearer' as const }, newHmac],
  ])('%s changes at once', async (_, auth, sent) => {
    has({ auth, secretVersion: 'old' });

    const answer = await put(sent);

    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('previousSecretUntil');
    expect(expiring()).toEqual([[`${id}#old`, ttl(day)]]);
  });

  test('a signature beside another credential overlaps as well', async () => {
    has({ auth: { type: 'bearer', signature: signing }, secretVersion: 'old' });

    const answer = await put({
      type: 'bearer',
      bearerToken: 'new-s3cret',
      signature: { hmacSecret: 'signing-s3cret' },
    });

    expect(answer.body.previousSecretUntil).toBe(inSeconds(day));
  });

  test('an overlap is ended by its partner: 204, with the next version, and the secret goes', async () => {
    has({ auth: hmac, previousSecrets: [{ version: 'first', until: inSeconds(60), settings: signing }] });

    expect(await end()).toMatchObject({ status: 204, body: undefined });
    expect(changed().expression).toMatch(/REMOVE .*#previousSecrets/);
    expect(changed().values).toMatchObject({ ':version': 4 });
    expect(expiring()).toEqual([[`${id}#first`, ttl(day)]]);
  });

  test.each([
    ['there was no rotation', undefined],
    ['it is over', [{ version: 'first', until: inSeconds(0), settings: signing }]],
  ])('there is no overlap to end when %s: 404', async (_, previousSecrets) => {
    has({ auth: hmac, previousSecrets });

    expect(await end()).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    expect(written()).toEqual([]);
  });

  test('ending one takes If-Match, and loses against a change at the same moment', async () => {
    has({ auth: hmac, previousSecrets: [{ version: 'first', until: inSeconds(60), settings: signing }] });

    expect((await end({ 'If-Match': '"2"' })).status).toBe(412);
    refuseWrites();
    expect((await end()).status).toBe(409);
    expect((await end({ 'If-Match': '"3"' })).status).toBe(412);
  });
});

test('a target that keeps its secrets keeps an overlap that lasts, and forgets one that is over', async () => {
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

test('ending an overlap leaves a disabled target disabled', async () => {
  const previousSecrets = [{ version: 'first', until: inSeconds(60), settings: signing }];
  hasTarget(webhookTarget({ auth: hmac, previousSecrets, status: 'DISABLED', statusReason: '410' }));

  await call('DELETE /{licensor}/notifications/targets/{targetId}/previous-secret', {
    path: { targetId: 'target-1' },
  });

  expect(written()[0]?.[0]?.Update?.UpdateExpression).not.toMatch(/status/);
});

test('a target that has no secrets of its own has no overlap to end', async () => {
  hasTarget(
    webhookTarget({ auth: { type: 'authProfile', authProfileId: 'profile-1' }, secretVersion: undefined }),
  );

  const answer = await call('DELETE /{licensor}/notifications/targets/{targetId}/previous-secret', {
    path: { targetId: 'target-1' },
  });
  expect(answer.status).toBe(404);
});

test('a deletion lets the secrets of an overlap go as well', async () => {
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
