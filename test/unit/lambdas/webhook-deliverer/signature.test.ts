import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { signatureHeaders } from '../../../../core/model/webhook-auth/signature.ts';
import type { HmacSettings } from '../../../../core/model/webhook-auth/webhook-auth.ts';
import { documentedPayload } from '../../../support/builders/documented-payload.ts';

const settings: HmacSettings = { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' };
const timestamp = String(Math.floor(Date.now() / 1000));
const only = (secret: string, own: HmacSettings = settings) => [{ settings: own, secret }];
const message = { id: 'event-1', timestamp, body: documentedPayload };
const standard = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

const received = (headers: Record<string, string>) => ({
  'webhook-id': message.id,
  'webhook-timestamp': timestamp,
  'webhook-signature': headers['webhook-signature'] ?? '',
});

test('the named header contains the lower-case hex HMAC-SHA256 of the raw body', () => {
  // RFC 4231, test case 2
  const body = 'what do ya want for nothing?';
  const headers = signatureHeaders(only('Jefe'), { ...message, body });

  expect(headers['X-Signature']).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
});

test.each([
  [
    'HmacSHA384',
    'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649',
  ],
  [
    'HmacSHA512',
    '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758' +
      'bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
  ],
] as const)('with %s the named header has the HMAC of that algorithm', (hmacAlgorithm, expected) => {
  const body = 'what do ya want for nothing?';

  expect(
    signatureHeaders(only('Jefe', { ...settings, hmacAlgorithm }), { ...message, body })['X-Signature'],
  ).toBe(expected);
});

test('the header has the name that the owner of the target chose', () => {
  const headers = signatureHeaders(only('secret', { ...settings, hmacHeader: 'X-Hub-Signature' }), message);

  expect(Object.keys(headers)).toEqual(['X-Hub-Signature', 'webhook-signature']);
});

const receiverWith = (secret: string): Webhook =>
  secret.startsWith('whsec_') ? new Webhook(secret) : new Webhook(Buffer.from(secret), { format: 'raw' });

test.each(['your-secret', 'sécrèt€', standard])(
  'the package standardwebhooks verifies webhook-signature with secret %s',
  secret => {
    const receiver = receiverWith(secret);

    const headers = received(signatureHeaders(only(secret), message));

    expect(receiver.verify(documentedPayload, headers)).toEqual(JSON.parse(documentedPayload));
  },
);

test('the key of a whsec_ secret is its decoded bytes, also for the named header', () => {
  const key = Buffer.from(standard.slice('whsec_'.length), 'base64');

  expect(signatureHeaders(only(standard), message)['X-Signature']).toBe(
    createHmac('sha256', key).update(documentedPayload).digest('hex'),
  );
});

test.each([
  ['another id', { id: 'event-2' }],
  ['another time', { timestamp: String(Number(timestamp) + 1) }],
  ['another body', { body: '{}' }],
])('webhook-signature does not verify with %s', (_, change) => {
  const headers = received(signatureHeaders(only(standard), { ...message, ...change }));

  expect(() => new Webhook(standard).verify(documentedPayload, headers)).toThrow('No matching signature');
});

const another = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

test.each([
  ['old-secret', 'new-secret'],
  ['old-secret', standard],
  [another, standard],
])(
  'during a rotation from %s to %s, webhook-signature has both signatures, the new one first',
  (old, current) => {
    const headers = received(signatureHeaders([...only(old), ...only(current)], message));

    for (const secret of [old, current])
      expect(receiverWith(secret).verify(documentedPayload, headers)).toEqual(JSON.parse(documentedPayload));
    const of = (secret: string) => signatureHeaders(only(secret), message)['webhook-signature'];
    expect(headers['webhook-signature']).toBe(`${of(current)} ${of(old)}`);
    expect(() => receiverWith('a third').verify(documentedPayload, headers)).toThrow('No matching signature');
  },
);

test('during a rotation, the named header is signed with the old secret', () => {
  const headers = signatureHeaders([...only(another), ...only(standard)], message);

  const expected = signatureHeaders(only(another), message)['X-Signature'];
  expect(headers['X-Signature']).toBe(expected);
});

test('with several replaced secrets all sign, and the named header has the oldest one', () => {
  const headers = received(signatureHeaders([...only('one'), ...only('two'), ...only('three')], message));

  for (const secret of ['one', 'two', 'three'])
    expect(receiverWith(secret).verify(documentedPayload, headers)).toEqual(JSON.parse(documentedPayload));
  const named = signatureHeaders([...only('one'), ...only('two'), ...only('three')], message)['X-Signature'];
  expect(named).toBe(signatureHeaders(only('one'), message)['X-Signature']);
});

test('a replaced secret keeps its own header and algorithm', () => {
  const old = { hmacAlgorithm: 'HmacSHA512', hmacHeader: 'X-Old' } as const;

  const headers = signatureHeaders([...only('old', old), ...only('new')], message);

  expect(headers['X-Old']).toBe(signatureHeaders(only('old', old), message)['X-Old']);
  expect(headers['X-Signature']).toBe(signatureHeaders(only('new'), message)['X-Signature']);
});

test('header names are compared without case', () => {
  const old = { ...settings, hmacHeader: 'x-signature' };

  const headers = signatureHeaders([...only('old', old), ...only('new')], message);

  expect(Object.keys(headers)).toEqual(['x-signature', 'webhook-signature']);
});
