// What was owed to one target over time, and what became of it: for charts.
import * as z from 'zod';
import { badRequest } from '../model/api/herald-error.ts';
import { timeInMs } from '../model/api/time-range.ts';
import { addStatistics, noStatistics, type Statistics } from '../model/delivery/statistics.ts';
import {
  periodOf,
  periods,
  type StatisticsPeriod,
  type TargetStatistics,
} from '../model/delivery/statistics-view.ts';
import { findResource } from '../runtime/http/find-resource.ts';
import {
  quarterMs,
  type StatisticsItem,
  statisticsKeptForDays,
} from '../store/deliveries/statistics-item.ts';
import type { StatisticsReader } from '../store/deliveries/statistics-reader.ts';
import type { Watermarks } from '../store/deliveries/watermark.ts';
import type { Targets } from '../store/registry/targets.ts';
import { mostLookedAt, settleNow } from './open-now.ts';

export type StatisticsDeps = {
  statistics: StatisticsReader;
  watermarks: Pick<Watermarks, 'counted'>;
  targets: Pick<Targets, 'get'>;
};

const hourMs = 3600 * 1000;
const dayMs = 24 * hourMs;
const periodMs = { quarter: quarterMs, hour: hourMs, day: dayMs };
const mostDays = 7;

export const statisticsQuerySchema = z.strictObject({
  since: timeInMs.optional().describe('Inclusive; by default a day before `until`'),
  until: timeInMs.optional().describe('Exclusive; by default now'),
  per: z.enum(periods).default('quarter').describe('The length of a period'),
});
export type StatisticsQuery = z.output<typeof statisticsQuerySchema>;

/**
 * As `readTargetStatistics`, for a target that exists, or had traffic in the range.
 * @param targetId not validated yet
 * @throws HeraldError NOT_FOUND; BAD_REQUEST for a range that is empty, too long or too old
 */
export const readKnownTargetStatistics = (
  deps: StatisticsDeps,
  { licensor, targetId }: { licensor: string; targetId: string | undefined },
  query: StatisticsQuery,
  now: number,
): Promise<{ answer: TargetStatistics; units: number }> =>
  findResource('target', targetId, async known => {
    const read = await readTargetStatistics(deps, { licensor, targetId: known }, query, now);
    const isKnown = read.answer.periods.length > 0 || (await deps.targets.get(licensor, known));
    return isKnown ? read : undefined;
  });

/**
 * @param now milliseconds since the epoch
 * @returns the statistics with the read units that they took
 * @throws HeraldError BAD_REQUEST for a range that is empty, too long or too old
 */
async function readTargetStatistics(
  { statistics, watermarks }: StatisticsDeps,
  target: { licensor: string; targetId: string },
  query: StatisticsQuery,
  now: number,
): Promise<{ answer: TargetStatistics; units: number }> {
  const { licensor, targetId } = target;
  const { from, to } = rangeOf(query, now);
  const items: StatisticsItem[] = [];
  let units = 1;
  for await (const page of statistics.ofTarget(licensor, targetId, from, to)) {
    units += page.units;
    items.push(...page.items);
  }
  const counted = await watermarks.counted();
  const settled = await periodsOf(statistics, target, items, query.per, mostLookedAt);
  const answer = {
    targetId,
    per: query.per,
    ...(counted && { auditedUntil: new Date(counted.until).toISOString() }),
    periods: settled.periods,
  };
  return { answer, units: units + settled.units };
}

/**
 * Adds the items of one target up to periods.
 * @param items in the order of time
 * @param most how many open deliveries to look up
 * @returns the periods, in the order of time, with the read units that the open deliveries took
 */
export async function periodsOf(
  reader: Pick<StatisticsReader, 'states'>,
  target: { licensor: string; targetId: string },
  items: readonly StatisticsItem[],
  per: StatisticsQuery['per'],
  most: number,
): Promise<{ periods: StatisticsPeriod[]; units: number }> {
  const byPeriod = new Map<string, Statistics>();
  for (const { quarter, statistics } of items) {
    const start = new Date(startOf(quarter, periodMs[per])).toISOString();
    const sum = byPeriod.get(start) ?? noStatistics();
    addStatistics(sum, statistics);
    byPeriod.set(start, sum);
  }
  const { asOfAudit, units } = await settleNow(reader, target, [...byPeriod.values()], most);
  const periods = [...byPeriod].map(([start, sum], index) => periodOf(start, sum, asOfAudit[index] ?? 0));
  return { periods, units };
}

const startOf = (timestamp: string, lengthMs: number): number =>
  Math.floor(Date.parse(timestamp) / lengthMs) * lengthMs;

/**
 * Whole quarters of an hour.
 * @param now milliseconds since the epoch, as both results; `to` is exclusive
 * @throws HeraldError BAD_REQUEST for a range that is empty, too long or too old
 */
export function rangeOf(
  { since, until = Number.POSITIVE_INFINITY }: Pick<StatisticsQuery, 'since' | 'until'>,
  now: number,
) {
  const to = Math.ceil(Math.min(until, now) / quarterMs) * quarterMs;
  const from = Math.floor((since ?? to - dayMs) / quarterMs) * quarterMs;
  if (from >= to) throw badRequest(['since'], 'expected a time before "until" and before now');
  if (to - from > mostDays * dayMs + quarterMs)
    throw badRequest(['since'], `expected at most ${mostDays} days before "until"`);
  if (from < now - statisticsKeptForDays * dayMs)
    throw badRequest(['since'], `expected a time of the last ${statisticsKeptForDays} days`);
  return { from, to };
}
