// Access keys: opaque bearer tokens of partners and of the platform. `hk_prod_` is followed by 43 characters
// for 256 random bits and 6 characters of checksum (docs/security.md, "Access keys").
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import * as z from 'zod';

export const accessKeyPrefix = 'hk_';

/** Bytes of randomness in a key. */
export const accessKeyBytes = 32;
/** Digits of 256 bits, and of the 32 bits of the checksum, in base 62. */
const randomDigits = 43;
const checksumDigits = 6;
/** Longer text is refused before it is looked at. */
const maxLength = 200;
/** A stage is part of the stack's name, which has letters, digits and "-" only. */
const form = /^hk_([A-Za-z0-9-]+)_[0-9A-Za-z]{49}$/;

/** The owner's name for a key, unique among the keys that work, e.g. `ci`. */
export const accessKeyNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'expected 1 to 64 letters, digits, ".", "_" or "-", beginning with a letter or digit',
  );

/** `hash`: the SHA-256 of a key in hex, under which it is stored. `id`: names it in logs and commands. */
export type KeyDigest = { hash: string; id: string };

/**
 * @param stage the stage that accepts the key
 * @param random 32 unguessable bytes
 * @throws RangeError for another number of bytes
 */
export function makeAccessKey(stage: string, random: Uint8Array): KeyDigest & { key: string } {
  if (random.length !== accessKeyBytes) throw new RangeError('expected 32 bytes');
  const number = BigInt(`0x${Buffer.from(random).toString('hex')}`);
  const body = `${accessKeyPrefix}${stage}_${base62(number, randomDigits)}`;
  const key = `${body}${checksumOf(body)}`;
  return { key, ...digestOf(key) };
}

/** Why a text is no key of the stage: known without a read. */
export type KeyFault = 'malformed' | 'wrong checksum' | 'of another stage';

/** @returns the digest by which a key is found, or why the text cannot be a key of this stage */
export function parseAccessKey(text: string, stage: string): KeyDigest | { fault: KeyFault } {
  const match = text.length <= maxLength ? form.exec(text) : null;
  if (!match) return { fault: 'malformed' };
  const body = text.slice(0, -checksumDigits);
  if (text !== `${body}${checksumOf(body)}`) return { fault: 'wrong checksum' };
  return match[1] === stage ? digestOf(text) : { fault: 'of another stage' };
}

/** 16 hex digits are enough to name a key, and say nothing about it. */
function digestOf(key: string): KeyDigest {
  const hash = createHash('sha256').update(key).digest('hex');
  return { hash, id: `key-${hash.slice(0, 16)}` };
}

const checksumOf = (body: string): string => base62(BigInt(crc32(body)), checksumDigits);

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function base62(number: bigint, digits: number): string {
  let text = '';
  for (let rest = number; text.length < digits; rest /= 62n)
    text = alphabet.charAt(Number(rest % 62n)) + text;
  return text;
}
