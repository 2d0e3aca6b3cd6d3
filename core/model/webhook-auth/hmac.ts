// HMAC signatures of webhooks: the settings that a partner can choose, and the form of the secret.
import * as z from 'zod';
import { headerNameSchema } from './header-name.ts';

const hmacAlgorithmSchema = z.enum(['HmacSHA256', 'HmacSHA384', 'HmacSHA512']);
export type HmacAlgorithm = z.infer<typeof hmacAlgorithmSchema>;

const digests: Record<HmacAlgorithm, string> = {
  HmacSHA256: 'sha256',
  HmacSHA384: 'sha384',
  HmacSHA512: 'sha512',
};

/** The name of an `hmacAlgorithm` in node:crypto. */
export const digestOf = (algorithm: HmacAlgorithm): string => digests[algorithm];

/** The fields that are not secret. */
export const hmacShown = {
  hmacAlgorithm: hmacAlgorithmSchema.default('HmacSHA256'),
  hmacHeader: headerNameSchema.default('X-Signature'),
};

const prefix = 'whsec_';
const base64Secret = /^whsec_(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

export const hmacSecretSchema = z
  .string()
  .min(1)
  .max(3000)
  .refine(secret => !secret.startsWith(prefix) || (base64Secret.test(secret) && secret !== prefix), {
    message: 'expected base64 after "whsec_" (Standard Webhooks 1.0)',
  });
