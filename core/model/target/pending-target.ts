// A target that cannot receive yet, although nothing has failed: its partner event source is not associated
// with an event bus (docs/decisions/0026-proof-by-association.md).
import { changed, type Health, openMs } from './target-health.ts';

/**
 * The health of such a target: deliveries are parked, and probes find out when it can receive.
 * @param reason a sentence for the partner's engineer
 * @param now milliseconds since the epoch
 * @param random a number in [0, 1)
 */
export const awaitingAssociation = (health: Health, reason: string, now: number, random: number): Health => ({
  ...changed(health, 'OPEN', now),
  pending: true,
  reason,
  openings: health.openings + 1,
  nextAttemptAt: now + openMs(health.openings, random),
});
