// A delivery task: the message on a channel's queue. It says that a delivery may be due; the delivery's row says whether it is.
import * as z from 'zod';
import { eventIdSchema } from '../event/event.ts';
import { formatSchema } from '../event/notification.ts';

export const deliveryTaskSchema = z.object({
  licensor: z.string(),
  eventId: eventIdSchema,
  targetId: z.string(),
  subscriptionId: z.string(),
  /** The format that the subscription asked for when the event was dispatched. */
  format: formatSchema.optional(),
  /** The number of the attempt that the task is for, from 1. */
  attempt: z.number().int().positive(),
  /** The attempt finds out whether the target is back: it is made although the breaker is open, and costs nothing if it fails. */
  probe: z.literal(true).optional(),
});
export type DeliveryTask = z.output<typeof deliveryTaskSchema>;
