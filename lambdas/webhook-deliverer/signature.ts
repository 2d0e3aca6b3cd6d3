// Signatures of a webhook's body: the named header of reference text 1 and the Standard Webhooks 1.0 scheme.
import { createHmac } from 'node:crypto';
import { digestOf } from '../../core/model/webhook-auth/hmac.ts';
import type { HmacSettings } from '../../core/model/webhook-auth/webhook-auth.ts';

export type SignedMessage = { id: string; timestamp: string; body: string | Buffer };

/** A secret and how it signs: its UTF-8 bytes are the key; one of the form `whsec_<base64>` is decoded. */
export type SigningKey = { settings: HmacSettings; secret: string };

/**
 * The headers that sign a message: the named one with the lower-case hex HMAC of the raw body, and `webhook-signature`, `v1,` + base64
 * HMAC-SHA256 of `id.timestamp.body`. While several secrets sign, `webhook-signature` has all signatures (Standard Webhooks 1.0, "Multiple
 * signatures"), newest first, and a named header, which can hold one, that of the oldest secret which signs under this name.
 * @param keys oldest first; the last is the one that counts from now on
 * @param message `timestamp` in seconds since the epoch
 */
export function signatureHeaders(
  keys: readonly SigningKey[],
  { id, timestamp, body }: SignedMessage,
): Record<string, string> {
  const newestFirst = keys.map(({ settings, secret }) => ({ ...settings, key: keyOf(secret) })).reverse();
  const signatures = newestFirst.map(
    ({ key }) =>
      `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`,
  );
  const named = new Map(
    newestFirst.map(({ hmacHeader, hmacAlgorithm, key }) => [
      hmacHeader.toLowerCase(),
      [hmacHeader, createHmac(digestOf(hmacAlgorithm), key).update(body).digest('hex')],
    ]),
  );
  return { ...Object.fromEntries(named.values()), 'webhook-signature': signatures.join(' ') };
}

const prefix = 'whsec_';

const keyOf = (secret: string): Buffer =>
  secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), 'base64') : Buffer.from(secret);
