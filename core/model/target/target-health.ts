// The health of a target: one item, which the deliverers write and the retry-scheduler acts on. It is the
// circuit breaker, and it decides when a target is disabled (docs/architecture.md, "Circuit breaker and
// target health").
//
//   CLOSED ──10 failures──▶ OPEN ──a probe succeeds──▶ DRAINING ──nothing parked──▶ CLOSED
//                            └──five days, or a 410 at any time──▶ DISABLED ──the partner's PUT──▶ DRAINING
//
// While it is OPEN or DISABLED, deliveries of the target are parked. Each change of state increments
// `version`; counting failures does not.
import * as z from 'zod';
import type { DeliveryTask } from '../delivery/delivery-task.ts';
import type { Outcome } from '../delivery/outcome.ts';
import { storedFailureOf, storedFailureSchema, storedOutcomeSchema } from '../delivery/seen-outcome.ts';
import { announcedSchema, announcementDueAt } from './announcements.ts';

export const healthSchema = z.object({
  licensor: z.string(),
  targetId: z.string(),
  state: z.enum(['CLOSED', 'OPEN', 'DRAINING', 'DISABLED']),
  version: z.number().int().positive(),
  /** When this state began, ISO 8601. */
  since: z.string(),
  /** Failed attempts since the last success. */
  failures: z.number().int().nonnegative(),
  /** When the first of them failed, ISO 8601. */
  failingSince: z.string().optional(),
  /** What the last of them saw, a sentence. */
  reason: z.string().optional(),
  /** The last of them, without its message. */
  lastFailure: storedFailureSchema.optional(),
  /** Openings and probes since the last success: the wait before the next probe doubles with each. */
  openings: z.number().int().nonnegative(),
  /**
   * When the retry-scheduler acts, milliseconds since the epoch: it sends a probe, drains, or announces
   * something. CLOSED: an hour after the first failure, or at once if there is something to announce.
   */
  nextAttemptAt: z.number().optional(),
  /** OPEN: nothing has failed, but the partner has not associated the target's event source yet. */
  pending: z.boolean().optional(),
  /** A replay sends slower than the drain, until this time, milliseconds since the epoch. */
  slowDrain: z.object({ perSecond: z.number().positive(), until: z.number() }).optional(),
  /** DRAINING: since when no parked delivery was found, milliseconds since the epoch. */
  emptySince: z.number().optional(),
  /** DISABLED: the newest version of the target that is disabled, see target-status.ts. */
  targetVersion: z.number().int().positive().optional(),
  /** DISABLED: why. Attempts that were still running may overwrite `reason`, but not this. */
  disabledBecause: z.string().optional(),
  /** DRAINING, CLOSED: an attempt has succeeded since this state began. */
  succeeded: z.boolean().optional(),
  /** When a delivery of the target used up its attempts, ISO 8601; stored once a day at most. */
  exhaustedAt: z.string().optional(),
  /** Its event. */
  exhaustedEvent: z.string().optional(),
  /** Its last attempt. */
  exhaustedOutcome: storedOutcomeSchema.optional(),
  announced: announcedSchema.optional(),
});
export type Health = z.output<typeof healthSchema>;

const openAfterFailures = 10;
const firstOpenMs = 30_000;
const longestOpenMs = 15 * 60_000;
const jitter = 0.2;
const disableAfterMs = 5 * 24 * 3600 * 1000;

/** The health of a target that has no item: nothing has failed. @param now milliseconds since the epoch */
export const healthy = (of: { licensor: string; targetId: string }, now: number): Health => ({
  licensor: of.licensor,
  targetId: of.targetId,
  state: 'CLOSED',
  version: 1,
  since: new Date(now).toISOString(),
  failures: 0,
  openings: 0,
});

/**
 * Decides what to do with a task of an active target (`statusOf`). PROBE: make the attempt; if it fails, park
 * the delivery again and do not count the attempt.
 */
export function gateOf(health: Health | undefined, task: DeliveryTask): 'ATTEMPT' | 'PROBE' | 'PARK' {
  if (health?.state !== 'OPEN') return 'ATTEMPT';
  return task.probe ? 'PROBE' : 'PARK';
}

/**
 * The change of state after failures.
 * @param health as it is stored, with the new failures counted
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
 * The change of state after a success.
 * @param failures how many attempts of the batch failed after it
 * @returns undefined if there is none
 */
export function afterSuccess(health: Health, failures: number, now: number): Health | undefined {
  if (health.state === 'DISABLED') return undefined;
  // After a change by the partner nothing has failed, and the end of the pause is to be announced.
  const endsPause = health.announced?.paused !== undefined && !health.succeeded;
  const isUnchanged = health.failures === 0 && failures === 0 && health.openings === 0 && !endsPause;
  if (health.state !== 'OPEN' && isUnchanged) return undefined;
  const failingSince = failures > 0 ? new Date(now).toISOString() : undefined;
  const seen = { failures, failingSince, succeeded: true };
  if (health.state === 'OPEN') return { ...draining(health, now), ...seen };
  const after = { ...health, ...seen, openings: 0 };
  return health.state === 'CLOSED' ? { ...after, nextAttemptAt: announcementDueAt(after, now) } : after;
}

/** A health that remembers what the last failure saw. @param now milliseconds since the epoch */
export const remembering = (health: Health, last: Outcome, now: number): Health => ({
  ...health,
  reason: last.message,
  lastFailure: storedFailureOf(last, now),
});

/**
 * @param targetVersion the version of the target that failed
 * @param reason a sentence for the partner's engineer
 */
export const disabled = (health: Health, targetVersion: number, reason: string, now: number): Health => ({
  ...changed(health, 'DISABLED', now),
  reason,
  disabledBecause: reason,
  targetVersion,
  nextAttemptAt: now,
});

/**
 * Attempts are made again, and parked deliveries are sent at the drain rate: after a success, or after a
 * change by the partner.
 */
export const draining = (health: Health, now: number): Health => ({
  ...changed(health, 'DRAINING', now),
  failures: 0,
  failingSince: undefined,
  reason: undefined,
  lastFailure: undefined,
  openings: 0,
  nextAttemptAt: now,
});

/**
 * The breaker if there is no parked delivery to probe with, or if a probe failed because of its message:
 * the next delivery is the probe, and one more failure opens the breaker again.
 */
export const unprobed = (health: Health, now: number): Health => ({
  ...changed(health, 'DRAINING', now),
  failures: openAfterFailures - 1,
  nextAttemptAt: now,
});

/** How long the breaker stays open after this many openings, milliseconds. */
export const openMs = (openings: number, random: number): number =>
  Math.round(Math.min(firstOpenMs * 2 ** openings, longestOpenMs) * (1 - jitter + 2 * jitter * random));

/** A health in another state. */
export const changed = (health: Health, state: Health['state'], now: number): Health => ({
  ...health,
  state,
  version: health.version + 1,
  since: new Date(now).toISOString(),
  nextAttemptAt: undefined,
  emptySince: undefined,
  targetVersion: undefined,
  pending: undefined,
  disabledBecause: undefined,
  succeeded: undefined,
});
