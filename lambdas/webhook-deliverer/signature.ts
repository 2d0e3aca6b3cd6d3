// Signatures of a webhook's body: the named header of reference text 1 and the Standard Webhooks 1.0 scheme.
import { createHmac } from 'node:crypto';
import { digestOf, type WebhookAuth } from '../domain/webhook-auth.ts';

type HmacAuth = Extract<WebhookAuth, { type: 'hmac' }>;
export type SignedMessage = { id: string; timestamp: string; body: string | Buffer };

/**
 * The headers of an HMAC target: its own with the lower-case hex HMAC of the raw body, and `webhook-signature`,
 * `v1,` + base64 HMAC-SHA256 of `id.timestamp.body`.
 * @param secret its UTF-8 bytes are the key; one of the form `whsec_<base64>` is decoded
 * @param message `timestamp` in seconds since the epoch
 */
export function hmacHeaders(
  auth: HmacAuth,
  secret: string,
  { id, timestamp, body }: SignedMessage,
): Record<string, string> {
  const key = keyOf(secret);
  const hex = createHmac(digestOf(auth.hmacAlgorithm), key).update(body).digest('hex');
  const standard = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return { [auth.hmacHeader]: hex, 'webhook-signature': `v1,${standard}` };
}

const prefix = 'whsec_';

const keyOf = (secret: string): Buffer =>
  secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), 'base64') : Buffer.from(secret);
