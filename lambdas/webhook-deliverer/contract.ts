import * as z from 'zod';
import { deliveryEnvironment } from '../../core/delivery/contract.ts';
import { count, listOf, text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  ...deliveryEnvironment,
  SECRETS_TABLE: text,
  /** The key that encrypts excerpts of failed answers; empty if they are switched off. */
  ANSWERS_KEY_ID: z.string(),
  /** The deadline of one attempt, token request included, milliseconds. */
  DEADLINE_MS: count,
  /** Origins that may have private addresses; empty in every stage but local. */
  EXTRA_ORIGINS: listOf(z.string()),
});
