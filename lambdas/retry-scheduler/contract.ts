// What the infrastructure must supply to the retry-scheduler.
import * as z from 'zod';
import { text } from '../runtime/environment-values.ts';

export const environment = z.object({
  DELIVERIES_TABLE: text,
  WEBHOOK_QUEUE_URL: text,
  AWS_QUEUE_URL: text,
});
