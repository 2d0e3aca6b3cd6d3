// A hash over a set of event ids, by which two parties find out whether they have the same set: the sum of
// the SHA-256 of each id, modulo 2^256. Any order gives the same sum, and sums of parts can be added. It
// detects faults, not fraud: somebody who chooses ids could find two sets with one sum (docs/api.md,
// "Statements and statistics").
import { hash } from 'node:crypto';
import * as z from 'zod';

export type EventSetHash = bigint;

/** The hash of the empty set. */
export const noEvents: EventSetHash = 0n;

/** The hash of a set with one event. */
export const hashOfEvent = (eventId: string): EventSetHash => BigInt(`0x${hash('sha256', eventId, 'hex')}`);

/** The hash of the union of two sets without a common event. */
export const addHashes = (one: EventSetHash, other: EventSetHash): EventSetHash =>
  BigInt.asUintN(256, one + other);

/** 64 lower-case hexadecimal digits. */
export const textOfHash = (sum: EventSetHash): string => sum.toString(16).padStart(64, '0');

/** A stored hash. */
export const storedHashSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform(digits => BigInt(`0x${digits}`));
