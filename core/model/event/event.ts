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

/**
 * How a topic wraps the content: text and slots, in order. `isEventBridges`: the envelope is EventBridge's own, so that a bus gets the
 * content alone.
 */
export const envelopeSchema = z.object({
  parts: z.array(z.union([z.string(), z.object({ slot: z.enum(['content', 'subscriptionId']) })])),
  isEventBridges: z.boolean(),
});
export type Envelope = z.output<typeof envelopeSchema>;

/**
 * An accepted event, as the Events table and its stream hold it. `payload` is its content, JSON; with the envelope it is the very text
 * that partners receive.
 */
export const eventSchema = z.object({
  licensor: z.string(),
  eventId: eventIdSchema,
  topic: z.string(),
  eventType: z.string(),
  source: z.string(),
  entity: z.string(),
  time: z.string(),
  /** `detail-type` on EventBridge, where it is not the event type. */
  detailType: z.string().optional(),
  /** The values of the topic's filter fields. */
  fields: z.record(z.string(), z.string()).default({}),
  acceptedAt: z.string(),
  payload: z.string(),
  envelope: envelopeSchema.optional(),
  contentHash: z.string(),
  /** See trace.ts. Of the first publishing: a repetition has none of its own. */
  traceparent: z.string().optional(),
});
export type Event = z.output<typeof eventSchema>;

/** The largest `data` of one event, in bytes of JSON. */
export const maxDataBytes = 200_000;

export const eventKeyOf = (event: { licensor: string; eventId: string }): string =>
  `${event.licensor}#${event.eventId}`;
