import * as z from 'zod';
import { registrationEnvironment } from '../../core/registration/contract.ts';
import { text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  ...registrationEnvironment,
  WEBHOOK_QUEUE_URL: text,
  AWS_QUEUE_URL: text,
  DEAD_DELIVERIES_URL: text,
  /** The key that decrypts excerpts of failed answers; empty if they are switched off. */
  ANSWERS_KEY_ID: z.string(),
  /** Whether partners may query the schema, and get suggestions for misspelt names. */
  INTROSPECTION: z.enum(['on', 'off']),
});
