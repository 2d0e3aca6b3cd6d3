// A hint: the message on a channel's queue. It says that something may be due; the delivery's row says whether it is.
import * as z from 'zod';
import { eventIdSchema } from '../event/event.ts';
import { formatSchema } from '../event/notification.ts';

export const hintSchema = z.object({
  licensor: z.string(),
  eventId: eventIdSchema,
  targetId: z.string(),
  subscriptionId: z.string(),
  /** The format that the subscription asked for when the event was dispatched. */
  format: formatSchema.optional(),
  /** Which attempt this hint stands for, from 1. */
  attempt: z.number().int().positive(),
  /** A try whether the target is back: made although its breaker is open, and not counted as an attempt if it fails. */
  probe: z.literal(true).optional(),
});
export type Hint = z.output<typeof hintSchema>;
