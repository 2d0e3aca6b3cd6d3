// A target that cannot receive yet, although nothing has failed: its partner event source is not associated
// with an event bus (docs/decisions/0026-proof-by-association.md).
import type { Outcome } from '../delivery/outcome.ts';
import { changed, type Health, openMs, remembering } from './target-health.ts';

/**
 * The health of such a target: deliveries are parked, and probes find out when it can receive.
 * @param seen the outcome of class NOT_ASSOCIATED
 * @param now milliseconds since the epoch
 * @param random a number in [0, 1)
 */
export const awaitingAssociation = (health: Health, seen: Outcome, now: number, random: number): Health => ({
  ...remembering(changed(health, 'OPEN', now), seen, now),
  pending: true,
  openings: health.openings + 1,
  nextAttemptAt: now + openMs(health.openings, random),
});
