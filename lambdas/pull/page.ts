// One page of a licensor's events: from a position on, up to a minute ago.
import type { Event } from '../../core/model/event/event.ts';
import { cursorAt, type EventCursor, nextDay } from '../../core/store/events/event-cursor.ts';
import type { EventReader, IndexedEvent } from '../../core/store/events/event-reader.ts';
import { eventsKeptForDays } from '../../core/store/events/events.ts';
import { bytesInAnswer, type PulledEvent } from './view.ts';

/**
 * How long ago an event must have been accepted, milliseconds. An event takes its place in the order before it is stored, at most 29 s (publish's
 * timeout) before, and reaches the index a moment later, since indexes are eventually consistent; clocks differ. A reader that came nearer
 * to the present could pass by a place before its event is there.
 */
const settledAfterMs = 60_000;

const keptForMs = eventsKeptForDays * 24 * 3600 * 1000;

/** What one request reads and answers at most: Lambda answers with 6 MB. */
const most = { days: 10, events: 500, bytes: 4_000_000 };
const eventsPerRead = 50;

export type PageRequest = {
  /** Where to begin; the oldest event, if not given. */
  after: EventCursor | undefined;
  limit: number;
  /** What of an event the caller gets, undefined if it is not asked for. */
  show: (event: Event) => PulledEvent | undefined;
  /** Asked before each further read: whether there is time for it. A page that ends early says so. */
  hasTime: () => boolean;
};
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
  for await (const { cursor, event } of walk(reader, licensor, { from: readTo, horizon }, hasTime)) {
    const shown = event && show(event);
    bytes += shown ? bytesInAnswer(shown) : 0;
    if (bytes > most.bytes) break;
    readTo = cursor;
    if (shown) events.push(shown);
    if (events.length === limit) break;
  }
  return { events, after: readTo, more: readTo < horizon };
}

/** How far one request gets, step by step, with the events on the way. */
async function* walk(
  reader: EventReader,
  licensor: string,
  { from, horizon }: { from: EventCursor; horizon: EventCursor },
  hasTime: () => boolean,
): AsyncGenerator<IndexedEvent> {
  let cursor = from;
  let seen = 0;
  for (let days = 0; cursor < horizon && days < most.days && seen < most.events; ) {
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
