import * as z from 'zod';
import { count, text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  REGISTRY_TABLE: text,
  EVENTS_TABLE: text,
  EVENT_PAGES_TABLE: text,
  DELIVERIES_TABLE: text,
  WEBHOOK_QUEUE_URL: text,
  AWS_QUEUE_URL: text,
  DEAD_DELIVERIES_URL: text,
  /** The partner name of Herald's event sources; empty if there is none. */
  PARTNER_NAME: z.string(),
  /** The key that decrypts excerpts of failed answers; empty if they are switched off. */
  ANSWERS_KEY_ID: z.string(),
  /** How many days change records are kept. */
  CHANGES_KEPT_DAYS: count,
});
