// Times in queries and bodies: one form, and one rule for a range.
import * as z from 'zod';

export const timeSchema = z.iso.datetime({
  offset: true,
  error: 'expected a time like 2026-01-01T00:00:00Z',
});
/** As milliseconds since the epoch. */
export const timeInMs = timeSchema.transform(text => Date.parse(text));

type Time = string | number | undefined;
const msOf = (time: string | number): number => (typeof time === 'string' ? Date.parse(time) : time);

/**
 * Whether a range can contain anything: `since` is inclusive, `until` exclusive. For `refine` of a schema.
 */
export const isRange = ({ since, until }: { since?: Time; until?: Time }): boolean =>
  since === undefined || until === undefined || msOf(since) < msOf(until);
/** What `refine` says of a range that is none. */
export const noRange = { path: ['until'], error: 'expected a time after "since"' };
