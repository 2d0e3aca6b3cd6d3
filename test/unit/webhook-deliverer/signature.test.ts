import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { hmacHeaders } from '../../../lambdas/webhook-deliverer/signature.ts';
import { documentedPayload } from '../../support/documented.ts';

const auth = { type: 'hmac', hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' } as const;
const timestamp = String(Math.floor(Date.now() / 1000));
const message = { id: 'event-1', timestamp, body: documentedPayload };
const standard = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

const received = (headers: Record<string, string>) => ({
  'webhook-id': message.id,
  'webhook-timestamp': timestamp,
  'webhook-signature': headers['webhook-signature'] ?? '',
});

test('the named header has the lower-case hex HMAC-SHA256 of the raw body', () => {
  // RFC 4231, test case 2
  const body = 'what do ya want for nothing?';
  const headers = hmacHeaders(auth, 'Jefe', { ...message, body });

  expect(headers['X-Signature']).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
});

test.each([
  [
    'HmacSHA384',
    'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649',
  ],
  [
    'HmacSHA512',
    '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
  ],
] as const)('with %s the named header has the HMAC of that algorithm', (hmacAlgorithm, expected) => {
  const body = 'what do ya want for nothing?';

  expect(hmacHeaders({ ...auth, hmacAlgorithm }, 'Jefe', { ...message, body })['X-Signature']).toBe(expected);
});

test("the header is the one that the target's owner named", () => {
  const headers = hmacHeaders({ ...auth, hmacHeader: 'X-Hub-Signature' }, 'secret', message);

  expect(Object.keys(headers)).toEqual(['X-Hub-Signature', 'webhook-signature']);
});

test.each(['your-secret', 'sécrèt€', standard])(
  'webhook-signature verifies with the published standardwebhooks package, secret %s',
  secret => {
    const receiver = secret.startsWith('whsec_')
      ? new Webhook(secret)
      : new Webhook(Buffer.from(secret), { format: 'raw' });

    const headers = received(hmacHeaders(auth, secret, message));

    expect(receiver.verify(documentedPayload, headers)).toEqual(JSON.parse(documentedPayload));
  },
);

test('the key of a whsec_ secret is its decoded bytes, for the named header too', () => {
  const key = Buffer.from(standard.slice('whsec_'.length), 'base64');

  expect(hmacHeaders(auth, standard, message)['X-Signature']).toBe(
    createHmac('sha256', key).update(documentedPayload).digest('hex'),
  );
});

test.each([
  ['another id', { id: 'event-2' }],
  ['another time', { timestamp: String(Number(timestamp) + 1) }],
  ['another body', { body: '{}' }],
])('webhook-signature is not valid for %s', (_, change) => {
  const headers = received(hmacHeaders(auth, standard, { ...message, ...change }));

  expect(() => new Webhook(standard).verify(documentedPayload, headers)).toThrow('No matching signature');
});
