// An item of the statistics: what an auditor has counted of a target's quarter of an hour in a shard. It is
// in the Deliveries table, under a key that no delivery has: one partition per licensor and day.
import * as z from 'zod';
import { textOfHash } from '../../model/delivery/event-set-hash.ts';
import { type AuditedDelivery, type Statistics, statisticsSchema } from '../../model/delivery/statistics.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import { dayOf, type PagePosition } from '../events/event-cursor.ts';

/** As long as the rows of the deliveries, so that each open one can be looked at. */
export const statisticsKeptForDays = 30;

export const quarterMs = 15 * 60_000;

/** `quarter`: its beginning, ISO 8601. `until`: the position up to which the shard is counted. */
export type StatisticsItem = {
  targetId: string;
  quarter: string;
  until: PagePosition;
  statistics: Statistics;
};

const schema = statisticsSchema.extend({ eventKey: z.string(), targetId: z.string(), until: z.string() });

/** The beginning of the quarter of an hour of a time. @param time ISO 8601 */
export const quarterOf = (time: string): string =>
  new Date(Math.floor(Date.parse(time) / quarterMs) * quarterMs).toISOString();

/** @param day e.g. 2026-01-31 */
export const statisticsPartition = (licensor: string, day: string): string =>
  `${licensor}#!statistics#${day}`;

/** The beginning of the sort keys of a target's quarter. @param quarter ISO 8601 */
export const quarterPrefix = (targetId: string, quarter: string): string =>
  `${targetId}#${quarter.slice(11, 16)}`;

export function statisticsKeyOf(delivery: AuditedDelivery, shard: number) {
  const quarter = quarterOf(delivery.acceptedAt);
  return {
    eventKey: statisticsPartition(delivery.licensor, dayOf(quarter)),
    targetId: `${quarterPrefix(delivery.targetId, quarter)}#${String(shard).padStart(2, '0')}`,
  };
}

/** The attributes without the key. @param acceptedAt of one of the events */
export const statisticsAttributes = (
  { hash, ...statistics }: Statistics,
  until: PagePosition,
  acceptedAt: string,
) => ({
  ...statistics,
  hash: textOfHash(hash),
  until,
  expiresAt: expiresIn(statisticsKeptForDays, Date.parse(acceptedAt)),
});

/** @throws ZodError if the item is not one of the statistics */
export function statisticsOfItem(item: unknown): StatisticsItem {
  const { eventKey, targetId: sortKey, until, ...statistics } = schema.parse(item);
  const [targetId = '', minute = ''] = sortKey.split('#');
  const day = eventKey.slice(eventKey.lastIndexOf('#') + 1);
  return { targetId, quarter: `${day}T${minute}:00.000Z`, until, statistics };
}
