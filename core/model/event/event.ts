// An event: one fact that the platform publishes for one licensor. Its id and payload never change.
import * as z from 'zod';
import { traceFields } from './trace.ts';

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
 * A rendered envelope: text and slots, in order. `isEventBridges` means that EventBridge itself adds this
 * envelope, so a bus gets the content alone.
 */
export const envelopeSchema = z.object({
  parts: z.array(z.union([z.string(), z.object({ slot: z.enum(['content', 'subscriptionId']) })])),
  isEventBridges: z.boolean(),
});
export type Envelope = z.output<typeof envelopeSchema>;

/**
 * An accepted event. `payload` is the content as JSON; partners receive it in the envelope, byte for byte.
 */
export type Event = EventKey & EventHead & EventContent;
export type EventKey = { licensor: string; eventId: string };

/** What routing, pull and audit need of an event. */
export const eventHeadSchema = z.object({
  topic: z.string(),
  eventType: z.string(),
  acceptedAt: z.string(),
  /** The values of the topic's filter fields. */
  fields: z.record(z.string(), z.string()).default({}),
  contentHash: z.string(),
  /** The first request's trace: a repeated one changes nothing. */
  ...traceFields,
});
export type EventHead = z.output<typeof eventHeadSchema>;

/** One version of what arrives. */
const renderedParts = { payload: z.string(), envelope: envelopeSchema.optional() };

/** What only a notification needs. It is stored compressed (packed-event.ts). */
export const eventContentSchema = z.object({
  source: z.string(),
  entity: z.string(),
  time: z.string(),
  /** `detail-type` on EventBridge; the event type by default. */
  detailType: z.string().optional(),
  ...renderedParts,
  /** Earlier versions of the topic, by version. Absent while the topic has only one. */
  earlier: z.record(z.string(), z.object(renderedParts)).optional(),
});
export type EventContent = z.output<typeof eventContentSchema>;

/** The largest `data` of an event, bytes of JSON. */
export const maxDataBytes = 200_000;

export const eventKeyOf = (event: EventKey): string => `${event.licensor}#${event.eventId}`;

/** The licensor and the id in an event's key. Neither has a "#". */
export function partsOfEventKey(eventKey: string): EventKey {
  const [licensor = '', eventId = ''] = eventKey.split('#');
  return { licensor, eventId };
}
