// The audit of a stretch of time: what its events owed, by the dispatcher's own rule, against the rows there are. A delivery without a row is
// given one that is due soon (design, chain of custody, rule 6). Where all is well it only reads.
import { missed } from '../../core/model/delivery/delivery.ts';
import type { Event } from '../../core/model/event/event.ts';
import { owed } from '../../core/model/subscription/route.ts';
import { errorOf, type Log } from '../../core/runtime/telemetry/log.ts';
import type { MissingRows } from '../../core/store/deliveries/missing-rows.ts';
import { nextDay, positionAt } from '../../core/store/events/event-cursor.ts';
import type { EventReader } from '../../core/store/events/event-reader.ts';
import type { RouteScan, RoutesOf } from '../../core/store/registry/route-scan.ts';

export type AuditDeps = {
  events: Pick<EventReader, 'next'>;
  rows: MissingRows;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log: Log;
};

/** From a time, that included, to another, that excluded; milliseconds since the epoch. */
export type TimeRange = { from: number; to: number };

/** `missing`: deliveries that had no row; `failed`: licensors that could not be audited to the end of the range. */
export type Audited = { events: number; owed: number; missing: number; failed: number };

const pageSize = 100;
/** Licensors that are read side by side. */
const atOnce = 10;

/**
 * @param routes of all licensors
 * @param dryRun only counts what is missing
 */
export async function auditRange(
  range: TimeRange,
  routes: Awaited<ReturnType<RouteScan['all']>>['byLicensor'],
  deps: AuditDeps,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<Audited> {
  const audited: Audited = { events: 0, owed: 0, missing: 0, failed: 0 };
  const waiting = [...routes];
  const auditNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [licensor, routesOf] = next;
      try {
        await auditLicensor(licensor, routesOf, range, audited, deps, dryRun);
      } catch (error) {
        audited.failed++;
        deps.log.error('a licensor could not be audited', { licensor, error: errorOf(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, auditNext));
  return audited;
}

async function auditLicensor(
  licensor: string,
  routesOf: RoutesOf,
  { from, to }: TimeRange,
  audited: Audited,
  deps: AuditDeps,
  dryRun: boolean,
): Promise<void> {
  for await (const events of eventsOf(licensor, { from, to }, deps.events))
    await auditEvents(events, routesOf, audited, deps, dryRun);
}

/** The events that were accepted for a licensor in a range, page by page. */
export async function* eventsOf(
  licensor: string,
  { from, to }: TimeRange,
  events: AuditDeps['events'],
): AsyncGenerator<Event[]> {
  const end = positionAt(to);
  let after = positionAt(from);
  while (after < end) {
    // A range of the index is within a day.
    const dayEnd = nextDay(after);
    const before = dayEnd < end ? dayEnd : end;
    const { places, readTo } = await events.next(licensor, { after, before }, pageSize);
    yield places.flatMap(({ event }) => event ?? []);
    after = readTo;
  }
}

/** Of one licensor. */
export async function auditEvents(
  events: readonly Event[],
  routesOf: RoutesOf,
  audited: Audited,
  { rows, clock, log }: AuditDeps,
  dryRun: boolean,
): Promise<void> {
  const now = clock();
  const expected = events.flatMap(event =>
    owed(event, routesOf(event) ?? new Map()).map(delivery => missed(event, delivery, now)),
  );
  audited.events += events.length;
  audited.owed += expected.length;
  const missing = await rows.missing(expected);
  audited.missing += missing.length;
  if (missing.length === 0 || dryRun) return;
  const made = await rows.make(missing, () => true);
  for (const [index, { licensor, eventId, targetId }] of missing.entries())
    log.warn('a delivery had no row', { licensor, eventId, targetId, written: made[index] });
  if (made.some(one => one === 'REFUSED' || one === 'UNAVAILABLE')) throw new Error('rows could not be made');
}
