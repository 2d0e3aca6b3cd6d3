// Rotating secrets: for a while the secrets that were replaced sign beside the new one, so that a partner can change its side when it likes.
import * as z from 'zod';
import { hmacShown } from './hmac.ts';

const maxOverlapSeconds = 7 * 24 * 3600;

/** How long the replaced secret still signs, seconds; part of a request that changes secrets. */
export const secretOverlapSchema = z
  .number()
  .int()
  .min(0)
  .max(maxOverlapSeconds)
  .default(24 * 3600);

/** A secret that a rotation replaced: how it signed, and until when it goes on, ISO 8601. */
export const previousSecretSchema = z.object({
  version: z.string(),
  until: z.string(),
  settings: z.object(hmacShown),
});
export type PreviousSecret = z.output<typeof previousSecretSchema>;

/** How many replaced secrets may sign at once. */
const maxPrevious = 3;

/** The replaced secrets that still sign, oldest first. @param now milliseconds since the epoch */
export const stillSigning = (previous: readonly PreviousSecret[] = [], now: number): PreviousSecret[] =>
  previous.filter(({ until }) => Date.parse(until) > now);

/** When the last of them ends, ISO 8601; undefined if none signs any more. @param now milliseconds since the epoch */
export const overlapUntil = (
  previous: readonly PreviousSecret[] | undefined,
  now: number,
): string | undefined =>
  stillSigning(previous, now)
    .map(({ until }) => until)
    .sort()
    .at(-1);

/**
 * The secrets that sign on after one more is replaced: none that somebody may still verify with is lost, not even if the same change is
 * sent twice. Of too many, the oldest and the newest stay.
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
