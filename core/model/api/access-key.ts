// Access keys: opaque bearer tokens of partners and of the platform (docs/security.md, "Access keys").
import * as z from 'zod';
import { hashOfToken, makeToken, parseToken, type TokenFault, tokenBytes } from './opaque-token.ts';

export const accessKeyPrefix = 'hk_';

/** Bytes of randomness in a key. */
export const accessKeyBytes = tokenBytes;

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
  const key = makeToken(accessKeyPrefix, stage, random);
  return { key, ...digestOf(hashOfToken(key)) };
}

/** Why a text is no key of the stage: known without a read. */
export type KeyFault = TokenFault;

/** @returns the digest by which a key is found, or why the text cannot be a key of this stage */
export function parseAccessKey(text: string, stage: string): KeyDigest | { fault: KeyFault } {
  const parsed = parseToken(accessKeyPrefix, text, stage);
  return 'fault' in parsed ? parsed : digestOf(parsed.hash);
}

/** 16 hex digits are enough to name a key, and say nothing about it. */
const digestOf = (hash: string): KeyDigest => ({ hash, id: `key-${hash.slice(0, 16)}` });
