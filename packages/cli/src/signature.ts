// Signatures of notifications (docs/receiving.md, "Verify the signature").
import { createHmac } from 'node:crypto';

/** The key of a secret: of `whsec_<base64>` the decoded bytes, otherwise its UTF-8 bytes */
export const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);

/** @returns the value of `webhook-signature` for one secret (Standard Webhooks 1.0) */
export const standardSignature = (key: Buffer, id: string, timestamp: string, body: Uint8Array): string =>
  `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;

/** @returns the value of the target's own header, for example `X-Signature`, with HmacSHA256 */
export const headerSignature = (key: Buffer, body: Uint8Array, algorithm = 'sha256'): string =>
  createHmac(algorithm, key).update(body).digest('hex');
