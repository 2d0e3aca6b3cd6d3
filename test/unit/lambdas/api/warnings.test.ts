// An accepted target or auth profile that may not work now, or is not safe, is answered with warnings.
import { beforeEach, expect, test } from 'vitest';
import { authProfileOf, destinations, roleArn, webhookTarget } from '../../../support/builders/records.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const { call, reset, lacksHost, hasTarget, hasAuthProfile } = createRegisteringApi();
beforeEach(reset);

const targets = '/{licensor}/notifications/targets';
const profiles = '/{licensor}/notifications/auth-profiles';
const destination = 'https://your-api.example.com/webhooks';
const allowedOrigins = ['https://your-api.example.com'];
const documented = { type: 'hmac', hmacSecret: 'your-secret' };
const oauth = {
  type: 'oauth',
  authEndpoint: 'https://login.example.com/token',
  clientId: 'c',
  clientSecret: 's3cret',
};
const own = { type: 'hmac', hmacSecret: 'a-secret-of-a-partner' };
const onHost = (field: string, host: string) =>
  `${field}: ${host} has no address in DNS now; deliveries fail until it has one`;
const onSecret = (path: string) =>
  expect.stringMatching(new RegExp(`^${path}: this is the example of the doc`));

const postTarget = (auth: object) =>
  call(`POST ${targets}`, { body: { type: 'WEBHOOK', destination, auth } });
const putTarget = (auth: object) => {
  hasTarget(webhookTarget({ targetId: 'target-1' }));
  return call(`PUT ${targets}/{targetId}`, {
    path: { targetId: 'target-1' },
    body: { type: 'WEBHOOK', destination, auth },
  });
};
const postProfile = (authConfig: object) =>
  call(`POST ${profiles}`, { body: { authConfig, allowedOrigins } });
const putProfile = (authConfig: object) => {
  hasAuthProfile(authProfileOf({ authProfileId: 'profile-1', allowedOrigins }));
  return call(`PUT ${profiles}/{authProfileId}`, {
    path: { authProfileId: 'profile-1' },
    body: { authConfig },
  });
};

test.each([
  ['POST of a target', postTarget, 'auth', 201],
  ['PUT of a target', putTarget, 'auth', 200],
  ['POST of a profile', postProfile, 'authConfig', 201],
  ['PUT of a profile', putProfile, 'authConfig', 200],
])('%s warns of the documented secret, and does not repeat it', async (_, send, field, status) => {
  const signed = { type: 'bearer', bearerToken: 'token', signature: { hmacSecret: 'your-secret' } };
  const answers = [await send(documented), await send(signed)];

  expect(answers.map(answer => [answer.status, answer.body.warnings])).toEqual([
    [status, [onSecret(`${field}.hmacSecret`)]],
    [status, [onSecret(`${field}.signature.hmacSecret`)]],
  ]);
  expect(JSON.stringify(answers)).not.toContain('your-secret');
});

test.each([
  ['POST of a target', postTarget, [onHost('destination', 'your-api.example.com')], 'auth'],
  ['PUT of a target', putTarget, [onHost('destination', 'your-api.example.com')], 'auth'],
  ['POST of a profile', postProfile, [], 'authConfig'],
  ['PUT of a profile', putProfile, [], 'authConfig'],
])('%s warns of hosts that are not in DNS', async (_, send, onDestination, field) => {
  lacksHost('your-api.example.com');
  lacksHost('login.example.com');

  const { body } = await send(oauth);

  expect(body.warnings).toEqual([...onDestination, onHost(`${field}.authEndpoint`, 'login.example.com')]);
});

test('what needs no warning has no such field', async () => {
  hasAuthProfile(authProfileOf({ authProfileId: 'profile-1', allowedOrigins }));
  const queue = { type: 'SQS', destination: destinations.SQS, auth: { assumeRoleArn: roleArn } };
  const answers = [
    await postTarget(own),
    await postTarget({ type: 'authProfile', authProfileId: 'profile-1' }),
    await postProfile(oauth),
    await call(`POST ${targets}`, { body: queue }),
  ];

  for (const { status, body } of answers) {
    expect(status).toBe(201);
    expect(body).not.toHaveProperty('warnings');
  }
});

test('a profile without allowedOrigins is answered with what will be allowed', async () => {
  const { status, body } = await call(`POST ${profiles}`, { body: { authConfig: oauth } });

  expect([status, body.warnings]).toEqual([
    201,
    [
      'allowedOrigins: not given, so the origin of the first target that uses this profile will be the only one',
    ],
  ]);
});
