// What the infrastructure must supply to any deliverer.

import * as z from 'zod';
import { listOf, text } from '../runtime/environment-values.ts';

export const deliveryEnvironment = {
  REGISTRY_TABLE: text,
  EVENTS_TABLE: text,
  DELIVERIES_TABLE: text,
  QUEUE_URL: text,
  QUARANTINE_URL: text,
  /** Seconds before each attempt, the first included. */
  RETRY_SCHEDULE: listOf(z.number().nonnegative()),
};
