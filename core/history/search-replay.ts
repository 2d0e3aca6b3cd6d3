// Finds the deliveries of a replay: walks the licensor's events of the range in the order of acceptance, and
// reads the rows of their deliveries to the targets of the replay.
import type { Delivery } from '../model/delivery/delivery.ts';
import { matches, type Replay } from '../model/replay/replay.ts';
import type { Deliveries } from '../store/deliveries/deliveries.ts';
import { cursorAt, type EventCursor, nextDay } from '../store/events/event-cursor.ts';
import type { EventReader } from '../store/events/event-reader.ts';

export type SearchDeps = {
  events: Pick<EventReader, 'listed' | 'heads'>;
  deliveries: Pick<Deliveries, 'rowsOf'>;
};
/** The fields of a replay that the search needs. */
export type Searched = Pick<
  Replay,
  'licensor' | 'targetIds' | 'statuses' | 'selector' | 'eventTypes' | 'until' | 'cursor'
> & { replayId?: string };

/**
 * `rows` are complete up to the cursor. `expired`: deliveries left out, because their event is not kept any
 * more. `units`: read units of 4 kB, about.
 */
export type SearchResult = { rows: Delivery[]; cursor: EventCursor; expired: number; units: number };

/** An event accepted later may still appear in the index before one that was read. */
const settleMs = 60_000;

/** Where a search that must miss nothing has to stop for now. @param now milliseconds since the epoch */
export function settledEnd({ until }: Pick<Searched, 'until'>, now: number): EventCursor {
  const settled = cursorAt(now - settleMs);
  return until < settled ? until : settled;
}

const mostEvents = 100;
const mostRows = 1000;

/**
 * Searches on from the cursor.
 * @param room the most rows to find
 * @param mayGoOn called with the units read so far, before each step of up to 100 events
 * @param end where the search stops: `settledEnd`, or later if it need not find each event
 */
export async function searchReplay(
  deps: SearchDeps,
  searched: Searched,
  room: number,
  mayGoOn: (units: number) => boolean,
  end: EventCursor,
): Promise<SearchResult> {
  const { licensor, targetIds } = searched;
  const limit = Math.max(1, Math.min(mostEvents, Math.floor(mostRows / targetIds.length)));
  const result: SearchResult = { rows: [], cursor: searched.cursor, expired: 0, units: 0 };
  const known = new Set<string>();
  while (result.cursor < end && result.rows.length < room && mayGoOn(result.units)) {
    const day = nextDay(result.cursor);
    const range = { after: result.cursor, before: day < end ? day : end };
    const { listed, readTo } = await deps.events.listed(licensor, range, limit);
    const eventIds = [...new Set(listed.map(({ eventId }) => eventId))].filter(id => !known.has(id));
    const matching = await matchingRows(deps, searched, eventIds);
    result.units += 2 + eventIds.length * targetIds.length;
    for (const { eventId, cursor } of listed) {
      const { rows = [], isExpired = false } = (known.has(eventId) ? undefined : matching.get(eventId)) ?? {};
      if (result.rows.length + rows.length > room) return result;
      known.add(eventId);
      result.cursor = cursor;
      if (isExpired) result.expired += rows.length;
      else result.rows.push(...rows);
    }
    result.cursor = readTo;
  }
  return result;
}

/**
 * The rows that the replay asks for, by event. Those of a replay's own are not among them: they are known.
 */
async function matchingRows(
  { events, deliveries }: SearchDeps,
  searched: Searched,
  eventIds: readonly string[],
): Promise<Map<string, { rows: Delivery[]; isExpired: boolean }>> {
  const { licensor, targetIds, eventTypes, replayId } = searched;
  const keys = eventIds.flatMap(eventId => targetIds.map(targetId => ({ licensor, eventId, targetId })));
  const rowOf = await deliveries.rowsOf(keys);
  const rows = keys
    .flatMap(key => rowOf(key) ?? [])
    .filter(row => matches(searched, row) && (replayId === undefined || row.replayId !== replayId));
  const found = Map.groupBy(rows, ({ eventId }) => eventId);
  const headOf = await events.heads(licensor, [...found.keys()], { units: 0 });
  return new Map(
    [...found].flatMap(([eventId, ofEvent]) => {
      const head = headOf(eventId);
      if (head && eventTypes && !eventTypes.includes(head.eventType)) return [];
      return [[eventId, { rows: ofEvent, isExpired: !head }] as const];
    }),
  );
}
