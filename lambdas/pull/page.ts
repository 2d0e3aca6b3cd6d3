// Reads one page of a licensor's events: from a cursor on, up to events accepted a minute ago.
import type { Event } from '../../core/model/event/event.ts';
import { cursorAt, type EventCursor, nextDay } from '../../core/store/events/event-cursor.ts';
import type { EventReader, IndexedEvent } from '../../core/store/events/event-reader.ts';
import { eventsKeptForDays } from '../../core/store/events/events.ts';
import { bytesInAnswer, type PulledEvent } from './view.ts';

/**
 * Only events accepted at least this long ago are returned, milliseconds. An event gets its `acceptedAt` up
 * to 29 s (publish's timeout) before it is stored, appears in the eventually consistent index after that, and
 * clocks differ. A reader closer to the present could move its cursor past an event that is not yet in the
 * index, and miss it.
 */
const settledAfterMs = 60_000;

const keptForMs = eventsKeptForDays * 24 * 3600 * 1000;

/** The most that one request reads and returns. `bytes` stays below Lambda's limit of 6 MB for an answer. */
const limits = { days: 10, events: 500, bytes: 4_000_000 };
const eventsPerRead = 50;

export type PageRequest = {
  /** The cursor after which to start; undefined: at the oldest event. */
  after: EventCursor | undefined;
  limit: number;
  /** Renders an event; undefined if the event does not match the query. */
  show: (event: Event) => PulledEvent | undefined;
  /** Called after each read. If it returns false, the page ends early, with `more: true`. */
  hasTime: () => boolean;
};
/** `after`: the cursor for the next request. `more`: whether further events can be read now. */
export type Page = { events: PulledEvent[]; after: EventCursor; more: boolean };

/** @param now milliseconds since the epoch */
export async function readPage(
  reader: EventReader,
  licensor: string,
  { after, limit, show, hasTime }: PageRequest,
  now: number,
): Promise<Page> {
  const horizon = cursorAt(now - settledAfterMs);
  const oldest = cursorAt(now - keptForMs);
  let readTo = after !== undefined && after > oldest ? after : oldest;
  const events: PulledEvent[] = [];
  let bytes = 0;
  for await (const { cursor, event } of readEntries(reader, licensor, { from: readTo, horizon }, hasTime)) {
    const shown = event && show(event);
    bytes += shown ? bytesInAnswer(shown) : 0;
    if (bytes > limits.bytes) break;
    readTo = cursor;
    if (shown) events.push(shown);
    if (events.length === limit) break;
  }
  return { events, after: readTo, more: readTo < horizon };
}

/** Reads entries until a limit is reached. An entry without an event only moves the cursor on. */
async function* readEntries(
  reader: EventReader,
  licensor: string,
  { from, horizon }: { from: EventCursor; horizon: EventCursor },
  hasTime: () => boolean,
): AsyncGenerator<IndexedEvent> {
  let cursor = from;
  let seen = 0;
  for (let days = 0; cursor < horizon && days < limits.days && seen < limits.events; ) {
    const endOfDay = nextDay(cursor);
    const before = endOfDay < horizon ? endOfDay : horizon;
    const { indexed, readTo } = await reader.next(licensor, { after: cursor, before }, eventsPerRead);
    yield* indexed;
    yield { cursor: readTo, event: undefined };
    cursor = readTo;
    seen += indexed.length;
    if (readTo === before) days += 1;
    if (!hasTime()) return;
  }
}
