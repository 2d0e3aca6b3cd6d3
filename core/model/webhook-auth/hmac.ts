// HMAC signatures of webhooks: the settings that a partner can choose, and the form of the secret.
import * as z from 'zod';
import { headerNameSchema } from './header-name.ts';
import { base64Prefix, keyOfSecret } from './hmac-signature.ts';

const hmacAlgorithmSchema = z.enum(['HmacSHA256', 'HmacSHA384', 'HmacSHA512']);

/** The fields that are not secret. */
export const hmacShown = {
  hmacAlgorithm: hmacAlgorithmSchema.default('HmacSHA256'),
  hmacHeader: headerNameSchema.default('X-Signature'),
};

const base64Secret = /^whsec_(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

const minKeyBytes = 16;

/** The secrets of the reference texts' examples. They stay accepted, with a warning. */
const documentedSecrets: readonly string[] = ['your-secret'];
export const isDocumentedSecret = (secret: string): boolean => documentedSecrets.includes(secret);

/** A new secret. A stored one is never checked again. */
export const hmacSecretSchema = z
  .string()
  .max(3000)
  .superRefine((secret, context) => {
    const message = refusalOfSecret(secret);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

/** @returns what is wrong with a new secret and what to do; undefined if it can be used */
function refusalOfSecret(secret: string): string | undefined {
  if (isDocumentedSecret(secret)) return undefined;
  if (secret.trim() !== secret) return 'expected no space or line break before or after the secret';
  const [, version] = /^(v\d+a?,)wh/.exec(secret) ?? [];
  if (version !== undefined) return `expected the secret without "${version}" before it`;
  if (/^wh[sp]k_/.test(secret)) return 'expected a secret for HMAC, got a key for asymmetric signatures';
  if (secret.startsWith(base64Prefix) && (secret === base64Prefix || !base64Secret.test(secret))) {
    return 'expected base64 after "whsec_" (Standard Webhooks 1.0)';
  }
  if (!/^[\x20-\x7e]*$/.test(secret)) {
    return 'expected visible ASCII characters: Standard Webhooks libraries fail with others';
  }
  const bytes = keyOfSecret(secret).length;
  return bytes < minKeyBytes
    ? `expected a key of at least ${minKeyBytes} bytes, got ${bytes}: use "whsec_" and the base64 of 32 random bytes`
    : undefined;
}
