// The claims by which the retry-scheduler takes a due target, so that of two schedulers only one acts on it.
import { announcementDueAt } from './announcements.ts';
import { changed, type Health, openMs } from './target-health.ts';

/** The highest rate at which parked deliveries of one target are sent, per second. */
export const drainRate = 50;
/** The rate of a target now, per second. @param now milliseconds since the epoch */
export const drainRateOf = ({ slowDrain }: Health, now: number): number =>
  slowDrain && slowDrain.until > now ? Math.min(slowDrain.perSecond, drainRate) : drainRate;

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

/** A replay renews its rate at every run. If it stops, the drain is slow for this time. */
const slowForMs = 15 * 60_000;

/**
 * The health by which the drain sends the deliveries of a replay. An open breaker stays open: its probe
 * begins the drain.
 * @param ratePerSecond of the replay
 * @returns undefined if the health needs no change
 */
export function drainingForReplay(health: Health, ratePerSecond: number, now: number): Health | undefined {
  const isSet =
    ratePerSecond >= drainRate ||
    (health.slowDrain?.perSecond === ratePerSecond && health.slowDrain.until > now + slowForMs / 2);
  if (isSet && health.state !== 'CLOSED') return undefined;
  const paced = isSet
    ? health
    : { ...health, slowDrain: { perSecond: ratePerSecond, until: now + slowForMs } };
  if (health.state !== 'CLOSED') return { ...paced, version: health.version + 1 };
  return { ...changed(paced, 'DRAINING', now), nextAttemptAt: now };
}
