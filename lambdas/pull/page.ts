// Reads one page of a licensor's events: from a cursor on, up to events accepted a minute ago, or up to now.

import { unitsPerPage } from '../../core/history/read-budget.ts';
import type { Event } from '../../core/model/event/event.ts';
import type { PulledEvent } from '../../core/model/event/pulled-event.ts';
import { cursorAt, type EventCursor, nextDay } from '../../core/store/events/event-cursor.ts';
import { eventsKeptForDays } from '../../core/store/events/event-page.ts';
import type { EventReader, IndexedEvent } from '../../core/store/events/event-reader.ts';
import { bytesInAnswer } from './view.ts';

/**
 * The cursor moves over events accepted at least this long ago, milliseconds. An event gets its `acceptedAt`
 * up to 29 s (publish's timeout) before it is stored, appears in the eventually consistent index after
 * that, and clocks differ. A reader closer to the present could move its cursor past an event that is not
 * yet in the index, and miss it.
 */
const settledAfterMs = 60_000;

const keptForMs = eventsKeptForDays * 24 * 3600 * 1000;

/**
 * The most that one request reads and returns, besides `unitsPerPage`. `bytes` stays below Lambda's limit of
 * 6 MB for an answer.
 */
const limits = { events: 500, bytes: 4_000_000 };
const eventsPerRead = 50;

export type PageRequest = {
  /** The cursor after which to start; undefined: at the oldest event. */
  after: EventCursor | undefined;
  limit: number;
  /** Whether the last minute follows, if there is room. The cursor stays before it: it is returned again. */
  recent: boolean;
  /** Renders an event; undefined if the event does not match the query. */
  show: (event: Event) => PulledEvent | undefined;
  /** Called after each read. If it returns false, the page ends early, with `more: true`. */
  hasTime: () => boolean;
};
/**
 * `after`: the cursor for the next request. `more`: whether further events can be read now. `units`: what was
 * read, in read units.
 */
export type Page = { events: PulledEvent[]; after: EventCursor; more: boolean; units: number };

/** What was read so far. */
type Meter = { units: number };

/** @param now milliseconds since the epoch */
export async function readPage(
  reader: EventReader,
  licensor: string,
  { after, limit, recent, show, hasTime }: PageRequest,
  now: number,
): Promise<Page> {
  const horizon = cursorAt(now - settledAfterMs);
  const oldest = cursorAt(now - keptForMs);
  let readTo = after !== undefined && after > oldest ? after : oldest;
  const events: PulledEvent[] = [];
  const meter = { units: 0 };
  const firstRead = Math.min(limit, eventsPerRead);
  let bytes = 0;
  /** Adds the events before `end`. @param readUpTo gets the cursor after each entry */
  const add = async (from: EventCursor, end: EventCursor, readUpTo: (cursor: EventCursor) => void) => {
    const range = { from, horizon: end, firstRead };
    for await (const { cursor, event } of readEntries(reader, licensor, range, meter, hasTime)) {
      const shown = event && show(event);
      bytes += shown ? bytesInAnswer(shown) : 0;
      if (bytes > limits.bytes) return;
      readUpTo(cursor);
      if (shown) events.push(shown);
      if (events.length === limit) return;
    }
  };
  await add(readTo, horizon, cursor => {
    readTo = cursor;
  });
  const isSettledRead = readTo >= horizon && events.length < limit && meter.units < unitsPerPage;
  if (recent && isSettledRead) await add(readTo, cursorAt(now + 1), () => {});
  return { events, after: readTo, more: readTo < horizon, ...meter };
}

/**
 * Reads entries until a limit is reached, and counts what it reads. An entry without an event only moves the
 * cursor on. The first read is as small as the page, because without a filter it is the only one.
 */
async function* readEntries(
  reader: EventReader,
  licensor: string,
  { from, horizon, firstRead }: { from: EventCursor; horizon: EventCursor; firstRead: number },
  meter: Meter,
  hasTime: () => boolean,
): AsyncGenerator<IndexedEvent> {
  let cursor = from;
  let seen = 0;
  let toRead = firstRead;
  // Days without events cost two units each: a request walks over all of the 30 days.
  while (cursor < horizon && seen < limits.events) {
    const endOfDay = nextDay(cursor);
    const before = endOfDay < horizon ? endOfDay : horizon;
    const { indexed, readTo, units } = await reader.next(licensor, { after: cursor, before }, toRead);
    meter.units += units;
    yield* indexed;
    yield { cursor: readTo, event: undefined };
    cursor = readTo;
    seen += indexed.length;
    if (indexed.length > 0) toRead = eventsPerRead;
    if (meter.units >= unitsPerPage || !hasTime()) return;
  }
}
