// What Herald puts into the quarantine: a message that its own code cannot process, and why.
import * as z from 'zod';

export const quarantinedMessageSchema = z.object({
  /** The function that refused the message. */
  from: z.string(),
  reason: z.string(),
  /** The message as it came, as text. */
  message: z.string(),
});
export type QuarantinedMessage = z.output<typeof quarantinedMessageSchema>;
