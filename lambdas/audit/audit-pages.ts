// Audits pages of events: computes the expected deliveries with the dispatcher's own function, and creates a
// WAITING row for each that has no row (docs/architecture.md, "Chain of custody", rule 6).
import { type Delivery, missingDelivery } from '../../core/model/delivery/delivery.ts';
import { hashOfEvent } from '../../core/model/delivery/event-set-hash.ts';
import type { AuditedDelivery, RowState } from '../../core/model/delivery/statistics.ts';
import { expectedDeliveries } from '../../core/model/subscription/route.ts';
import { errorOf, type Log } from '../../core/runtime/telemetry/log.ts';
import type { MissingRows } from '../../core/store/deliveries/missing-rows.ts';
import type { AuditedEvent, EventHeads } from '../../core/store/events/event-heads.ts';
import type { EventPage } from '../../core/store/events/event-page.ts';
import type { Routes } from '../../core/store/registry/routes.ts';

export type AuditDeps = {
  heads: EventHeads;
  routes: Pick<Routes, 'getMany'>;
  rows: MissingRows;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log: Log;
};

/** `missing`: deliveries without a row. `unreadable`: events, or routes of events, that are invalid. */
export type Audited = { events: number; expected: number; missing: number; unreadable: number };

/** What was audited, with the state of each expected delivery, also of a row that was created. */
export type AuditedPages = Audited & { deliveries: AuditedDelivery[] };

/**
 * @param dryRun counts missing rows and creates none
 * @throws Error if something could not be read, or a missing row could not be created
 */
export async function auditPages(
  pages: readonly EventPage[],
  deps: AuditDeps,
  dryRun = false,
): Promise<AuditedPages> {
  const { events, unreadable } = await deps.heads.of(pages);
  // The dispatcher has sent their stream records to the quarantine.
  for (const eventKey of unreadable) deps.log.error('an event cannot be read', { eventKey });
  const { states, ...audited } = await auditEvents(events, deps, dryRun);
  const deliveries = states.flatMap(({ event: { licensor, eventId, acceptedAt, cursor }, rows }) => {
    const hash = hashOfEvent(eventId);
    return rows.map(row => ({ licensor, eventId, acceptedAt, cursor, hash, ...row }));
  });
  return { ...audited, unreadable: audited.unreadable + unreadable.length, deliveries };
}

/** An event with the states of its expected deliveries. */
type EventStates<E> = { event: E; rows: (RowState & { targetId: string })[] };

/** @throws Error if something could not be read, or a missing row could not be created */
export async function auditEvents<E extends AuditedEvent>(
  events: readonly E[],
  deps: AuditDeps,
  dryRun = false,
): Promise<Audited & { states: EventStates<E>[] }> {
  const { expected, unreadable } = await expectedRows(events, deps);
  const all = expected.flatMap(({ rows }) => rows);
  const stateOf = await deps.rows.states(all);
  const missing = all.filter(row => !stateOf(row));
  if (missing.length > 0 && !dryRun) await createRows(missing, deps);
  const states = expected.map(({ event, rows }) => ({
    event,
    rows: rows.map(({ targetId, ...row }) => ({
      targetId,
      ...(stateOf({ ...event, targetId }) ?? stateIn(row)),
    })),
  }));
  return { events: events.length, expected: all.length, missing: missing.length, unreadable, states };
}

const stateIn = ({ status, attemptCount, updatedAt }: RowState): RowState => ({
  status,
  attemptCount,
  updatedAt,
});

async function expectedRows<E extends AuditedEvent>(
  events: readonly E[],
  { routes, clock, log }: AuditDeps,
): Promise<{ expected: { event: E; rows: Delivery[] }[]; unreadable: number }> {
  const routeOf = await routes.getMany(events);
  const now = clock();
  const expected: { event: E; rows: Delivery[] }[] = [];
  let unreadable = 0;
  for (const event of events) {
    try {
      const rows = expectedDeliveries(event, routeOf(event)).map(one => missingDelivery(event, one, now));
      expected.push({ event, rows });
    } catch (error) {
      unreadable++;
      const { licensor, eventId, topic, eventType } = event;
      log.error('invalid route of an event', { licensor, eventId, topic, eventType, error: errorOf(error) });
    }
  }
  return { expected, unreadable };
}

async function createRows(missing: readonly Delivery[], { rows, log }: AuditDeps): Promise<void> {
  const created = await rows.create(missing, () => true);
  for (const { item, written } of created) {
    const { licensor, eventId, targetId } = item;
    log.warn('a delivery had no row', { licensor, eventId, targetId, written });
  }
  if (created.some(({ written }) => written === 'REFUSED' || written === 'UNAVAILABLE'))
    throw new Error('creating missing rows failed');
}

/** Adds the counts of one step. */
export function addTo(sum: Audited, { events, expected, missing, unreadable }: Audited): void {
  sum.events += events;
  sum.expected += expected;
  sum.missing += missing;
  sum.unreadable += unreadable;
}
