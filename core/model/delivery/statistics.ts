// What was owed to one target in a time, and what became of it. The audit counts it per target, quarter of an
// hour and shard; readers add the parts (docs/decisions/0044-statistics.md).
import * as z from 'zod';
import { type Delivery, deliverySchema } from './delivery.ts';
import { addHashes, type EventSetHash, noEvents, storedHashSchema } from './event-set-hash.ts';
import { addLatencies, addLatency, latenciesSchema } from './latencies.ts';

/** What a row says about its delivery. */
export const rowStateSchema = deliverySchema.pick({
  status: true,
  attemptCount: true,
  updatedAt: true,
  /** Present if it was sent again: by its partner, a replay or an operator. */
  scheduleFrom: true,
});
export type RowState = z.output<typeof rowStateSchema>;

/** `cursor`: sorts events by their acceptance. `hash`: of the event's id (`hashOfEvent`). */
export type AuditedDelivery = RowState & {
  licensor: string;
  eventId: string;
  targetId: string;
  acceptedAt: string;
  cursor: string;
  hash: EventSetHash;
};

const eventPlaceSchema = z.object({ cursor: z.string(), eventId: z.string() });

export const statisticsSchema = z.object({
  /** Deliveries by status, without those in `open`. */
  counts: z.partialRecord(deliverySchema.shape.status, z.number().int().positive()),
  /** Attempts at the deliveries in `counts`. */
  attempts: z.number().int().nonnegative(),
  /** From acceptance to delivery, of the DELIVERED ones in `counts` that were not sent again. */
  latencies: latenciesSchema,
  /** Over the ids of all events that were owed. */
  hash: storedHashSchema,
  /** Of all events that were owed; absent if there is none. */
  range: z.object({ first: eventPlaceSchema, last: eventPlaceSchema }).optional(),
  /** Deliveries that were not DELIVERED when they were audited, so that a reader can look at their rows. */
  open: z.array(
    z.object({
      eventId: z.string(),
      /** The status and the attempts when it was audited. */
      status: deliverySchema.shape.status,
      attemptCount: z.number().int().nonnegative(),
      acceptedAt: z.string(),
    }),
  ),
});
export type Statistics = z.output<typeof statisticsSchema>;

/** How many open deliveries a part of the statistics lists. Further ones are in `counts`. */
export const mostListed = 200;

export const noStatistics = (): Statistics => ({
  counts: {},
  attempts: 0,
  latencies: {},
  hash: noEvents,
  range: undefined,
  open: [],
});

/** Counts a delivery. */
export function addDelivery(sum: Statistics, delivery: AuditedDelivery): void {
  const { eventId, status, attemptCount, acceptedAt, cursor, hash } = delivery;
  const place = { cursor, eventId };
  addEvents(sum, { hash, range: { first: place, last: place } });
  if (status !== 'DELIVERED' && sum.open.length < mostListed)
    sum.open.push({ eventId, status, attemptCount, acceptedAt });
  else addState(sum, delivery, acceptedAt);
}

/** Adds statistics of other deliveries. `open` may then list more than `mostListed`. */
export function addStatistics(sum: Statistics, other: Statistics): void {
  addEvents(sum, other);
  for (const status of deliverySchema.shape.status.options)
    addCount(sum.counts, status, other.counts[status] ?? 0);
  sum.attempts += other.attempts;
  addLatencies(sum.latencies, other.latencies);
  sum.open.push(...other.open);
}

/**
 * Moves deliveries from `open` to `counts`.
 * @param stateOf the state of now; undefined if it is not known, for the state when it was audited
 * @returns how many that were not DELIVERED have the state when they were audited
 */
export function settleOpen(sum: Statistics, stateOf: (eventId: string) => RowState | undefined): number {
  const { DELIVERED: _delivered, ...notListed } = sum.counts;
  let unknown = Object.values(notListed).reduce((total, count) => total + count, 0);
  for (const { acceptedAt, eventId, ...audited } of sum.open) {
    const state = stateOf(eventId);
    if (!state) unknown++;
    addState(sum, state ?? { ...audited, updatedAt: acceptedAt }, acceptedAt);
  }
  sum.open = [];
  return unknown;
}

function addEvents(sum: Statistics, { hash, range }: Pick<Statistics, 'hash' | 'range'>): void {
  sum.hash = addHashes(sum.hash, hash);
  if (!range) return;
  const { first, last } = sum.range ?? range;
  sum.range = {
    first: range.first.cursor < first.cursor ? range.first : first,
    last: range.last.cursor > last.cursor ? range.last : last,
  };
}

function addState(sum: Statistics, state: RowState, acceptedAt: string): void {
  const { status, attemptCount, updatedAt, scheduleFrom } = state;
  addCount(sum.counts, status, 1);
  sum.attempts += attemptCount;
  // The row of a delivery that was sent again has the time of the last one, which says nothing of the first.
  if (status === 'DELIVERED' && scheduleFrom === undefined)
    addLatency(sum.latencies, Date.parse(updatedAt) - Date.parse(acceptedAt));
}

function addCount(counts: Statistics['counts'], status: Delivery['status'], count: number): void {
  if (count > 0) counts[status] = (counts[status] ?? 0) + count;
}
