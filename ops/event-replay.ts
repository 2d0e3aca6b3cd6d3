// Sends DELIVERED events of a time range again to one target that has lost them: under the same ids, at the
// drain rate.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { redriven } from '../core/model/delivery/delivery.ts';
import type { Event } from '../core/model/event/event.ts';
import { createDeliveries } from '../core/store/deliveries/deliveries.ts';
import { createHealthStore } from '../core/store/deliveries/target-health.ts';
import { cursorAt, nextDay } from '../core/store/events/event-cursor.ts';
import { createEventReader, type EventReader } from '../core/store/events/event-reader.ts';
import type { TimeRange } from '../lambdas/audit/audit-range.ts';
import { type BreakerState, type RunOptions, splitBy, startDrain } from './failed-deliveries.ts';
import { deliveries as countOf } from './report.ts';
import { allSuspensions, covers } from './stored-suspensions.ts';
import type { Tables } from './tables.ts';
import { requireTarget, type TargetId } from './targets.ts';

/**
 * How many deliveries are DELIVERED, of the events accepted in the range; how many of them go out now
 * (`replayed`), and how many wait because the target is paused, disabled or suspended (`parked`). `breaker`:
 * its state now.
 */
export type Replayed = { delivered: number; replayed: number; parked: number; breaker: BreakerState };

/** @throws CommandError if the licensor or the target is unknown */
export async function replay(
  db: DynamoDBDocumentClient,
  tables: Tables,
  target: TargetId,
  range: TimeRange,
  { dryRun, clock, note }: RunOptions,
): Promise<Replayed> {
  await requireTarget(db, tables.registry, target);
  const deliveries = createDeliveries(db, tables.deliveries);
  const health = createHealthStore(db, tables.deliveries);
  let delivered = 0;
  let recorded = 0;
  for await (const events of eventsOf(target.licensor, range, createEventReader(db, tables))) {
    const keys = events.map(({ eventId }) => ({ ...target, eventId }));
    const rowOf = await deliveries.rowsOf(keys);
    const rows = keys.flatMap(key => rowOf(key) ?? []).filter(({ status }) => status === 'DELIVERED');
    delivered += rows.length;
    note?.(countOf(delivered));
    if (dryRun || rows.length === 0) continue;
    const changes = rows.map(row => ({ before: row, after: redriven(row, clock()) }));
    const outcomes = await deliveries.record(changes, () => true);
    recorded += outcomes.filter(one => one.recorded === 'RECORDED').length;
  }
  const state =
    recorded > 0 ? await startDrain(health, target, clock) : ((await health.get(target))?.state ?? 'CLOSED');
  const breaker = covers(await allSuspensions(db, tables.registry), target) ? 'SUSPENDED' : state;
  const { redriven: replayed, parked } = splitBy(breaker, recorded);
  return { delivered, replayed, parked, breaker };
}

const eventsPerRead = 100;

/** Reads the events of a licensor that were accepted in the range, page by page. */
async function* eventsOf(
  licensor: string,
  { from, to }: TimeRange,
  events: Pick<EventReader, 'next'>,
): AsyncGenerator<Event[]> {
  const end = cursorAt(to);
  let after = cursorAt(from);
  while (after < end) {
    // One query of the index covers at most one day.
    const dayEnd = nextDay(after);
    const before = dayEnd < end ? dayEnd : end;
    const { indexed, readTo } = await events.next(licensor, { after, before }, eventsPerRead);
    yield indexed.flatMap(({ event }) => event ?? []);
    after = readTo;
  }
}
