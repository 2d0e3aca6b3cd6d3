import { expect, test } from 'vitest';
import { targetInputSchema, targetSchema, viewOfTarget } from '../../../../../core/model/target/target.ts';
import {
  secretNamesOf,
  signerOf,
  splitWebhookAuth,
  webhookAuthInputSchema,
} from '../../../../../core/model/webhook-auth/webhook-auth.ts';
import { webhookTarget } from '../../../../support/builders/records.ts';
import { webhookKinds } from '../../../../support/builders/webhook-kinds.ts';

const split = (auth: unknown) => splitWebhookAuth(webhookAuthInputSchema.parse(auth));
const accepts = (hmacSecret: string) =>
  webhookAuthInputSchema.safeParse({ type: 'hmac', hmacSecret }).success;
const signature = { hmacSecret: 'signing-s3cret', hmacHeader: 'x-amzn-signature' };

test.each(webhookKinds)(
  'of $type the secrets are kept apart, by their paths, from what may be shown',
  kind => {
    const { auth, credentials, missing } = split(kind.input);

    expect({ auth, credentials, missing }).toEqual({
      auth: kind.shown,
      credentials: kind.credentials,
      missing: [],
    });
    for (const secret of Object.values(kind.credentials)) expect(JSON.stringify(auth)).not.toContain(secret);
  },
);

test.each(webhookKinds)('what is shown of $type can be sent back, and then every secret is missing', kind => {
  const { auth, credentials, missing } = split(kind.shown);

  expect({ auth, credentials }).toEqual({ auth: kind.shown, credentials: {} });
  expect(missing).toHaveLength(Object.keys(kind.credentials).length);
  expect(secretNamesOf(auth)).toEqual(Object.keys(kind.credentials));
});

test.each(webhookKinds.filter(({ type }) => type !== 'hmac'))('$type may carry a signature as well', kind => {
  const { auth, credentials } = split({ ...kind.input, signature });

  expect(credentials).toEqual({ ...kind.credentials, 'signature.hmacSecret': 'signing-s3cret' });
  expect(auth).toEqual({
    ...kind.shown,
    signature: { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'x-amzn-signature' },
  });
  expect(signerOf(auth)?.secretPath).toBe('signature.hmacSecret');
  expect(signerOf(split(kind.input).auth)).toBeUndefined();
});

test('hmac signs by itself, and takes no second signature', () => {
  const hmac = { type: 'hmac', hmacSecret: 's' };

  expect(signerOf(split(hmac).auth)?.secretPath).toBe('hmacSecret');
  expect(webhookAuthInputSchema.safeParse({ ...hmac, signature }).success).toBe(false);
});

test('headers, algorithms and methods have the documented defaults', () => {
  expect(split({ type: 'apiKey', apiKey: 'k' }).auth).toEqual({ type: 'apiKey', apiKeyHeader: 'X-API-Key' });
  expect(split({ type: 'hmac', hmacSecret: 's' }).auth).toEqual({
    type: 'hmac',
    hmacAlgorithm: 'HmacSHA256',
    hmacHeader: 'X-Signature',
  });
  const oauth = { type: 'oauth', clientId: 'c', clientSecret: 's', authEndpoint: 'https://a.example.com/' };
  expect(split(oauth).auth).toMatchObject({ httpMethod: 'POST', bodyParameters: [], headerParameters: [] });
});

test('a target that holds a secret by mistake does not show it', () => {
  const spilt = targetSchema.parse({ ...webhookTarget(), auth: { type: 'bearer', bearerToken: 's3cret' } });

  expect(JSON.stringify(viewOfTarget(spilt, 0))).not.toContain('s3cret');
});

test('a reserved header is refused for keys and signatures alike', () => {
  const target = (auth: object) => ({ type: 'WEBHOOK', destination: 'https://a.example.com/', auth });
  const key = target({ type: 'apiKey', apiKey: 'k', apiKeyHeader: 'Host' });
  const signed = target({ type: 'hmac', hmacSecret: 's', hmacHeader: 'webhook-signature' });

  expect([key, signed].map(input => targetInputSchema.safeParse(input).success)).toEqual([false, false]);
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
