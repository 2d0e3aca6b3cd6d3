// Event cursors. A licensor's events are ordered by time of acceptance, then by event id; a cursor is a
// position in that order.

/**
 * `<acceptedAt>#<eventId>` is the position of that event; `<timestamp>` alone is before all events accepted
 * at that time. Timestamps are ISO 8601 in UTC with milliseconds, so cursors can be compared as strings.
 */
export type EventCursor = string;

export const cursorOf = ({ acceptedAt, eventId }: { acceptedAt: string; eventId: string }): EventCursor =>
  `${acceptedAt}#${eventId}`;

/** The cursor before all events accepted at a time. @param time milliseconds since the epoch */
export const cursorAt = (time: number): EventCursor => new Date(time).toISOString();

/** The UTC day of a cursor, e.g. 2026-01-31. */
export const dayOf = (cursor: EventCursor): string => cursor.slice(0, 10);

/** The cursor before all events of the next day. */
export const nextDay = (cursor: EventCursor): EventCursor =>
  cursorAt(Date.parse(dayOf(cursor)) + 24 * 3600 * 1000);

/** Whether a string has the form of a cursor. */
export function isCursor(text: string): boolean {
  const [, time = ''] = /^([^#]{24})(?:#[A-Za-z0-9_-]{1,64})?$/.exec(text) ?? [];
  const ms = Date.parse(time);
  return !Number.isNaN(ms) && cursorAt(ms) === time;
}
