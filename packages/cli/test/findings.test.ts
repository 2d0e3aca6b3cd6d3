// `herald verify`: what is wrong with a saved request.
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { keyOfSecret, namedSignature } from '../../../core/model/webhook-auth/hmac-signature.ts';
import { findingsOf } from '../src/verify/findings.ts';
import { savedRequestOf } from '../src/verify/saved-request.ts';

const secret = `whsec_${Buffer.from('thirty-two bytes for a signature').toString('base64')}`;
const now = Date.parse('2026-01-01T00:00:00Z');
const body = '{"alid":"listing-1","note":"ü"}';
const headers = {
  'webhook-id': 'event-1',
  'webhook-timestamp': String(now / 1_000),
  'webhook-signature': new Webhook(secret).sign('event-1', new Date(now), body),
  'x-signature': namedSignature(keyOfSecret(secret), Buffer.from(body), 'sha256'),
};
const options = { secret, header: 'x-signature', algorithm: 'sha256', toleranceSeconds: 300, now };
const { 'x-signature': _, ...standardHeaders } = headers;

const codes = (changed: { headers?: object; body?: string }, others: Partial<typeof options> = {}) =>
  findingsOf(
    {
      headers: { ...(changed.headers ?? headers) } as Record<string, string>,
      body: Buffer.from(changed.body ?? body),
    },
    { ...options, ...others },
  ).map(({ code }) => code);

test('a request that the reference library has signed is verified, with both signatures of a rotation too', () => {
  const rotated = {
    ...headers,
    'webhook-signature': `v1,${'A'.repeat(43)}= ${headers['webhook-signature']}`,
  };
  expect([codes({}), codes({ headers: standardHeaders }), codes({ headers: rotated })]).toEqual([[], [], []]);
});

test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('a request without %s says so', name => {
  expect(codes({ headers: { ...headers, [name]: undefined } })).toEqual(['HEADER_MISSING']);
});

test('a time outside of the tolerance is told apart from a wrong signature', () => {
  expect(codes({}, { now: now + 300_000 })).toEqual([]);
  expect(codes({}, { now: now + 301_000 })).toEqual(['TIMESTAMP_OUT_OF_TOLERANCE']);
  expect(codes({}, { now: now - 301_000 })).toEqual(['TIMESTAMP_OUT_OF_TOLERANCE']);
  expect(codes({ headers: { ...headers, 'webhook-timestamp': 'now' } })).toContain('HEADER_MALFORMED');
});

test.each([
  ['a line break at the end', `${body}\n`],
  ['a byte order mark', `\uFEFF${body}`],
  ['JSON that was written again', JSON.stringify(JSON.parse(body), null, 2)],
])('a body with %s is recognized as changed, also without the own header', (_, changed) => {
  expect(codes({ body: changed })).toEqual(['BODY_CHANGED']);
  expect(codes({ body: changed, headers: standardHeaders })).toEqual(['BODY_CHANGED']);
});

test('an id or a time that was changed is known by the own header, which covers the body only', () => {
  expect(codes({ headers: { ...headers, 'webhook-id': 'event-2' } })).toEqual(['ID_OR_TIMESTAMP_CHANGED']);
  expect(codes({ headers: { ...headers, 'x-signature': 'ab' } })).toEqual(['OWN_HEADER_DIFFERS']);
});

test('a secret in another form, a wrong one, and another body', () => {
  expect(codes({}, { secret: secret.slice('whsec_'.length) })).toEqual(['SECRET_IN_ANOTHER_FORM']);
  expect(codes({}, { secret: `v1,${secret}` })).toEqual(['SECRET_IN_ANOTHER_FORM']);
  expect(codes({}, { secret: 'another-secret-1' })).toEqual(['WRONG_SECRET_OR_BODY']);
  expect(codes({ body: '{"alid":"listing-2"}' })).toEqual(['WRONG_SECRET_OR_BODY']);
});

test('a saved request may be HTTP text or JSON, and its body stays as it is', () => {
  const lines = Object.entries(headers).map(([name, value]) => `${name.toUpperCase()}: ${value}`);
  const forms = [
    `${lines.join('\n')}\n\n${body}`,
    `POST /hook HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`,
    JSON.stringify({ headers, body }),
    JSON.stringify({ headers, bodyBase64: Buffer.from(body).toString('base64') }),
  ];
  for (const form of forms) expect(findingsOf(savedRequestOf(Buffer.from(form)), options)).toEqual([]);
});

test.each([
  ['no empty line', 'expected an empty line'],
  ['not a header\n\nbody', 'expected a header'],
  ['{"headers": {}, "body": {}}', 'expected body as the text that arrived'],
  ['{"headers": {}', 'it begins as JSON'],
])('a file that is no request is refused (%#)', (content, message) => {
  expect(() => savedRequestOf(Buffer.from(content))).toThrow(message);
});
