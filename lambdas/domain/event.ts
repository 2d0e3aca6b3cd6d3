// An event: one fact published by the platform for one licensor. Its id never changes, nor does its payload.
import * as z from 'zod';

export const eventIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected 1 to 64 letters, digits, "_" or "-"');

export const eventInputSchema = z.strictObject({
  eventId: eventIdSchema.optional(),
  topic: z.string().min(1),
  eventType: z.string().min(1),
  data: z.record(z.string(), z.unknown()),
});
export type EventInput = z.output<typeof eventInputSchema>;

/** An accepted event, as the Events table and its stream hold it. `payload` is the very text that partners receive. */
export const eventSchema = z.object({
  licensor: z.string(),
  eventId: eventIdSchema,
  topic: z.string(),
  eventType: z.string(),
  source: z.string(),
  entity: z.string(),
  time: z.string(),
  acceptedAt: z.string(),
  payload: z.string(),
  contentHash: z.string(),
});
export type Event = z.output<typeof eventSchema>;

/** The largest `data` of one event, in bytes of JSON. */
export const maxDataBytes = 200_000;

export const eventKeyOf = (event: { licensor: string; eventId: string }): string =>
  `${event.licensor}#${event.eventId}`;
