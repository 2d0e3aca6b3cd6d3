// Which texts are accepted as new signing secrets, and what the others are told.
import { expect, test } from 'vitest';
import { webhookAuthInputSchema } from '../../../../../core/model/webhook-auth/webhook-auth.ts';

const parse = (hmacSecret: string) => [
  webhookAuthInputSchema.safeParse({ type: 'hmac', hmacSecret }),
  webhookAuthInputSchema.safeParse({ type: 'bearer', bearerToken: 't', signature: { hmacSecret } }),
];
const accepts = (secret: string) => parse(secret).every(({ success }) => success);
const messagesOn = (secret: string) => parse(secret).flatMap(({ error }) => error?.issues[0]?.message ?? []);

const base64Of = (bytes: number) => Buffer.alloc(bytes, 7).toString('base64');
const generated = `whsec_${base64Of(32)}`;

test.each([
  generated,
  'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  `whsec_${base64Of(16)}`,
  `whsec_${base64Of(16).replace(/=+$/, '')}`,
  'a raw secret with spaces',
  'x'.repeat(16),
  'x'.repeat(3000),
  'whsecret-whsecret',
  'v1,is-not-a-prefix-here',
])('%j is accepted', secret => {
  expect(accepts(secret)).toBe(true);
});

test('the secret of the documented example is accepted', () => {
  expect(accepts('your-secret')).toBe(true);
});

test.each([
  ['x'.repeat(15), /^expected a key of at least 16 bytes, got 15: use "whsec_"/],
  ['', /^expected a key of at least 16 bytes, got 0/],
  [`whsec_${base64Of(15)}`, /^expected a key of at least 16 bytes, got 15/],
  ['your-secret-', /^expected a key of at least 16 bytes, got 12/],
  [`v1,${generated}`, /^expected the secret without "v1," before it$/],
  [`v1a,whsk_${base64Of(32)}`, /^expected the secret without "v1a," before it$/],
  [`whsk_${base64Of(32)}`, /^expected a secret for HMAC/],
  [`whpk_${base64Of(32)}`, /^expected a secret for HMAC/],
  [`${generated}\n`, /^expected no space or line break before or after/],
  [`${generated}\r\n`, /^expected no space or line break before or after/],
  [` ${generated}`, /^expected no space or line break before or after/],
  ['your-secret\n', /^expected no space or line break before or after/],
  ['a-long-raw-secret-with-a-space ', /^expected no space or line break before or after/],
  ['a-long-secret-with-é', /^expected visible ASCII characters/],
  ['sécrèt€-sécrèt€-sécrèt€', /^expected visible ASCII characters/],
  ['a-long-secret\nof-two-lines', /^expected visible ASCII characters/],
  ['whsec_', /^expected base64 after "whsec_"/],
  ['whsec_not base64 at all, really', /^expected base64 after "whsec_"/],
  ['whsec_YW-_YW-_YW-_YW-_YW-_YW-_', /^expected base64 after "whsec_"/],
  [`whsec_${base64Of(16).replace(/==$/, '=')}`, /^expected base64 after "whsec_"/],
])('%j is rejected with advice', (secret, message) => {
  expect(messagesOn(secret)).toEqual([expect.stringMatching(message), expect.stringMatching(message)]);
});
