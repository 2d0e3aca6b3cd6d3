// Lists deliveries by the time of their event's acceptance, newest first: walks the licensor's event index
// backwards and reads the rows of its events (docs/decisions/0041-delivery-lists.md).
import type { Delivery } from '../model/delivery/delivery.ts';
import { type DeliveryLine, lineOf } from '../model/delivery/delivery-view.ts';
import type { DeliveryLog } from '../store/deliveries/delivery-log.ts';
import type { ReadMeter } from '../store/dynamodb/read-meter.ts';
import {
  cursorAfter,
  cursorAt,
  type EventCursor,
  isCursor,
  startOfDay,
} from '../store/events/event-cursor.ts';
import { eventsKeptForDays } from '../store/events/event-page.ts';
import type { EventReader, IndexedHead } from '../store/events/event-reader.ts';
import { type DeliveryQuery, showsEvent, showsLine } from './delivery-query.ts';
import { unitsPerPage } from './read-budget.ts';

export type ByTimeDeps = {
  rows: Pick<DeliveryLog, 'ofEvents'>;
  events: Pick<EventReader, 'previous'>;
};

/**
 * The place of a page: before this cursor. `after`: the event at the cursor comes once more, with the targets
 * after this one.
 */
export type TimePlace = { before: EventCursor; after?: string | undefined };

/** The most events that a request looks at. */
const maxEvents = 500;
const keptForMs = eventsKeptForDays * 24 * 3600 * 1000;
/** Clocks differ: an event may be accepted a little after this function's present, milliseconds. */
const aheadMs = 60_000;

export const textOfPlace = ({ before, after }: TimePlace): string =>
  [before, after].filter(Boolean).join(' ');

/** @returns undefined if the text is no place */
export function timePlaceOf(text: string): TimePlace | undefined {
  const [before = '', after] = text.split(' ', 2);
  return isCursor(before) ? { before, after } : undefined;
}

/**
 * Reads one page.
 * @param place undefined: the newest event
 * @param hasTime called after each read. If it returns false, the page ends early
 * @param meter counts what is read
 * @param now milliseconds since the epoch
 * @returns `next`: undefined on the last page
 */
export async function readByTime(
  deps: ByTimeDeps,
  licensor: string,
  query: DeliveryQuery,
  place: TimePlace | undefined,
  hasTime: () => boolean,
  meter: ReadMeter,
  now: number,
): Promise<{ lines: DeliveryLine[]; next: TimePlace | undefined }> {
  const { limit, targetId, status, since = 0 } = query;
  // Else a time far ahead would cost a look at each empty day until then.
  const until = Math.min(query.until ?? Infinity, now + aheadMs);
  const from = cursorAt(Math.max(since, now - keptForMs));
  let before = place
    ? place.after === undefined
      ? place.before
      : cursorAfter(place.before)
    : cursorAt(until);
  const isNew = ({ cursor }: IndexedHead, row: Delivery): boolean =>
    cursor !== place?.before || place.after === undefined || row.targetId > place.after;
  const lines: DeliveryLine[] = [];
  for (let seen = 0; before > from; ) {
    const day = startOfDay(before);
    const range = { from: day > from ? day : from, before };
    const { indexed, readTo } = await deps.events.previous(licensor, range, limit, meter);
    const shown = indexed.filter(({ head }) => head && showsEvent(query, head));
    const eventIds = shown.map(({ eventId }) => eventId);
    const rowsOf = await deps.rows.ofEvents(licensor, eventIds, targetId, meter);
    for (const event of shown) {
      for (const row of rowsOf(event.eventId)) {
        if ((status !== undefined && row.status !== status) || !isNew(event, row)) continue;
        const line = lineOf(row, event.head);
        if (!showsLine(query, line)) continue;
        lines.push(line);
        if (lines.length === limit) return { lines, next: { before: event.cursor, after: row.targetId } };
      }
    }
    before = readTo;
    seen += indexed.length;
    if (seen >= maxEvents || meter.units >= unitsPerPage || !hasTime()) break;
  }
  return { lines, next: before > from ? { before } : undefined };
}
