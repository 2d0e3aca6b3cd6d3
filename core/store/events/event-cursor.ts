// Positions in the order of a licensor's events, which is that of their acceptance, and of their ids where the times are equal.
// A cursor is a position that only its own licensor can use.
import { HeraldError } from '../../model/api/herald-error.ts';
import { pageTokenOf, placeIn } from '../registry/page-token.ts';

/**
 * `<acceptedAt>#<eventId>`: at that event; `<time>` alone: before all events of that time. Times are ISO 8601 in UTC with milliseconds, so
 * positions compare as text.
 */
export type Position = string;

export const positionOf = ({ acceptedAt, eventId }: { acceptedAt: string; eventId: string }): Position =>
  `${acceptedAt}#${eventId}`;

/** Before all events of a time. @param time milliseconds since the epoch */
export const positionAt = (time: number): Position => new Date(time).toISOString();

/** The day of a position, in UTC, e.g. 2026-01-31. */
export const dayOf = (position: Position): string => position.slice(0, 10);

/** Before all events of the day after. */
export const nextDay = (position: Position): Position =>
  positionAt(Date.parse(dayOf(position)) + 24 * 3600 * 1000);

export const cursorOf = (licensor: string, position: Position): string => pageTokenOf(licensor, position);

/** @throws HeraldError BAD_REQUEST for a cursor that was not given to this licensor */
export function readCursor(cursor: string, licensor: string): Position {
  const position = placeIn(cursor, licensor);
  if (position !== undefined && isPosition(position)) return position;
  throw new HeraldError('BAD_REQUEST', 'after: expected the "after" of an answer before this one');
}

function isPosition(text: string): boolean {
  const [, time = ''] = /^([^#]{24})(?:#[A-Za-z0-9_-]{1,64})?$/.exec(text) ?? [];
  const ms = Date.parse(time);
  return !Number.isNaN(ms) && positionAt(ms) === time;
}
