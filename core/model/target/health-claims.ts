// The claims by which the retry-scheduler takes a due target, so that of two schedulers only one acts on it.
import { announcementDueAt } from './announcements.ts';
import { changed, type Health, openMs } from './target-health.ts';

/** The highest rate at which parked deliveries of one target are sent, per second. */
export const drainRate = 50;
/**
 * How long one claim of the retry-scheduler drains: shorter than its interval, so that two claims never
 * overlap.
 */
export const drainWindowMs = 50_000;
/**
 * How long no parked delivery must be found before a breaker is closed. Longer than an invocation that read
 * it open and may still park a delivery, and than the lag of the index `openByTime`.
 */
const quietMs = 2 * 60_000;

/** The attributes that a claim changes: never the version. */
export type HealthClaim = Pick<Health, 'nextAttemptAt'> &
  Partial<Pick<Health, 'openings' | 'emptySince' | 'announced'>>;

/** The claim of a probe. The next probe is scheduled as if this one had failed. */
export const probing = ({ openings }: Health, now: number, random: number): HealthClaim => ({
  openings: openings + 1,
  nextAttemptAt: now + openMs(openings, random),
});

/** The claim of sending parked deliveries for one window. */
export const drainingOn = (now: number): HealthClaim => ({
  nextAttemptAt: now + drainWindowMs,
  emptySince: undefined,
});

/** No parked delivery was found. @returns the closed breaker, or the claim of looking again */
export function foundEmpty(health: Health, now: number): { after: Health } | { claim: HealthClaim } {
  const { emptySince = now } = health;
  if (now - emptySince >= quietMs) {
    const after = changed(health, 'CLOSED', now);
    return { after: { ...after, nextAttemptAt: announcementDueAt(after, now) } };
  }
  return { claim: { nextAttemptAt: now + drainWindowMs, emptySince } };
}
