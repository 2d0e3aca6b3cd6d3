// The health of a target: an item of its own, which the deliverers keep and the retry-scheduler acts on. It is the circuit breaker, and it
// says when a target is disabled (design, "One slow partner delays nobody else"; docs/reliability.md).
//
//   CLOSED ──10 failures──▶ OPEN ──a probe succeeds──▶ DRAINING ──nothing parked──▶ CLOSED
//                            └──five days, or a 410 at any time──▶ DISABLED ──its partner's PUT──▶ DRAINING
//
// While it is OPEN or DISABLED the target's deliveries are parked. Each change of state has the next `version`; counting failures has none.
import * as z from 'zod';
import type { DeliveryTask } from '../delivery/delivery-task.ts';

export const healthSchema = z.object({
  licensor: z.string(),
  targetId: z.string(),
  state: z.enum(['CLOSED', 'OPEN', 'DRAINING', 'DISABLED']),
  version: z.number().int().positive(),
  /** When this state began, ISO 8601. */
  since: z.string(),
  /** Failed attempts since the last success. */
  failures: z.number().int().nonnegative(),
  /** The first of them, ISO 8601. */
  failingSince: z.string().optional(),
  /** What the last of them saw. */
  reason: z.string().optional(),
  /** How often the breaker has opened, or sent a probe, since the last success: each waits twice as long. */
  openings: z.number().int().nonnegative(),
  /** When the retry-scheduler should act, milliseconds since the epoch: send a probe, drain, or announce that the target is disabled. */
  nextAttemptAt: z.number().optional(),
  /** OPEN: the event of the last probe. The next one is another's, so that one event that is never taken cannot keep the breaker open. */
  lastProbe: z.string().optional(),
  /** DRAINING: since when nothing parked has been found, milliseconds since the epoch. */
  emptySince: z.number().optional(),
  /** DISABLED: the target's version that failed. A newer one has been changed by its partner since. */
  targetVersion: z.number().int().positive().optional(),
});
export type Health = z.output<typeof healthSchema>;

const openAfterFailures = 10;
const firstOpenMs = 30_000;
const longestOpenMs = 15 * 60_000;
const jitter = 0.2;
const disableAfterMs = 5 * 24 * 3600 * 1000;

/** Parked deliveries of one target go out no faster, per second. */
export const drainRate = 50;
/** For how long one claim of the retry-scheduler drains; shorter than its interval, so that two claims never overlap. */
export const drainWindowMs = 50_000;
/**
 * How long nothing parked must be found before a breaker is closed: longer than an invocation that read it open and parks one more, and
 * than the index of what is parked may lag.
 */
const quietMs = 2 * 60_000;

/** Of a target without one: nothing has failed. */
export const healthy = (of: { licensor: string; targetId: string }, now: number): Health => ({
  licensor: of.licensor,
  targetId: of.targetId,
  state: 'CLOSED',
  version: 1,
  since: new Date(now).toISOString(),
  failures: 0,
  openings: 0,
});

/** What to do with a task. PROBE: make the attempt; if it fails, park the delivery again, and do not count the attempt. */
export function gateOf(health: Health | undefined, task: DeliveryTask): 'ATTEMPT' | 'PROBE' | 'PARK' {
  if (health?.state === 'DISABLED') return 'PARK';
  if (health?.state !== 'OPEN') return 'ATTEMPT';
  return task.probe ? 'PROBE' : 'PARK';
}

/**
 * The change that failures call for, once they are counted.
 * @param health as it is stored, the new failures included
 * @param now milliseconds since the epoch
 * @param random a number in [0, 1)
 * @returns undefined if there is none
 */
export function afterFailures(
  health: Health,
  targetVersion: number,
  now: number,
  random: number,
): Health | undefined {
  if (health.state === 'DISABLED' || health.failures < openAfterFailures) return undefined;
  if (now - Date.parse(health.failingSince ?? health.since) >= disableAfterMs) {
    const reason = `every attempt has failed since ${health.failingSince}; the last one: ${health.reason ?? 'unknown'}`;
    return disabled(health, targetVersion, reason, now);
  }
  if (health.state === 'OPEN') return undefined;
  return {
    ...changed(health, 'OPEN', now),
    openings: health.openings + 1,
    nextAttemptAt: now + openMs(health.openings, random),
  };
}

/**
 * The change that a success calls for.
 * @param failures those that came after it
 * @returns undefined if there is none
 */
export function afterSuccess(health: Health, failures: number, now: number): Health | undefined {
  if (health.state === 'DISABLED') return undefined;
  if (health.state !== 'OPEN' && health.failures === failures && health.openings === 0) return undefined;
  const failing = failures > 0 ? { failingSince: new Date(now).toISOString() } : { failingSince: undefined };
  if (health.state === 'OPEN') return { ...draining(health, now), failures, ...failing };
  return { ...health, failures, openings: 0, ...failing };
}

/** @param reason a sentence for the partner's engineer; @param targetVersion the version of the target that failed */
export const disabled = (health: Health, targetVersion: number, reason: string, now: number): Health => ({
  ...changed(health, 'DISABLED', now),
  reason,
  targetVersion,
  nextAttemptAt: now,
});

/** Deliveries flow again, those that are parked at the drain rate: after a success, or what its partner did. */
export const draining = (health: Health, now: number): Health => ({
  ...changed(health, 'DRAINING', now),
  failures: 0,
  failingSince: undefined,
  reason: undefined,
  openings: 0,
  nextAttemptAt: now,
});

/** Half open, without a parked delivery to probe with: whatever comes next is the probe, and one more failure opens the breaker again. */
export const unprobed = (health: Health, now: number): Health => ({
  ...changed(health, 'DRAINING', now),
  failures: openAfterFailures - 1,
  nextAttemptAt: now,
});

/** What a claim changes of an item: never its version. */
export type HealthClaim = Pick<Health, 'nextAttemptAt'> &
  Partial<Pick<Health, 'openings' | 'lastProbe' | 'emptySince'>>;

/** A probe goes out; the next one is due as if it had failed already. */
export const probing = ({ openings }: Health, eventId: string, now: number, random: number): HealthClaim => ({
  openings: openings + 1,
  lastProbe: eventId,
  nextAttemptAt: now + openMs(openings, random),
});

/** A page of parked deliveries goes out. */
export const drainingOn = (now: number): HealthClaim => ({
  nextAttemptAt: now + drainWindowMs,
  emptySince: undefined,
});

/** Nothing parked was found. @returns the closed breaker, or the claim of a further look */
export function foundEmpty(health: Health, now: number): { after: Health } | { claim: HealthClaim } {
  const { emptySince = now } = health;
  if (now - emptySince >= quietMs) return { after: changed(health, 'CLOSED', now) };
  return { claim: { nextAttemptAt: now + drainWindowMs, emptySince } };
}

const openMs = (openings: number, random: number): number =>
  Math.round(Math.min(firstOpenMs * 2 ** openings, longestOpenMs) * (1 - jitter + 2 * jitter * random));

const changed = (health: Health, state: Health['state'], now: number): Health => ({
  ...health,
  state,
  version: health.version + 1,
  since: new Date(now).toISOString(),
  nextAttemptAt: undefined,
  lastProbe: undefined,
  emptySince: undefined,
  targetVersion: undefined,
});
