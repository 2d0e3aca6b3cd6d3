// A message in the queue `quarantine`: what Herald could not process, and why.
import * as z from 'zod';

export const quarantinedMessageSchema = z.object({
  /** The name of the function that could not process the message. */
  from: z.string(),
  reason: z.string(),
  /** The original message, as text. */
  message: z.string(),
});
export type QuarantinedMessage = z.output<typeof quarantinedMessageSchema>;
