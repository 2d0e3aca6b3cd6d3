// The two signatures of a webhook request: Standard Webhooks 1.0, and the header of reference text 1. Without
// schemas, so that the command line can use them.
import { createHmac } from 'node:crypto';

const digests = { HmacSHA256: 'sha256', HmacSHA384: 'sha384', HmacSHA512: 'sha512' } as const;
export type HmacAlgorithm = keyof typeof digests;

/** The name of an `hmacAlgorithm` in node:crypto. */
export const digestOf = (algorithm: HmacAlgorithm): string => digests[algorithm];

/** A secret that is the base64 of its key begins with this (Standard Webhooks 1.0). */
export const base64Prefix = 'whsec_';

/** @returns the decoded bytes of a secret `whsec_<base64>`, or the UTF-8 bytes of any other secret */
export const keyOfSecret = (secret: string): Buffer =>
  secret.startsWith(base64Prefix)
    ? Buffer.from(secret.slice(base64Prefix.length), 'base64')
    : Buffer.from(secret);

export type SignedMessage = { id: string; timestamp: string; body: string | Buffer };

/**
 * One signature of the header `webhook-signature` (Standard Webhooks 1.0).
 * @param message `timestamp` in seconds since the epoch
 */
export const standardSignature = (key: Buffer, { id, timestamp, body }: SignedMessage): string =>
  `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;

/** The header that the partner named: lower-case hex. @param digest a name of node:crypto, e.g. `sha256` */
export const namedSignature = (key: Buffer, body: string | Buffer, digest: string): string =>
  createHmac(digest, key).update(body).digest('hex');
