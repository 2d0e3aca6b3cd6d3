// Statistics in the answers of the API: of one target over time, and the statement of a day.
import * as z from 'zod';
import { nextPage } from '../api/page.ts';
import { textOfHash } from './event-set-hash.ts';
import { percentile } from './latencies.ts';
import type { Statistics } from './statistics.ts';

const count = z.number().int().nonnegative();

const counts = {
  owed: count.describe('Deliveries that had to be made: the sum of the states below'),
  delivered: count,
  waiting: count,
  parked: count,
  failed: count.describe('Their attempts are used up; they can be sent again'),
  cancelled: count.describe('The target was deleted'),
  attempts: count,
  asOfAudit: count
    .optional()
    .describe(
      'So many that were not delivered 15 to 30 minutes after their acceptance are counted with the state of then',
    ),
};

export const periodSchema = z.strictObject({
  from: z.iso.datetime().describe('The beginning of the quarter of an hour, hour or day, by acceptance'),
  ...counts,
  p50Ms: count
    .optional()
    .describe('From acceptance to delivery, the median, ± 4.8 %; absent if none arrived'),
  p95Ms: count.optional(),
});
export type StatisticsPeriod = z.output<typeof periodSchema>;

const auditedUntil = z.iso
  .datetime()
  .optional()
  .describe('Events accepted before this time are counted; absent if nothing is counted yet');

export const periods = ['quarter', 'hour', 'day'] as const;
export const targetStatisticsSchema = z.strictObject({
  targetId: z.string(),
  per: z.enum(periods),
  auditedUntil,
  periods: z.array(periodSchema).describe('In the order of time, those with traffic only'),
});
export type TargetStatistics = z.output<typeof targetStatisticsSchema>;

const targetPeriodsSchema = targetStatisticsSchema.pick({ targetId: true, periods: true });
export type TargetPeriods = z.output<typeof targetPeriodsSchema>;

export const statisticsPageSchema = z.strictObject({
  ...targetStatisticsSchema.pick({ per: true, auditedUntil: true }).shape,
  targets: z.array(targetPeriodsSchema).describe('Those with traffic only, ordered by id'),
  ...nextPage,
});
export type StatisticsPage = z.output<typeof statisticsPageSchema>;

export const targetStatementSchema = z.strictObject({
  targetId: z.string(),
  ...counts,
  open: count.describe('Waiting or parked'),
  firstEventId: z.string().describe('The first event of the day that was owed, by acceptance'),
  lastEventId: z.string(),
  hash: z.string().describe('Over the ids of all events that were owed; see docs/api.md'),
});
export type TargetStatement = z.output<typeof targetStatementSchema>;

export const statementSchema = z.strictObject({
  day: z.string(),
  complete: z.boolean().describe('Whether all events of the day are counted'),
  auditedUntil,
  targets: z.array(targetStatementSchema).describe('Those with traffic only, ordered by id'),
  ...nextPage,
});
export type Statement = z.output<typeof statementSchema>;

/** @param asOfAudit how many deliveries have the state of their audit */
function countsOf({ counts: byStatus, attempts }: Statistics, asOfAudit: number) {
  const { DELIVERED = 0, WAITING = 0, PARKED = 0, FAILED = 0, CANCELLED = 0 } = byStatus;
  return {
    owed: DELIVERED + WAITING + PARKED + FAILED + CANCELLED,
    delivered: DELIVERED,
    waiting: WAITING,
    parked: PARKED,
    failed: FAILED,
    cancelled: CANCELLED,
    attempts,
    ...(asOfAudit > 0 && { asOfAudit }),
  };
}

/** @param statistics without open deliveries (`settleOpen`) */
export function periodOf(from: string, statistics: Statistics, asOfAudit: number): StatisticsPeriod {
  const p50Ms = percentile(statistics.latencies, 0.5);
  const p95Ms = percentile(statistics.latencies, 0.95);
  return {
    from,
    ...countsOf(statistics, asOfAudit),
    ...(p50Ms !== undefined && { p50Ms }),
    ...(p95Ms !== undefined && { p95Ms }),
  };
}

/** @param statistics without open deliveries (`settleOpen`) */
export function statementOf(targetId: string, statistics: Statistics, asOfAudit: number): TargetStatement {
  const counted = countsOf(statistics, asOfAudit);
  return {
    targetId,
    ...counted,
    open: counted.waiting + counted.parked,
    firstEventId: statistics.range?.first.eventId ?? '',
    lastEventId: statistics.range?.last.eventId ?? '',
    hash: textOfHash(statistics.hash),
  };
}
