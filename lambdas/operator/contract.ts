import * as z from 'zod';
import { text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  REGISTRY_TABLE: text,
  DELIVERIES_TABLE: text,
  STAGE: text,
  QUARANTINE_URL: text,
  DEAD_DELIVERIES_URL: text,
  WEBHOOK_QUEUE_URL: text,
  SLOW_WEBHOOK_QUEUE_URL: text,
  AWS_QUEUE_URL: text,
  SLOW_AWS_QUEUE_URL: text,
  AWS_REGION: text,
});
