// What the deployment knows of publishing: the setting for unknown licensors, and the mappings of feeds.
import * as z from 'zod';
import { type EventPath, parsePath } from './event-path.ts';

export const unknownLicensorsSchema = z.enum(['accept', 'refuse']);
export type UnknownLicensors = z.output<typeof unknownLicensorsSchema>;

const path = z.string().transform((text, context): { text: string; steps: EventPath } => {
  try {
    return { text, steps: parsePath(text) };
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});

export const feedMappingSchema = z.strictObject({
  topic: z.string().min(1),
  /** The event type itself, or where it is in the event. */
  eventType: z.union(
    [z.string().min(1), z.strictObject({ path })],
    'expected an event type, or { path } with a path like $.detail.type',
  ),
  licensor: path,
  data: path,
  /** Where the event id is. Without it, the id of the SQS message is the event id. */
  eventId: path.optional(),
});

/** What the feed function knows of one queue that it reads. */
export const feedSourceSchema = feedMappingSchema.extend({
  /** The ARN of the queue. */
  queue: z.string().min(1),
  /** The URL of the queue that gets the events which the catalogue refuses. */
  refused: z.string().min(1),
});
export type FeedSource = z.output<typeof feedSourceSchema>;
