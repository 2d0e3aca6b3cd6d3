// What the infrastructure must supply to the retry-scheduler.
import * as z from 'zod';
import { text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  REGISTRY_TABLE: text,
  EVENTS_TABLE: text,
  DELIVERIES_TABLE: text,
  WEBHOOK_QUEUE_URL: text,
  AWS_QUEUE_URL: text,
  DEAD_DELIVERIES_URL: text,
  /** Herald's own, of which the events of topic TargetHealth tell. */
  ACCOUNT_ID: text,
  /** The region too; Lambda sets it itself. */
  AWS_REGION: text,
});
