// Text that UTF-8 cannot carry and fields named __proto__, wherever a partner sends them by REST: a 400
// that names the field.
import { beforeEach, expect, test } from 'vitest';
import type { RouteKey } from '../../../../lambdas/api/operations.ts';
import { awsTarget } from '../../../support/builders/records.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const api = createRegisteringApi({ PARTNER_NAME: 'platform.example' });
const { call, reset, written, hasTarget } = api;
beforeEach(() => {
  reset();
  hasTarget(awsTarget('SQS', { targetId: 'target-1' }));
});

const targets = 'POST /{licensor}/notifications/targets';
const subscriptions = 'POST /{licensor}/notifications/subscriptions';
const profiles = 'POST /{licensor}/notifications/auth-profiles';

/** A body with "¤" where the bad text goes. */
const bodies: [RouteKey, string, object][] = [
  [
    targets,
    'destination',
    { type: 'WEBHOOK', destination: 'https://a.example.com/¤', auth: { type: 'hmac', hmacSecret: 'secret' } },
  ],
  [
    targets,
    'auth.hmacSecret',
    { type: 'WEBHOOK', destination: 'https://a.example.com', auth: { type: 'hmac', hmacSecret: '¤' } },
  ],
  [
    targets,
    'auth.hmacHeader',
    {
      type: 'WEBHOOK',
      destination: 'https://a.example.com',
      auth: { type: 'hmac', hmacSecret: 's', hmacHeader: 'X-¤' },
    },
  ],
  [
    targets,
    'auth.username',
    {
      type: 'WEBHOOK',
      destination: 'https://a.example.com',
      auth: { type: 'basic', username: '¤', password: 'p' },
    },
  ],
  [targets, 'auth.externalId', { ...awsTarget('SQS'), auth: { type: 'assumeRole', externalId: 'ab¤' } }],
  [
    targets,
    'destination.name',
    { type: 'EVENTBRIDGE_PARTNER', destination: { account: '222222222222', region: 'us-east-1', name: '¤' } },
  ],
  [
    subscriptions,
    'filter.alid.0',
    {
      topic: 'OfferStatus',
      eventTargetMapping: { LiveStatusUpdated: ['target-1'] },
      filter: { alid: ['¤'] },
    },
  ],
  [
    subscriptions,
    'eventTargetMapping.LiveStatusUpdated.0',
    { topic: 'OfferStatus', eventTargetMapping: { LiveStatusUpdated: ['¤'] } },
  ],
  [
    profiles,
    'authProfileAliasId',
    { authProfileAliasId: '¤', authConfig: { type: 'bearer', bearerToken: 't' } },
  ],
  [
    profiles,
    'authConfig.bodyParameters.0.value',
    {
      authConfig: {
        type: 'oauth',
        authEndpoint: 'https://a.example.com',
        clientId: 'c',
        clientSecret: 's',
        bodyParameters: [{ key: 'scope', value: '¤' }],
      },
    },
  ],
];

test.each(bodies)('%s: a lone surrogate in %s is a 400', async (route, field, body) => {
  for (const lone of ['\\ud800', '\\udc00', '\\ud83d x']) {
    const answer = await call(route, { body: JSON.stringify(body).replaceAll('¤', lone) });

    expect(answer).toMatchObject({ status: 400 });
    expect(answer.body.error.message).toBe(`${field}: not well-formed Unicode`);
  }
  expect(written()).toEqual([]);
});

const proto = '"__proto__": ["target-1"]';
test.each<[RouteKey, string, string]>([
  [
    subscriptions,
    'eventTargetMapping',
    `{"topic":"OfferStatus","eventTargetMapping":{"LiveStatusUpdated":["target-1"],${proto}}}`,
  ],
  [
    subscriptions,
    'filter',
    `{"topic":"OfferStatus","eventTargetMapping":{"LiveStatusUpdated":["target-1"]},"filter":{"alid":["a"],${proto}}}`,
  ],
  [
    subscriptions,
    'body',
    `{"topic":"OfferStatus","eventTargetMapping":{"LiveStatusUpdated":["target-1"]},${proto}}`,
  ],
  [
    targets,
    'auth',
    `{"type":"WEBHOOK","destination":"https://a.example.com","auth":{"type":"hmac","hmacSecret":"s",${proto}}}`,
  ],
  [profiles, 'authConfig', `{"authConfig":{"type":"bearer","bearerToken":"t",${proto}}}`],
])('%s: __proto__ in %s is an unknown field', async (route, where, body) => {
  const answer = await call(route, { body });

  expect(answer).toMatchObject({ status: 400 });
  expect(answer.body.error.message).toBe(`${where}: unknown field "__proto__"`);
  expect(written()).toEqual([]);
});

test('a body that is nested 60,000 deep is a 400', async () => {
  const body = `{"auth":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;

  expect(await call(targets, { body })).toMatchObject({
    status: 400,
    body: { error: { message: 'auth: nested too deep (at most 100 levels)' } },
  });
});

test.each([
  ['65 letters', `us-${'a'.repeat(60)}-1`],
  ['200 parts', `us${'-east'.repeat(200)}-1`],
  ['no region', 'somewhere'],
  ['a host', 'us-east-1.example.com'],
  ['nothing', ''],
])('a partner event source in a region of %s is a 400 that names it', async (_, region) => {
  const destination = { account: '222222222222', region, name: 'orders' };

  const answer = await call(targets, { body: { type: 'EVENTBRIDGE_PARTNER', destination } });

  expect(answer).toMatchObject({ status: 400 });
  expect(answer.body.error.message).toBe('destination.region: expected an AWS region like us-east-1');
});

test.each(['us-east-1', 'ap-southeast-7', 'us-gov-west-1', 'cn-northwest-1', 'eusc-de-east-1'])(
  'a partner event source in %s is registered',
  async region => {
    const destination = { account: '222222222222', region, name: 'orders' };

    expect(await call(targets, { body: { type: 'EVENTBRIDGE_PARTNER', destination } })).toMatchObject({
      status: 201,
    });
  },
);
