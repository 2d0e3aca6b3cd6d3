import * as z from 'zod';
import { text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  REGISTRY_TABLE: text,
  WEBHOOK_QUEUE_URL: text,
  AWS_QUEUE_URL: text,
  QUARANTINE_URL: text,
});
