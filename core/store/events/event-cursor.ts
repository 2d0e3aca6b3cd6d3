// Event cursors. A licensor's events are ordered by the page that lists them, then by their place in the
// page; a cursor is a position in that order.

/** The most events in a page: a place in it has two digits. */
export const eventsPerPage = 100;

/**
 * `<acceptedAt>#<page id>#<place>` is the position of an event; `<timestamp>` alone is before all events
 * accepted at that time. Timestamps are ISO 8601 in UTC with milliseconds and places have two digits, so
 * cursors can be compared as strings.
 */
export type EventCursor = string;

/** The position of a page: `<acceptedAt>#<page id>`. It sorts before the cursors of the page's events. */
export type PagePosition = string;

export const pagePosition = (acceptedAt: string, pageId: string): PagePosition => `${acceptedAt}#${pageId}`;

/** @param place of the event in its page, from 0 */
export const cursorIn = (page: PagePosition, place: number): EventCursor =>
  `${page}#${String(place).padStart(2, '0')}`;

/** The cursor after all events of a page. */
export const endOfPage = (page: PagePosition): EventCursor => cursorIn(page, eventsPerPage - 1);

/** The position of the page of a cursor. */
export const pageOf = (cursor: EventCursor): PagePosition => cursor.split('#', 2).join('#');

/** The first position at which there can be a page with events after a cursor. */
export function firstPageAfter(cursor: EventCursor): PagePosition {
  const page = pageOf(cursor);
  return cursor === endOfPage(page) ? `${page}!` : page;
}

/** The cursor before all events accepted at a time. @param time milliseconds since the epoch */
export const cursorAt = (time: number): EventCursor => new Date(time).toISOString();

/** The UTC day of a cursor or a position, e.g. 2026-01-31. */
export const dayOf = (cursor: EventCursor | PagePosition): string => cursor.slice(0, 10);

/** The cursor before all events of the next day. */
export const nextDay = (cursor: EventCursor): EventCursor =>
  cursorAt(Date.parse(dayOf(cursor)) + 24 * 3600 * 1000);

/**
 * The cursor directly after an event. It is before the next event.
 * @param cursor of the event
 */
export const cursorAfter = (cursor: EventCursor): EventCursor => `${cursor}!`;

/** The last page in which there can be events before a cursor; a time alone comes before its pages. */
export const lastPageBefore = (cursor: EventCursor): PagePosition => cursor.split('#', 2).join('#');

/** The cursor before all events of the day that ends at, or has, a cursor. */
export const startOfDay = (before: EventCursor): EventCursor =>
  before.includes('#')
    ? cursorAt(Date.parse(dayOf(before)))
    : cursorAt(Date.parse(dayOf(cursorAt(Date.parse(before) - 1))));

/** The time of acceptance in a position or a cursor, milliseconds since the epoch. */
export const timeOf = (cursor: EventCursor | PagePosition): number => Date.parse(cursor.slice(0, 24));

/** Whether a string has the form of a cursor. */
export function isCursor(text: string): boolean {
  const [, time = ''] = /^([^#]{24})(?:#[0-9a-f]{12}#\d\d)?$/.exec(text) ?? [];
  const ms = Date.parse(time);
  return !Number.isNaN(ms) && cursorAt(ms) === time;
}
