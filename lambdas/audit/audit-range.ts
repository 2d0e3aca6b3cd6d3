// Audits a time range: computes the expected deliveries of its events with the dispatcher's own function, and
// creates a WAITING row for each that has no row (docs/architecture.md, "Chain of custody", rule 6).
import pMap from 'p-map';
import { missingDelivery } from '../../core/model/delivery/delivery.ts';
import type { Event } from '../../core/model/event/event.ts';
import { expectedDeliveries } from '../../core/model/subscription/route.ts';
import { errorOf, type Log } from '../../core/runtime/telemetry/log.ts';
import type { MissingRows } from '../../core/store/deliveries/missing-rows.ts';
import { cursorAt, nextDay } from '../../core/store/events/event-cursor.ts';
import type { EventReader } from '../../core/store/events/event-reader.ts';
import type { RouteScan, RoutesOf } from '../../core/store/registry/route-scan.ts';

export type AuditDeps = {
  events: Pick<EventReader, 'next'>;
  rows: MissingRows;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log: Log;
};

/** `from` is inclusive, `to` is exclusive; milliseconds since the epoch. */
export type TimeRange = { from: number; to: number };

/** `missing`: deliveries without a row; `failed`: licensors whose audit ended with an error. */
export type Audited = { events: number; expected: number; missing: number; failed: number };

const pageSize = 100;
/** How many licensors are audited at once. */
const concurrency = 10;

/**
 * Audits all licensors. An error of one licensor is logged and does not stop the others.
 * @param routes the routes of all licensors
 * @param dryRun counts missing rows and creates none
 */
export async function auditRange(
  range: TimeRange,
  routes: Awaited<ReturnType<RouteScan['all']>>['byLicensor'],
  deps: AuditDeps,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<Audited> {
  const audited: Audited = { events: 0, expected: 0, missing: 0, failed: 0 };
  const auditOne = async ([licensor, routesOf]: [string, RoutesOf]): Promise<void> => {
    try {
      for await (const events of eventsOf(licensor, range, deps.events))
        await auditEvents(events, routesOf, audited, deps, dryRun);
    } catch (error) {
      audited.failed++;
      deps.log.error('a licensor could not be audited', { licensor, error: errorOf(error) });
    }
  };
  await pMap(routes, auditOne, { concurrency });
  return audited;
}

/** Reads the events of a licensor that were accepted in the range, page by page. */
export async function* eventsOf(
  licensor: string,
  { from, to }: TimeRange,
  events: AuditDeps['events'],
): AsyncGenerator<Event[]> {
  const end = cursorAt(to);
  let after = cursorAt(from);
  while (after < end) {
    // One query of the index covers at most one day.
    const dayEnd = nextDay(after);
    const before = dayEnd < end ? dayEnd : end;
    const { indexed, readTo } = await events.next(licensor, { after, before }, pageSize);
    yield indexed.flatMap(({ event }) => event ?? []);
    after = readTo;
  }
}

/**
 * Audits events of one licensor and adds to the counts in `audited`.
 * @throws Error if a missing row could not be created
 */
export async function auditEvents(
  events: readonly Event[],
  routesOf: RoutesOf,
  audited: Audited,
  { rows, clock, log }: AuditDeps,
  dryRun: boolean,
): Promise<void> {
  const now = clock();
  const expected = events.flatMap(event =>
    expectedDeliveries(event, routesOf(event) ?? new Map()).map(delivery =>
      missingDelivery(event, delivery, now),
    ),
  );
  audited.events += events.length;
  audited.expected += expected.length;
  const missing = await rows.missing(expected);
  audited.missing += missing.length;
  if (missing.length === 0 || dryRun) return;
  const created = await rows.create(missing, () => true);
  for (const { item, written } of created) {
    const { licensor, eventId, targetId } = item;
    log.warn('a delivery had no row', { licensor, eventId, targetId, written });
  }
  if (created.some(({ written }) => written === 'REFUSED' || written === 'UNAVAILABLE'))
    throw new Error('creating missing rows failed');
}
