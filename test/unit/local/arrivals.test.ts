// The tour must not count a wrong notification as received and verified: its checks see every kind of fault.
import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { faultOf } from '../../../local/partner/arrival.ts';
import type { Received } from '../../../local/partner/inbox.ts';
import { TokenEndpoint } from '../../../local/partner/token-endpoint.ts';
import { authenticationFault, type WebhookAuth } from '../../../local/partner/webhook-authentication.ts';

const notification = { topic: 'Orders', eventType: 'REFUND_REQUESTED', payload: { a: 1, b: [2] } };
const arrival = { eventId: 'x', payload: { a: 1, b: [2] }, receivedAt: 0, authentication: 'basic' };

test.each([
  ['that is as expected has no fault', {}, undefined],
  [
    'that is not authentic has a fault',
    { authenticationFault: 'no Authorization header' },
    'no Authorization header',
  ],
  ['of another event type has a fault', { eventType: 'RETURN_STARTED' }, 'eventType RETURN_STARTED'],
  ['of another topic has a fault', { topic: 'OfferStatus' }, 'topic OfferStatus'],
  ['of another content type has a fault', { contentType: 'text/html' }, 'contentType text/html'],
  ['with another payload has a fault', { payload: { a: 1 } }, 'payload {"a":1}'],
  ['with its fields in another order has a fault', { payload: { b: [2], a: 1 } }, 'payload {"b":[2],"a":1}'],
])('an arrival %s', (_, change, fault) => {
  expect(faultOf({ ...arrival, ...change }, notification)).toBe(fault);
});

const body = '{"a":1}';
const request = (headers: Record<string, string> = {}, path = '/hook'): Received => ({
  path,
  method: 'POST',
  headers,
  body,
  receivedAt: '',
});
const hmac = { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'x-amzn-signature' } as const;

function signed(secret: string): Record<string, string> {
  const isBase64 = secret.startsWith('whsec_');
  const key = isBase64 ? Buffer.from(secret.slice(6), 'base64') : secret;
  const webhook = new Webhook(secret, isBase64 ? undefined : { format: 'raw' });
  const now = new Date();
  return {
    'x-amzn-signature': createHmac('sha256', key).update(body).digest('hex'),
    'webhook-id': 'x',
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': webhook.sign('x', now, body),
  };
}

const encoded = 'whsec_c2VjcmV0c2VjcmV0';
const basic = { type: 'basic', username: 'u', password: 'ü:p' } as const;
const basicHeader = { authorization: `Basic ${Buffer.from('u:ü:p').toString('base64')}` };
const query = { type: 'queryParameter', queryParameterName: 'k', queryParameterValue: 'a/b c' } as const;

test.each<[string, WebhookAuth, Received, Received]>([
  [
    'bearer',
    { type: 'bearer', bearerToken: 't' },
    request({ authorization: 'Bearer t' }),
    request({ authorization: 'Bearer u' }),
  ],
  [
    'API key',
    { type: 'apiKey', apiKey: 'k', apiKeyHeader: 'X-API-KEY' },
    request({ 'x-api-key': 'k' }),
    request(),
  ],
  ['basic', basic, request(basicHeader), request({ authorization: `Basic ${btoa('u:p')}` })],
  ['query parameter', query, request({}, '/hook?k=a%2Fb%20c'), request({}, '/hook?k=a')],
  [
    'a query parameter that occurs once',
    query,
    request({}, '/hook?k=a%2Fb%20c'),
    request({}, '/hook?k=a%2Fb%20c&k=a%2Fb%20c'),
  ],
  ['hmac', { type: 'hmac', ...hmac, hmacSecret: 's' }, request(signed('s')), request(signed('other'))],
  [
    'hmac with a base64 secret',
    { type: 'hmac', ...hmac, hmacSecret: encoded },
    request(signed(encoded)),
    request({ ...signed(encoded), 'webhook-signature': 'v1,c2lnbmVk' }),
  ],
  [
    'signature and basic',
    { ...basic, signature: { ...hmac, hmacSecret: 's' } },
    request({ ...basicHeader, ...signed('s') }),
    request(basicHeader),
  ],
  [
    'basic and signature',
    { ...basic, signature: { ...hmac, hmacSecret: 's' } },
    request({ ...basicHeader, ...signed('s') }),
    request(signed('s')),
  ],
])('a request with valid %s passes, one with invalid or without fails', (_, auth, right, wrong) => {
  expect(authenticationFault(right, auth)).toBeUndefined();
  expect(authenticationFault(wrong, auth)).toEqual(expect.any(String));
});

test('an access token is valid only for the client that it was issued to', () => {
  const tokens = new TokenEndpoint();
  tokens.register({ clientId: 'a', clientSecret: 's' });
  const { body: answer } = tokens.answer({
    ...request({
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${btoa('a:s')}`,
    }),
    body: 'grant_type=client_credentials',
  });
  const { access_token: token } = answer as { access_token: string };
  const oauth = { type: 'oauth', clientSecret: 's', authEndpoint: '' } as const;
  const sent = request({ authorization: `Bearer ${token}` });
  expect(authenticationFault(sent, { ...oauth, clientId: 'a' }, tokens)).toBeUndefined();
  expect(authenticationFault(sent, { ...oauth, clientId: 'b' }, tokens)).toEqual(expect.any(String));
  const invented = request({ authorization: 'Bearer invented' });
  expect(authenticationFault(invented, { ...oauth, clientId: 'a' }, tokens)).toEqual(expect.any(String));
});
