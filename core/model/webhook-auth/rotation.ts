// Rotation of signing secrets: for some time the replaced secrets sign beside the new one, so that the
// partner can change its receiver at any time in between (docs/decisions/0016-what-overlaps.md).
import * as z from 'zod';
import { hmacShown } from './hmac.ts';

const maxOverlapSeconds = 7 * 24 * 3600;

/** How long a replaced secret still signs, seconds. */
export const secretOverlapSchema = z
  .number()
  .int()
  .min(0)
  .max(maxOverlapSeconds)
  .default(24 * 3600);

/** A replaced secret: its version, its settings, and until when it signs (ISO 8601). */
export const previousSecretSchema = z.object({
  version: z.string(),
  until: z.string(),
  settings: z.object(hmacShown),
});
export type PreviousSecret = z.output<typeof previousSecretSchema>;

/** The largest number of replaced secrets that sign at the same time. */
const maxPrevious = 3;

/** The replaced secrets that still sign, oldest first. @param now milliseconds since the epoch */
export const stillSigning = (previous: readonly PreviousSecret[] = [], now: number): PreviousSecret[] =>
  previous.filter(({ until }) => Date.parse(until) > now);

/**
 * Until when the last replaced secret signs, ISO 8601; undefined if none does.
 * @param now milliseconds since the epoch
 */
export const overlapUntil = (
  previous: readonly PreviousSecret[] | undefined,
  now: number,
): string | undefined =>
  stillSigning(previous, now)
    .map(({ until }) => until)
    .sort()
    .at(-1);

/**
 * The replaced secrets that still sign after a rotation. If there are too many, the oldest one and the newest
 * ones stay: a partner may still verify with the oldest, even if the same change was sent several times.
 * @param now milliseconds since the epoch
 */
export function afterRotation(
  previous: readonly PreviousSecret[] | undefined,
  replaced: PreviousSecret,
  now: number,
): PreviousSecret[] {
  const [oldest, ...others] = [...stillSigning(previous, now), replaced];
  return oldest ? [oldest, ...others.slice(1 - maxPrevious)] : [];
}
