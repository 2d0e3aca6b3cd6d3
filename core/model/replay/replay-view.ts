// Replays in the API: what a partner asks for, and what it sees of the job.
import * as z from 'zod';
import { nextPage } from '../api/page.ts';
import { isRange, noRange, timeSchema } from '../api/time-range.ts';
import { deliveryStatuses } from '../delivery/delivery.ts';
import { drainRate } from '../target/health-claims.ts';
import { isSearched, type Replay, replayableStatuses } from './replay.ts';

const name = z.string().min(1).max(64);
const distinct = <T>(values: readonly T[]): boolean => new Set(values).size === values.length;

export const replayInputSchema = z
  .strictObject({
    targetId: name.optional().describe('Either this or `subscriptionId`'),
    subscriptionId: name.optional().describe('Its deliveries to all its targets'),
    statuses: z
      .array(z.enum(replayableStatuses))
      .min(1)
      .max(replayableStatuses.length)
      .refine(distinct, 'expected each status once'),
    eventTypes: z.array(name).min(1).max(10).refine(distinct, 'expected each event type once').optional(),
    since: timeSchema.describe('Only events accepted at or after this time'),
    until: timeSchema.describe('Only events accepted before this time, and before the replay is created'),
    ratePerSecond: z
      .number()
      .int()
      .min(1)
      .max(drainRate)
      .optional()
      .describe(`For each target; ${drainRate} by default`),
    dryRun: z.boolean().optional().describe('Only count what would be sent'),
  })
  .refine(({ targetId, subscriptionId }) => (targetId === undefined) !== (subscriptionId === undefined), {
    path: ['targetId'],
    error: 'expected either "targetId" or "subscriptionId"',
  })
  .refine(isRange, noRange);
export type ReplayInput = z.output<typeof replayInputSchema>;

const count = z.number().int().nonnegative();

export const replayViewSchema = z.strictObject({
  replayId: z.string(),
  targetId: z.string().optional(),
  subscriptionId: z.string().optional(),
  statuses: z.array(z.enum(replayableStatuses)),
  eventTypes: z.array(z.string()).optional(),
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  ratePerSecond: z.number().int(),
  status: z
    .enum(['FINDING', 'SENDING', 'CANCELLING', 'DONE', 'CANCELLED', 'FAILED'])
    .describe('FINDING: it may find more deliveries while it sends the first ones. SENDING: all are found'),
  reason: z.string().optional().describe('Why it ended before it sent everything'),
  progress: z
    .strictObject({
      found: count,
      sent: count.describe('To which an attempt was made'),
      delivered: count,
      failed: count.describe('Their retries are exhausted, too'),
      cancelled: count.describe('Their event has expired, or their target was deleted'),
      left: count.describe('Found, and neither delivered, failed nor cancelled'),
      expired: count.describe('Not among those found: their event is not kept any more'),
    })
    .describe('As of the last run of the job, which runs every minute'),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
});
export type ReplayView = z.output<typeof replayViewSchema>;

export const replayPageSchema = z.strictObject({ replays: z.array(replayViewSchema), ...nextPage });

export const dryRunSchema = z.strictObject({
  count: count.describe('As of now: events of the last minute may be missing'),
  complete: z
    .boolean()
    .describe('false: the count ended at its bound of time or read units; there may be more'),
  sample: z.array(
    z.strictObject({ eventId: z.string(), targetId: z.string(), status: z.enum(deliveryStatuses) }),
  ),
});
export type DryRun = z.output<typeof dryRunSchema>;

/** The fields of a replay that its list does not need. They may be long. */
export type ListedReplay = Omit<Replay, 'open'>;

/** The status as callers see it. */
export function shownStatusOf(replay: ListedReplay): ReplayView['status'] {
  if (replay.status !== 'RUNNING') return replay.status;
  return isSearched(replay) ? 'SENDING' : 'FINDING';
}

export function viewOf(replay: ListedReplay): ReplayView {
  const { replayId, selector, statuses, eventTypes, since, until, ratePerSecond } = replay;
  const { createdAt, endedAt, reason, found, attempted, delivered, failed, cancelled, expired } = replay;
  return {
    replayId,
    ...selector,
    statuses,
    ...(eventTypes && { eventTypes }),
    since,
    until,
    ratePerSecond,
    status: shownStatusOf(replay),
    ...(reason !== undefined && { reason }),
    progress: {
      found,
      sent: delivered + failed + attempted,
      delivered,
      failed,
      cancelled,
      left: found - delivered - failed - cancelled,
      expired,
    },
    createdAt,
    ...(endedAt !== undefined && { endedAt }),
  };
}
