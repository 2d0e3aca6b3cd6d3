// The webhook request of each kind of authentication, through the handler.
import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeEach, expect, test } from 'vitest';
import {
  splitWebhookAuth,
  webhookAuthInputSchema,
} from '../../../../core/model/webhook-auth/webhook-auth.ts';
import { taskRecord } from '../../../support/builders/sqs-records.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { serveAnswers, status } from '../../../support/handlers/loopback-server.ts';
import { grant } from '../../../support/handlers/oauth-partner.ts';
import { createWebhookDeliverer } from '../../../support/handlers/webhook-deliverer.ts';

const partner = await serveAnswers((response, request) =>
  (request.path === '/token' ? grant() : status(200))(response, request),
);
const { deliver, register, reset, database } = createWebhookDeliverer(partner.origin);
let versions = 0;

beforeEach(() => {
  reset();
  partner.received.length = 0;
});
afterAll(() => partner[Symbol.asyncDispose]());

/** The request to a target with this `auth`, in the form of the API. */
async function received(input: object, destination = `${partner.origin}/hook`) {
  const { auth, credentials, missing } = splitWebhookAuth(webhookAuthInputSchema.parse(input));
  expect(missing).toEqual([]);
  register({ auth, destination, secretVersion: `version-${++versions}` }, credentials);
  expect(await deliver([taskRecord()])).toEqual([]);
  expect(database.rows()).toMatchObject([{ status: 'DELIVERED' }]);
  const [request, ...others] = partner.received.filter(({ path }) => path !== '/token');
  if (!request) throw new Error('nothing was received');
  expect(others).toEqual([]);
  return request;
}

const token = { type: 'oauth', authEndpoint: `${partner.origin}/token`, clientId: 'me', clientSecret: 's' };
const kinds = [
  { type: 'bearer', bearerToken: 'a-token' },
  { type: 'apiKey', apiKey: 'a-key' },
  { type: 'basic', username: 'user', password: 'pass' },
  token,
  { type: 'queryParameter', queryParameterName: 'key', queryParameterValue: 'value' },
];

test.each([
  ['user', 'pass', 'dXNlcjpwYXNz'],
  ['api-key', '', 'YXBpLWtleTo='],
  ['', 'pass', 'OnBhc3M='],
  // RFC 7617, section 2.1
  ['test', '123£', 'dGVzdDoxMjPCow=='],
  ['Aladdin', 'open:sesame ☃', Buffer.from('Aladdin:open:sesame ☃').toString('base64')],
])('basic: user %s and password %s are base64 of UTF-8', async (username, password, expected) => {
  const { headers } = await received({ type: 'basic', username, password });

  expect(headers.authorization).toBe(`Basic ${expected}`);
});

test('oauth: the access token is a bearer token', async () => {
  expect((await received(token)).headers.authorization).toBe('Bearer token-1');
});

test.each([
  ['/hook', '/hook?key=value'],
  ['/hook?', '/hook?key=value'],
  ['/hook?tenant=1', '/hook?tenant=1&key=value'],
  ['/hook?tenant=1&', '/hook?tenant=1&key=value'],
  [
    '/hook?b=2&a=1+1&a=%20%2f&empty=&flag&u=%c3%a9;x:y@z/?',
    '/hook?b=2&a=1+1&a=%20%2f&empty=&flag&u=%c3%a9;x:y@z/?&key=value',
  ],
])('query parameter: %s becomes %s', async (path, expected) => {
  const auth = { type: 'queryParameter', queryParameterName: 'key', queryParameterValue: 'value' };

  const { path: sent, headers } = await received(auth, `${partner.origin}${path}`);

  expect(sent).toBe(expected);
  expect(headers).not.toHaveProperty('authorization');
});

test.each(['a b', 'a&b=c', 'a+b', 'a#b', 'a%20b', '/?é☃', "'()*!~-._", 'x'.repeat(1024)])(
  'query parameter: the value %j arrives unchanged',
  async value => {
    const auth = { type: 'queryParameter', queryParameterName: 'X-Amz.Key_~', queryParameterValue: value };

    const { path } = await received(auth);

    const { searchParams, hash } = new URL(path ?? '', partner.origin);
    expect([...searchParams]).toEqual([['X-Amz.Key_~', value]]);
    expect(hash).toBe('');
    expect(path).toMatch(/^\/hook\?X-Amz\.Key_~=[!-~]*$/);
  },
);

test.each(kinds)('$type can have an added signature, in the header that its owner named', async kind => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const signature = { hmacSecret: secret, hmacHeader: 'x-amzn-signature', hmacAlgorithm: 'HmacSHA512' };
  const { headers: alone, path: alonePath } = await received(kind);
  partner.received.length = 0;
  for (const row of database.rows()) database.remove(tables.DELIVERIES_TABLE, row);

  const { headers, path, body } = await received({ ...kind, signature });

  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  expect(headers['x-amzn-signature']).toBe(createHmac('sha512', key).update(body).digest('hex'));
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  expect(new Webhook(secret).verify(body, all)).toEqual(JSON.parse(body));
  expect([headers.authorization, headers['x-api-key'], path]).toEqual([
    alone.authorization,
    alone['x-api-key'],
    alonePath,
  ]);
});

test.each(kinds)('$type without an added signature sends no signature header', async kind => {
  const { headers } = await received(kind);

  expect(Object.keys(headers).filter(name => /signature/.test(name))).toEqual([]);
});
