// The signature headers of a webhook request, with all secrets of a rotation.
import {
  digestOf,
  keyOfSecret,
  namedSignature,
  type SignedMessage,
  standardSignature,
} from './hmac-signature.ts';
import type { HmacSettings } from './webhook-auth.ts';

/** The key is the decoded base64 of a secret `whsec_<base64>`, or the UTF-8 bytes of any other secret. */
export type SigningKey = { settings: HmacSettings; secret: string };

/**
 * The signature headers of a message. The header that the partner named contains the lower-case hex HMAC of
 * the raw body. `webhook-signature` contains `v1,` + base64 HMAC-SHA256 of `id.timestamp.body`. During a
 * rotation, `webhook-signature` has the signatures of all secrets, newest first (Standard Webhooks 1.0,
 * "Multiple signatures"). A named header has room for one signature only: that of the oldest secret with this
 * header name.
 * @param keys oldest first; the last is the current one
 * @param message `timestamp` in seconds since the epoch
 */
export function signatureHeaders(
  keys: readonly SigningKey[],
  message: SignedMessage,
): Record<string, string> {
  const newestFirst = keys
    .map(({ settings, secret }) => ({ ...settings, key: keyOfSecret(secret) }))
    .reverse();
  const signatures = newestFirst.map(({ key }) => standardSignature(key, message));
  const named = new Map(
    newestFirst.map(({ hmacHeader, hmacAlgorithm, key }) => [
      hmacHeader.toLowerCase(),
      [hmacHeader, namedSignature(key, message.body, digestOf(hmacAlgorithm))],
    ]),
  );
  return { ...Object.fromEntries(named.values()), 'webhook-signature': signatures.join(' ') };
}
