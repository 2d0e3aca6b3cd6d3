// Deliveries that were taken once and go out again, because the partner lost them: the same events under the same ids, at the drain rate.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { redriven } from '../core/model/delivery/delivery.ts';
import { createDeliveries } from '../core/store/deliveries/deliveries.ts';
import { createHealthStore } from '../core/store/deliveries/target-health.ts';
import { createEventReader } from '../core/store/events/event-reader.ts';
import { eventsOf, type TimeRange } from '../lambdas/audit/audit-range.ts';
import { type RedriveTables, startDrain } from './failed-deliveries.ts';

/** How many deliveries had been taken, of the events accepted in the time, and how many go out again. */
export type Replayed = { delivered: number; replayed: number };

/** @param dryRun only counts */
export async function replay(
  db: DynamoDBDocumentClient,
  tables: RedriveTables,
  target: { licensor: string; targetId: string },
  range: TimeRange,
  { dryRun, clock }: { dryRun: boolean; clock: () => number },
): Promise<Replayed> {
  const deliveries = createDeliveries(db, tables.deliveries);
  const counts: Replayed = { delivered: 0, replayed: 0 };
  for await (const events of eventsOf(target.licensor, range, createEventReader(db, tables.events))) {
    const of = events.map(({ eventId }) => ({ ...target, eventId }));
    const rowOf = await deliveries.rowsOf(of);
    const delivered = of.flatMap(one => rowOf(one) ?? []).filter(({ status }) => status === 'DELIVERED');
    counts.delivered += delivered.length;
    if (dryRun || delivered.length === 0) continue;
    const changes = delivered.map(row => ({ before: row, after: redriven(row, clock()) }));
    const recorded = await deliveries.record(changes, () => true);
    counts.replayed += recorded.filter(one => one.recorded === 'RECORDED').length;
  }
  if (counts.replayed > 0) await startDrain(createHealthStore(db, tables.deliveries), target, clock);
  return counts;
}
