// The health of a target in the answers of the API (docs/api.md, "The health of a target").
import * as z from 'zod';
import { seenOutcomeOf, seenOutcomeSchema } from '../delivery/seen-outcome.ts';
import type { Health } from './target-health.ts';
import type { TargetStatus } from './target-status.ts';

/** A count of deliveries ends here. */
export const countedDeliveries = 1000;

const countSchema = z.strictObject({
  count: z.number().int().nonnegative(),
  atLeast: z.literal(true).optional().describe(`Counting ended at ${countedDeliveries}: there may be more`),
});

const countsSchema = z.strictObject({
  waiting: countSchema.describe('They have a time for their next attempt'),
  parked: countSchema.describe('They wait for the target'),
  failed: countSchema.describe('They have used up their attempts in the last 30 days'),
});
export type DeliveryCounts = z.output<typeof countsSchema>;

export const healthViewSchema = z.strictObject({
  state: z
    .enum(['HEALTHY', 'FAILING', 'PAUSED', 'SLOW', 'DISABLED', 'SUSPENDED'])
    .describe(
      'FAILING: the last attempt failed. PAUSED: ten failed in a row, and Herald sends one delivery at a time ' +
        'to find out whether the target works again. SLOW: it takes its deliveries through the slow lane',
    ),
  since: z.string().optional().describe('When the state began, ISO 8601; FAILING: the first failure'),
  failures: z.number().int().positive().optional().describe('Failed attempts since the last success'),
  nextProbeAt: z.string().optional().describe('PAUSED: when the next delivery is tried, ISO 8601'),
  lastOutcome: seenOutcomeSchema.optional().describe('What the last failed attempt saw'),
  deliveries: countsSchema
    .optional()
    .describe('How many are open. Absent if you have asked for too many counts in a short time'),
});
export type HealthView = z.output<typeof healthViewSchema>;

/** What the health of a target is computed from. */
export type HealthFacts = {
  /** See `statusOf`. */
  status: TargetStatus;
  /** Undefined if no attempt has failed. */
  health: Health | undefined;
  /** Whether its deliveries belong to the slow lane: `isSlow` of the target or of its licensor. */
  isSlow: boolean;
  /** Undefined if they were not counted. */
  counts: DeliveryCounts | undefined;
};

/** The first of these that holds: SUSPENDED, DISABLED, PAUSED, FAILING, SLOW, HEALTHY. */
export function healthViewOf({ status, health, isSlow, counts }: HealthFacts): HealthView {
  return { ...stateOf(status, health, isSlow), ...(counts && { deliveries: counts }) };
}

function stateOf({ status, statusSince }: TargetStatus, health: Health | undefined, isSlow: boolean) {
  const since = statusSince === undefined ? {} : { since: statusSince };
  if (status !== 'ACTIVE') return { state: status, ...since, ...(health && failuresOf(health)) };
  if (health?.state === 'OPEN') {
    return { state: 'PAUSED', since: health.since, ...nextProbeOf(health), ...failuresOf(health) } as const;
  }
  if (health && health.failures > 0) {
    return { state: 'FAILING', since: health.failingSince ?? health.since, ...failuresOf(health) } as const;
  }
  return { state: isSlow ? 'SLOW' : 'HEALTHY' } as const;
}

const nextProbeOf = ({ nextAttemptAt }: Health) =>
  nextAttemptAt === undefined ? {} : { nextProbeAt: new Date(nextAttemptAt).toISOString() };

/** What failed, if something has failed since the last success. */
function failuresOf({ state, failures, reason, disabledBecause, lastFailure }: Health) {
  if (failures === 0 && state !== 'OPEN' && state !== 'DISABLED') return {};
  const lastOutcome = seenOutcomeOf(lastFailure ? reason : (disabledBecause ?? reason), lastFailure);
  return { ...(failures > 0 && { failures }), ...(lastOutcome && { lastOutcome }) };
}

/** @param count how many were found, at most `countedDeliveries` */
export const countOf = (count: number): DeliveryCounts['waiting'] =>
  count < countedDeliveries ? { count } : { count, atLeast: true };
