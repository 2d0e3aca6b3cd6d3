// Targets that refer to an auth profile instead of having their own credentials.
import { beforeEach, expect, test } from 'vitest';
import type { AuthProfile } from '../../../../core/model/webhook-auth/auth-profile.ts';
import { authProfileOf, webhookTarget } from '../../../support/builders/records.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const api = createRegisteringApi();
const { call, reset, written, encrypted, refuse, hasTarget, hasAuthProfile } = api;
beforeEach(reset);

const destination = 'https://partner.example.com/webhooks';
const on = (authProfileId: string) => ({ type: 'authProfile' as const, authProfileId });
/** A profile that allows the origin of `destination`. */
const profileOf = (fields: Partial<AuthProfile> = {}) =>
  authProfileOf({ allowedOrigins: ['https://partner.example.com'], ...fields });
const body = (auth: unknown, more: object = {}) => ({ type: 'WEBHOOK', destination, auth, ...more });
const post = (sent: unknown) => call('POST /{licensor}/notifications/targets', { body: sent });
const one = '/{licensor}/notifications/targets/{targetId}';
const path = { targetId: 'target-1' };
const put = (sent: unknown) => call(`PUT ${one}`, { path, body: sent });
const targetOn = (authProfileId: string) =>
  hasTarget(webhookTarget({ auth: on(authProfileId), secretVersion: undefined }));
const ofTarget = new Set(['target-1']);

/** The writes to profiles in the first transaction, in order. */
const toProfiles = () =>
  (written()[0] ?? []).flatMap(({ Update }) => {
    const itemId = String(Update?.Key?.['itemId']);
    return itemId.startsWith('AUTHPROFILE#') ? [{ itemId, ...Update }] : [];
  });
const use = (authProfileId: string, version: number, targetIds = ofTarget) => ({
  itemId: `AUTHPROFILE#${authProfileId}`,
  UpdateExpression: 'ADD usedBy :target, #uses :one',
  ConditionExpression: '#version = :read_version',
  ExpressionAttributeValues: { ':target': targetIds, ':one': 1, ':read_version': version },
});
const drop = (authProfileId: string) => ({
  itemId: `AUTHPROFILE#${authProfileId}`,
  UpdateExpression: 'DELETE usedBy :target',
  ConditionExpression: 'attribute_exists(itemId)',
  ExpressionAttributeValues: { ':target': ofTarget },
});

test('a target on a profile has no secret, and is added to the users of the unchanged profile', async () => {
  hasAuthProfile(profileOf({ version: 5 }));

  const answer = await post(body(on('profile-1')));

  expect(answer).toMatchObject({ status: 201, body: { auth: on('profile-1') } });
  expect(written()[0]?.[0]?.Put?.Item).not.toHaveProperty('secretVersion');
  expect(toProfiles()).toMatchObject([use('profile-1', 5, new Set([answer.body.targetId]))]);
  expect(written()[0]).toHaveLength(3);
  expect(encrypted()).toEqual([]);
});

test('a profile that is changed or deleted concurrently is a 409 that names it', async () => {
  hasAuthProfile(profileOf());
  refuse(({ Update }) => Update?.UpdateExpression?.startsWith('ADD usedBy') === true);

  expect(await post(body(on('profile-1')))).toMatchObject({
    status: 409,
    body: {
      error: {
        message: 'auth.authProfileId: auth profile "profile-1" was changed at the same moment: try again',
      },
    },
  });
});

test('an unknown profile, or one of another licensor, is a 400 that names it', async () => {
  hasAuthProfile(profileOf({ licensor: 'other', authProfileId: 'theirs' }));
  hasTarget(webhookTarget());

  for (const id of ['unknown', 'theirs']) {
    for (const answer of [await post(body(on(id))), await put(body(on(id)))]) {
      expect(answer).toMatchObject({
        status: 400,
        body: { error: { message: `auth.authProfileId: there is no auth profile "${id}"` } },
      });
    }
  }
  expect(written()).toEqual([]);
});

test('a reference with additional credentials is a 400', async () => {
  const answer = await post(body({ ...on('profile-1'), bearerToken: 'token' }));

  expect(answer).toMatchObject({
    status: 400,
    body: { error: { message: 'auth: unknown field "bearerToken"' } },
  });
});

test("a destination outside the profile's allowedOrigins is a 400 on creation and on update", async () => {
  hasAuthProfile(profileOf({ allowedOrigins: ['https://partner.example.com', 'https://b.example.com'] }));
  targetOn('profile-1');
  const elsewhere = body(on('profile-1'), { destination: 'https://elsewhere.example.com/' });

  for (const answer of [await post(elsewhere), await put(elsewhere)]) {
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toBe(
      "destination: expected one of the auth profile's allowedOrigins " +
        'https://partner.example.com, https://b.example.com; ' +
        'to send its credentials elsewhere, change allowedOrigins first',
    );
  }
  expect((await post(body(on('profile-1')))).status).toBe(201);
});

test('a URL that already has the query parameter of the credential is a 400', async () => {
  hasAuthProfile(profileOf({ auth: { type: 'queryParameter', queryParameterName: 'key' } }));
  const inline = { type: 'queryParameter', queryParameterName: 'key', queryParameterValue: 'v' };
  const clash = { destination: `${destination}?a=1&key=mine` };

  for (const auth of [on('profile-1'), inline]) {
    const answer = await post(body(auth, clash));
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toBe(
      'destination: expected no query parameter "key", which carries the credential',
    );
    expect((await post(body(auth, { destination: `${destination}?a=1&keys=mine` }))).status).toBe(201);
  }
});

test('a change from own credentials to a profile adds the user and expires the secrets', async () => {
  hasAuthProfile(profileOf());
  hasTarget(
    webhookTarget({
      auth: { type: 'hmac', hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' },
      previousSecrets: [
        {
          version: 'secret-0',
          until: '2999-01-01T00:00:00.000Z',
          settings: { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' },
        },
      ],
    }),
  );

  const answer = await put(body(on('profile-1')));

  expect(answer).toMatchObject({ status: 200, body: { auth: on('profile-1') } });
  expect(answer.body).not.toHaveProperty('previousSecretUntil');
  expect(written()[0]?.[0]?.Update?.UpdateExpression).toMatch(/REMOVE .*#secretVersion, #previousSecrets/);
  expect(toProfiles()).toMatchObject([use('profile-1', 1)]);
  const secrets = written()[0]
    ?.map(({ Update }) => Update?.Key?.['secretId'])
    .filter(Boolean);
  expect(secrets).toEqual(['target-1#secret-1', 'target-1#secret-0']);
});

test('a change from a profile to own credentials needs all secrets and removes the user', async () => {
  hasAuthProfile(profileOf());
  targetOn('profile-1');

  expect((await put(body({ type: 'bearer' }))).body.error.message).toBe(
    'auth.bearerToken: required, because auth.type changes from authProfile',
  );
  const answer = await put(body({ type: 'bearer', bearerToken: 'token' }));
  expect(answer).toMatchObject({ status: 200, body: { auth: { type: 'bearer' } } });
  expect(encrypted()).toMatchObject([{ ownerId: 'target-1', credentials: { bearerToken: 'token' } }]);
  expect(toProfiles()).toMatchObject([drop('profile-1')]);
});

test('one transaction moves a target from one profile to another', async () => {
  hasAuthProfile(profileOf());
  hasAuthProfile(profileOf({ authProfileId: 'profile-2', version: 2 }));
  targetOn('profile-1');

  expect((await put(body(on('profile-2')))).status).toBe(200);
  expect(toProfiles()).toMatchObject([use('profile-2', 2), drop('profile-1')]);
  expect(written()[0]).toHaveLength(3);
});

test('a new destination on the same profile counts as another use', async () => {
  hasAuthProfile(profileOf({ version: 2 }));
  targetOn('profile-1');

  expect((await put(body(on('profile-1'), { destination: `${destination}/v2` }))).status).toBe(200);
  expect(toProfiles()).toMatchObject([use('profile-1', 2)]);
  expect(written()[0]).toHaveLength(2);
});

const limited = (origins: string) =>
  `auth.authProfileId: auth profile "profile-1" had no allowedOrigins; it now allows only ${origins}`;
const storedOrigins = async () => {
  const answer = await call('GET /{licensor}/notifications/auth-profiles/{authProfileId}', {
    path: { authProfileId: 'profile-1' },
  });
  return answer.body.allowedOrigins;
};
const firstUse = (origins: string[], needed: string) => ({
  UpdateExpression:
    'SET allowedOrigins = if_not_exists(allowedOrigins, :origins) ADD usedBy :target, #uses :one',
  ConditionExpression:
    '#version = :read_version AND (attribute_not_exists(allowedOrigins) OR contains(allowedOrigins, :needed))',
  ExpressionAttributeValues: { ':origins': origins, ':needed': needed },
});

test('the first target that uses a profile sets its allowedOrigins, and the answer says so', async () => {
  hasAuthProfile(authProfileOf());

  const answer = await post(body(on('profile-1')));

  expect(answer).toMatchObject({
    status: 201,
    body: { warnings: [limited('https://partner.example.com')] },
  });
  expect(toProfiles()).toMatchObject([
    firstUse(['https://partner.example.com'], 'https://partner.example.com'),
  ]);
  expect(await storedOrigins()).toEqual(['https://partner.example.com']);

  const elsewhere = await post(body(on('profile-1'), { destination: 'https://elsewhere.example.com/' }));
  expect(elsewhere.status).toBe(400);
  expect(elsewhere.body.error.message).toContain(
    "destination: expected one of the auth profile's allowedOrigins https://partner.example.com; ",
  );
  const same = await post(body(on('profile-1'), { destination: `${destination}/2` }));
  expect(same.status).toBe(201);
  expect(same.body).not.toHaveProperty('warnings');
});

test('a change to a profile without allowedOrigins sets them too', async () => {
  hasAuthProfile(authProfileOf());
  hasTarget(webhookTarget());

  const answer = await put(body(on('profile-1')));

  expect(answer).toMatchObject({
    status: 200,
    body: { warnings: [limited('https://partner.example.com')] },
  });
  expect(await storedOrigins()).toEqual(['https://partner.example.com']);
});

test('a profile without `allowedOrigins` that targets use already allows their origins, and no others', async () => {
  hasAuthProfile(authProfileOf({ usedBy: new Set(['target-1', 'target-2']) }));
  targetOn('profile-1');
  hasTarget(
    webhookTarget({
      targetId: 'target-2',
      auth: on('profile-1'),
      secretVersion: undefined,
      destination: 'https://b.example.com/',
    }),
  );

  const elsewhere = await post(body(on('profile-1'), { destination: 'https://elsewhere.example.com/' }));
  expect(elsewhere.status).toBe(400);
  expect((await post(body(on('profile-1')))).body.warnings).toEqual([
    limited('https://b.example.com, https://partner.example.com'),
  ]);
});

test('of two first targets of different origins at the same time, one is refused', async () => {
  hasAuthProfile(authProfileOf());

  const answers = await Promise.all(
    ['https://a.example.com/', 'https://b.example.com/'].map(url =>
      post(body(on('profile-1'), { destination: url })),
    ),
  );

  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(await storedOrigins()).toHaveLength(1);
});

test('ten first targets of one origin at the same time are all accepted', async () => {
  hasAuthProfile(authProfileOf());

  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) => post(body(on('profile-1'), { destination: `${destination}/${n}` }))),
  );

  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
  expect(await storedOrigins()).toEqual(['https://partner.example.com']);
});

test('a deleted target is removed from the users of its profile', async () => {
  hasAuthProfile(profileOf());
  targetOn('profile-1');

  expect((await call(`DELETE ${one}`, { path })).status).toBe(204);
  expect(toProfiles()).toMatchObject([drop('profile-1')]);
  expect(written()[0]).toHaveLength(4);
});

test('a partner event source is rejected if the platform is not an event source partner', async () => {
  const source = { account: '222222222222', name: 'orders', region: 'us-west-2' };
  const answer = await post({ type: 'EVENTBRIDGE_PARTNER', destination: source });

  expect(answer).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringMatching(/^type: EVENTBRIDGE_PARTNER is not available/) } },
  });
});
