// Lists the open deliveries of a target that have one status, by their last change, newest first: from the
// index `openByTime`, so that an old PARKED delivery is found without a walk through all events
// (docs/decisions/0041-delivery-lists.md).
import { type DeliveryLine, lineOf } from '../model/delivery/delivery-view.ts';
import {
  type OpenCursor,
  type OpenDeliveries,
  type OpenStatus,
  openCursorSchema,
} from '../store/deliveries/open-deliveries.ts';
import type { ReadMeter } from '../store/dynamodb/read-meter.ts';
import type { EventReader } from '../store/events/event-reader.ts';
import { type DeliveryQuery, showsEvent, showsLine } from './delivery-query.ts';
import { unitsPerPage } from './read-budget.ts';

export type ByStateDeps = { open: Pick<OpenDeliveries, 'page'>; events: Pick<EventReader, 'heads'> };
/** A query that the index answers. */
export type StateQuery = DeliveryQuery & { targetId: string; status: OpenStatus };

const openStatuses: readonly string[] = ['WAITING', 'PARKED', 'FAILED'] satisfies OpenStatus[];

export const isStateQuery = (query: DeliveryQuery): query is StateQuery =>
  query.targetId !== undefined && query.status !== undefined && openStatuses.includes(query.status);

/** @returns undefined if the text is no place in the index */
export function statePlaceOf(text: string): OpenCursor | undefined {
  const [updatedAt, eventKey, targetId] = text.split(' ');
  return openCursorSchema.safeParse({ updatedAt, eventKey, targetId }).data;
}

export const textOfStatePlace = ({ updatedAt, eventKey, targetId }: OpenCursor): string =>
  [updatedAt, eventKey, targetId].join(' ');

/**
 * Reads one page. A delivery that changes meanwhile moves to the beginning of the list.
 * @param place undefined: the last change
 * @param hasTime called after each read. If it returns false, the page ends early
 * @param meter counts what is read
 * @returns `next`: undefined on the last page
 */
export async function readByState(
  { open, events }: ByStateDeps,
  licensor: string,
  query: StateQuery,
  place: OpenCursor | undefined,
  hasTime: () => boolean,
  meter: ReadMeter,
): Promise<{ lines: DeliveryLine[]; next: OpenCursor | undefined }> {
  const { targetId, status, limit } = query;
  const isNarrowed = [query.topic, query.eventType, query.since, query.until].some(one => one !== undefined);
  const lines: DeliveryLine[] = [];
  let next = place;
  do {
    const left = limit - lines.length;
    const page = await open.page({ licensor, targetId }, status, left, { from: next, descending: true });
    // The rows are read consistently, at a unit for each; the index has small entries.
    meter.units += page.found + 1;
    const eventIds = page.rows.map(({ eventId }) => eventId);
    const headOf = await events.heads(licensor, eventIds, meter);
    for (const row of page.rows) {
      const event = headOf(row.eventId);
      if (isNarrowed && !(event && showsEvent(query, event))) continue;
      const line = lineOf(row, event);
      if (showsLine(query, line)) lines.push(line);
    }
    next = page.next;
  } while (next && lines.length < limit && meter.units < unitsPerPage && hasTime());
  return { lines, next };
}
