// A delivery task: the message on a channel's queue. It asks a deliverer to look at a delivery; only the row
// says whether it is due (docs/architecture.md, "Chain of custody", rule 3).
import * as z from 'zod';
import { eventIdSchema } from '../event/event.ts';
import { formatSchema } from '../event/notification.ts';
import { packedEventSchema } from '../event/packed-event.ts';
import { topicVersionSchema } from '../event/topic-version.ts';

export const deliveryTaskSchema = z.object({
  licensor: z.string(),
  eventId: eventIdSchema,
  targetId: z.string(),
  subscriptionId: z.string(),
  /** The format of the subscription when the event was dispatched. */
  format: formatSchema.optional(),
  /** Its version of the topic then. */
  topicVersion: topicVersionSchema.optional(),
  /** The number of the attempt, from 1. */
  attempt: z.number().int().positive(),
  /**
   * The attempt tests whether the target works again: it is made although the circuit breaker is open, and a
   * failure is not counted.
   */
  probe: z.literal(true).optional(),
  /**
   * The event, so that a deliverer need not read it. Only in the tasks of the dispatcher, and only if it is
   * small (`maxEventInTask`).
   */
  event: packedEventSchema.extend({ content: z.string() }).optional(),
  /** The queue that the task is on. Every task begins in the normal lane. */
  lane: z.literal('slow').optional(),
  /** How long SQS held the message back: it was due so long after it was sent. Set by `sendTasks`. */
  delaySeconds: z.number().int().positive().optional(),
  /** How often the task was sent on without a counted attempt (`hops.ts`). Absent: never. */
  hops: z.number().int().positive().optional(),
});
/**
 * The longest `content` of an event in a task, characters of base64. Ten such tasks are below the 64 KB that
 * SQS counts as one request (Amazon SQS pricing).
 */
export const maxEventInTask = 5000;
export type DeliveryTask = z.output<typeof deliveryTaskSchema>;
