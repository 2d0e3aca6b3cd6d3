import { expect, test } from 'vitest';
import { targetInputSchema, targetSchema, viewOfTarget } from '../../../lambdas/domain/target.ts';
import { splitWebhookAuth, webhookAuthInputSchema } from '../../../lambdas/domain/webhook-auth.ts';
import { webhookTarget } from '../../support/records.ts';

const split = (auth: unknown) => splitWebhookAuth(webhookAuthInputSchema.parse(auth));
const accepts = (hmacSecret: string) =>
  webhookAuthInputSchema.safeParse({ type: 'hmac', hmacSecret }).success;

test.each([
  [{ type: 'bearer', bearerToken: 's3cret' }, { type: 'bearer' }],
  [
    { type: 'apiKey', apiKey: 's3cret', apiKeyHeader: 'X-Key' },
    { type: 'apiKey', apiKeyHeader: 'X-Key' },
  ],
  [
    { type: 'hmac', hmacSecret: 's3cret', hmacAlgorithm: 'HmacSHA512', hmacHeader: 'X-Sig' },
    { type: 'hmac', hmacAlgorithm: 'HmacSHA512', hmacHeader: 'X-Sig' },
  ],
])('of %j the secret is kept apart from what may be shown', (input, shown) => {
  expect(split(input)).toEqual({ auth: shown, secret: 's3cret' });
});

test('headers and algorithm have the documented defaults', () => {
  expect(split({ type: 'apiKey', apiKey: 'k' }).auth).toEqual({ type: 'apiKey', apiKeyHeader: 'X-API-Key' });
  expect(split({ type: 'hmac', hmacSecret: 's' }).auth).toEqual({
    type: 'hmac',
    hmacAlgorithm: 'HmacSHA256',
    hmacHeader: 'X-Signature',
  });
});

test('a target that holds a secret by mistake does not show it', () => {
  const spilt = targetSchema.parse({ ...webhookTarget(), auth: { type: 'bearer', bearerToken: 's3cret' } });

  expect(JSON.stringify(viewOfTarget(spilt))).not.toContain('s3cret');
});

test('a reserved header is refused for keys and signatures alike', () => {
  const target = (auth: object) => ({ type: 'WEBHOOK', destination: 'https://a.example.com/', auth });
  const key = target({ type: 'apiKey', apiKey: 'k', apiKeyHeader: 'Host' });
  const signature = target({ type: 'hmac', hmacSecret: 's', hmacHeader: 'webhook-signature' });

  expect([key, signature].map(input => targetInputSchema.safeParse(input).success)).toEqual([false, false]);
});

test.each(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_YWJj', 'whsec_YWI=', 'plain', 'whsecret', 'é€'])(
  'the HMAC secret %s is taken',
  secret => {
    expect(accepts(secret)).toBe(true);
  },
);

test.each(['whsec_', 'whsec_not base64', 'whsec_YW-_', 'whsec_====', ''])(
  'the HMAC secret %j is refused: what follows whsec_ must be base64',
  secret => {
    expect(accepts(secret)).toBe(false);
  },
);

test('after whsec_ padding may be left out, but not be wrong', () => {
  expect(accepts('whsec_YWJjZA')).toBe(true);
  expect(['whsec_YWJjZ', 'whsec_YWJj=', 'whsec_YWJjZA='].filter(accepts)).toEqual([]);
});

test('a secret that KMS could not encrypt, of more than 4,096 bytes, is refused', () => {
  expect(accepts('€'.repeat(1365))).toBe(true);
  expect(accepts('€'.repeat(1366))).toBe(false);
});
