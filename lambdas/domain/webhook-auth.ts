// How Herald proves to a webhook that it is Herald: the kinds of reference text 1, split into what may be shown
// and what may not.
import * as z from 'zod';
import { headerNameSchema, headerValueSchema } from './header-name.ts';
import { oneOf } from './parse.ts';

const hmacAlgorithms = { HmacSHA256: 'sha256', HmacSHA384: 'sha384', HmacSHA512: 'sha512' } as const;
const hmacAlgorithm = z.enum(Object.keys(hmacAlgorithms) as (keyof typeof hmacAlgorithms)[]);

/** The digest name that node:crypto knows an `hmacAlgorithm` by. */
export const digestOf = (algorithm: keyof typeof hmacAlgorithms): string => hmacAlgorithms[algorithm];

/** As much as KMS Encrypt takes. */
const maxSecretBytes = 4096;
const base64Secret = /^whsec_(?=.)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

const hmacSecretSchema = z
  .string()
  .min(1)
  .max(3000)
  .refine(secret => Buffer.byteLength(secret) <= maxSecretBytes, {
    message: `expected at most ${maxSecretBytes} bytes of UTF-8`,
  })
  .refine(secret => !secret.startsWith('whsec_') || base64Secret.test(secret), {
    message: 'expected base64 after "whsec_" (Standard Webhooks 1.0)',
  });

const bearer = { type: z.literal('bearer') };
const apiKey = { type: z.literal('apiKey'), apiKeyHeader: headerNameSchema.default('X-API-Key') };
const hmac = {
  type: z.literal('hmac'),
  hmacAlgorithm: hmacAlgorithm.default('HmacSHA256'),
  hmacHeader: headerNameSchema.default('X-Signature'),
};

/** As a partner sends it. A secret may be left out of an update that keeps the stored one. */
export const webhookAuthInputSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ ...bearer, bearerToken: headerValueSchema.optional() }),
    z.strictObject({ ...apiKey, apiKey: headerValueSchema.optional() }),
    z.strictObject({ ...hmac, hmacSecret: hmacSecretSchema.optional() }),
  ],
  { error: oneOf('bearer', 'apiKey', 'hmac') },
);
export type WebhookAuthInput = z.output<typeof webhookAuthInputSchema>;

/** As it is stored with the target and shown: everything but the secret. */
export const webhookAuthSchema = z.discriminatedUnion('type', [
  z.object(bearer),
  z.object(apiKey),
  z.object(hmac),
]);
export type WebhookAuth = z.output<typeof webhookAuthSchema>;

const secretFields = { bearer: 'bearerToken', apiKey: 'apiKey', hmac: 'hmacSecret' } as const;

/** The name of the field that holds the secret of a kind of authentication. */
export const secretFieldOf = (type: WebhookAuth['type']): string => secretFields[type];

/** Takes what a partner sent apart: `auth` may be stored in the clear and shown, `secret` only encrypted. */
export function splitWebhookAuth(input: WebhookAuthInput): { auth: WebhookAuth; secret: string | undefined } {
  switch (input.type) {
    case 'bearer':
      return { auth: { type: 'bearer' }, secret: input.bearerToken };
    case 'apiKey':
      return { auth: { type: 'apiKey', apiKeyHeader: input.apiKeyHeader }, secret: input.apiKey };
    case 'hmac': {
      const { hmacSecret: secret, ...auth } = input;
      return { auth, secret };
    }
  }
}
