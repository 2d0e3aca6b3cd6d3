import { expect, test } from 'vitest';
import { targetInputSchema, targetSchema } from '../../../../../core/model/target/target.ts';
import { viewOfTarget } from '../../../../../core/model/target/target-view.ts';
import {
  secretNamesOf,
  signerOf,
  splitWebhookAuth,
  webhookAuthInputSchema,
} from '../../../../../core/model/webhook-auth/webhook-auth.ts';
import { webhookTarget } from '../../../../support/builders/records.ts';
import { webhookKinds } from '../../../../support/builders/webhook-kinds.ts';

const split = (auth: unknown) => splitWebhookAuth(webhookAuthInputSchema.parse(auth));
const signature = { hmacSecret: 'signing-s3cret-of-acme', hmacHeader: 'x-amzn-signature' };

test.each(webhookKinds)('the secrets of $type are separated, by name, from the other fields', kind => {
  const { auth, credentials, missing } = split(kind.input);

  expect({ auth, credentials, missing }).toEqual({
    auth: kind.shown,
    credentials: kind.credentials,
    missing: [],
  });
  for (const secret of Object.values(kind.credentials)) expect(JSON.stringify(auth)).not.toContain(secret);
});

test.each(webhookKinds)('the shown form of $type is a valid input in which every secret is missing', kind => {
  const { auth, credentials, missing } = split(kind.shown);

  expect({ auth, credentials }).toEqual({ auth: kind.shown, credentials: {} });
  expect(missing).toHaveLength(Object.keys(kind.credentials).length);
  expect(secretNamesOf(auth)).toEqual(Object.keys(kind.credentials));
});

test.each(webhookKinds.filter(({ type }) => type !== 'hmac'))(
  '$type can have an additional signature',
  kind => {
    const { auth, credentials } = split({ ...kind.input, signature });

    expect(credentials).toEqual({ ...kind.credentials, 'signature.hmacSecret': 'signing-s3cret-of-acme' });
    expect(auth).toEqual({
      ...kind.shown,
      signature: { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'x-amzn-signature' },
    });
    expect(signerOf(auth)?.secretPath).toBe('signature.hmacSecret');
    expect(signerOf(split(kind.input).auth)).toBeUndefined();
  },
);

test('hmac is a signature, and cannot have a second one', () => {
  const hmac = { type: 'hmac', hmacSecret: 'sixteen-bytes-or-more' };

  expect(signerOf(split(hmac).auth)?.secretPath).toBe('hmacSecret');
  expect(webhookAuthInputSchema.safeParse({ ...hmac, signature }).success).toBe(false);
});

test('headers, algorithms and methods have the documented defaults', () => {
  expect(split({ type: 'apiKey', apiKey: 'k' }).auth).toEqual({ type: 'apiKey', apiKeyHeader: 'X-API-Key' });
  expect(split({ type: 'hmac', hmacSecret: 'sixteen-bytes-or-more' }).auth).toEqual({
    type: 'hmac',
    hmacAlgorithm: 'HmacSHA256',
    hmacHeader: 'X-Signature',
  });
  const oauth = { type: 'oauth', clientId: 'c', clientSecret: 's', authEndpoint: 'https://a.example.com/' };
  expect(split(oauth).auth).toMatchObject({ httpMethod: 'POST', bodyParameters: [], headerParameters: [] });
});

test('the view of a target has no secret, even if the stored target has one by mistake', () => {
  const spilt = targetSchema.parse({ ...webhookTarget(), auth: { type: 'bearer', bearerToken: 's3cret' } });

  expect(JSON.stringify(viewOfTarget(spilt, { status: 'ACTIVE' }, 0))).not.toContain('s3cret');
});

test('a reserved header is rejected for keys and for signatures', () => {
  const target = (auth: object) => ({ type: 'WEBHOOK', destination: 'https://a.example.com/', auth });
  const key = target({ type: 'apiKey', apiKey: 'k', apiKeyHeader: 'Host' });
  const signed = target({
    type: 'hmac',
    hmacSecret: 'sixteen-bytes-or-more',
    hmacHeader: 'webhook-signature',
  });

  expect([key, signed].map(input => targetInputSchema.safeParse(input).success)).toEqual([false, false]);
});
