// Opaque tokens, e.g. `hk_prod_` followed by 43 characters for 256 random bits and 6 of checksum. Herald
// stores only their SHA-256 (docs/security.md, "Access keys").
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Access keys, sessions, and the single-use codes of sessions. */
export type TokenPrefix = 'hk_' | 'hps_' | 'hpc_';

/** Bytes of randomness in a token. */
export const tokenBytes = 32;
/** Digits of 256 bits, and of the 32 bits of the checksum, in base 62. */
const randomDigits = 43;
const checksumDigits = 6;
/** Longer text is refused before it is looked at. */
const maxLength = 200;
/** A stage is part of the stack's name, which has letters, digits and "-" only. */
const form = /^([a-z]+_)([A-Za-z0-9-]+)_[0-9A-Za-z]{49}$/;

/** Why a text is no token of the stage: known without a read. */
export type TokenFault = 'malformed' | 'wrong checksum' | 'of another stage';

/**
 * @param stage the stage that accepts the token
 * @param random 32 unguessable bytes
 * @throws RangeError for another number of bytes
 */
export function makeToken(prefix: TokenPrefix, stage: string, random: Uint8Array): string {
  if (random.length !== tokenBytes) throw new RangeError('expected 32 bytes');
  const number = BigInt(`0x${Buffer.from(random).toString('hex')}`);
  const body = `${prefix}${stage}_${base62(number, randomDigits)}`;
  return `${body}${checksumOf(body)}`;
}

/** @returns the SHA-256 in hex by which a token is found, or why the text cannot be one of this stage */
export function parseToken(
  prefix: TokenPrefix,
  text: string,
  stage: string,
): { hash: string } | { fault: TokenFault } {
  const match = text.length <= maxLength ? form.exec(text) : null;
  if (match?.[1] !== prefix) return { fault: 'malformed' };
  const body = text.slice(0, -checksumDigits);
  if (text !== `${body}${checksumOf(body)}`) return { fault: 'wrong checksum' };
  return match[2] === stage ? { hash: hashOfToken(text) } : { fault: 'of another stage' };
}

export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');

const checksumOf = (body: string): string => base62(BigInt(crc32(body)), checksumDigits);

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function base62(number: bigint, digits: number): string {
  let text = '';
  for (let rest = number; text.length < digits; rest /= 62n)
    text = alphabet.charAt(Number(rest % 62n)) + text;
  return text;
}
