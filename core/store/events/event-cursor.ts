// Event cursors: places in the order of a licensor's events, which is the order of their acceptance, and of their ids where
// the times are equal.

/**
 * `<acceptedAt>#<eventId>`: at that event; `<time>` alone: before all events of that time. Times are ISO 8601 in UTC with
 * milliseconds, so cursors compare as text.
 */
export type EventCursor = string;

export const cursorOf = ({ acceptedAt, eventId }: { acceptedAt: string; eventId: string }): EventCursor =>
  `${acceptedAt}#${eventId}`;

/** Before all events of a time. @param time milliseconds since the epoch */
export const cursorAt = (time: number): EventCursor => new Date(time).toISOString();

/** The day of a cursor in UTC, e.g. 2026-01-31. */
export const dayOf = (cursor: EventCursor): string => cursor.slice(0, 10);

/** Before all events of the next day. */
export const nextDay = (cursor: EventCursor): EventCursor =>
  cursorAt(Date.parse(dayOf(cursor)) + 24 * 3600 * 1000);

/** Whether a caller's text is a cursor. */
export function isCursor(text: string): boolean {
  const [, time = ''] = /^([^#]{24})(?:#[A-Za-z0-9_-]{1,64})?$/.exec(text) ?? [];
  const ms = Date.parse(time);
  return !Number.isNaN(ms) && cursorAt(ms) === time;
}
