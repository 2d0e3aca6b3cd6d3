// An event in the answers of the API.
import * as z from 'zod';

export const pulledEventSchema = z
  .strictObject({
    eventId: z.string(),
    topic: z.string(),
    eventType: z.string(),
    acceptedAt: z.iso.datetime(),
    /** When it happened: the event's own time, or that of its acceptance. */
    time: z.string(),
    payload: z.unknown().describe('The body that a webhook would receive'),
  })
  .meta({ id: 'Event' });
export type PulledEvent = z.output<typeof pulledEventSchema>;

export const eventPageSchema = z
  .strictObject({
    events: z.array(pulledEventSchema),
    after: z.string().describe('The cursor of the next request'),
    more: z.boolean().describe('Whether further events can be read now'),
  })
  .meta({ id: 'EventPage' });
