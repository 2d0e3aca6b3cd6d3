// The environment that both deliverers need.
import * as z from 'zod';
import { listOf, text } from '../runtime/environment/environment-values.ts';

export const deliveryEnvironment = {
  REGISTRY_TABLE: text,
  EVENTS_TABLE: text,
  DELIVERIES_TABLE: text,
  QUEUE_URL: text,
  SLOW_QUEUE_URL: text,
  QUARANTINE_URL: text,
  DEAD_DELIVERIES_URL: text,
  /** Seconds before each attempt, the first included. */
  RETRY_SCHEDULE: listOf(z.number().nonnegative()),
};

/** The documented schedule: seconds before attempts 1 to 10, 75.6 hours in all. */
export const documentedSchedule = [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;
