import * as z from 'zod';
import { text } from '../../core/runtime/environment/environment-values.ts';
import { shareSchema } from '../../core/store/contract.ts';

export const environment = z.object({
  REGISTRY_TABLE: text,
  EVENTS_TABLE: text,
  EVENT_PAGES_TABLE: text,
  DELIVERIES_TABLE: text,
  WEBHOOK_QUEUE_URL: text,
  AWS_QUEUE_URL: text,
  DEAD_DELIVERIES_URL: text,
  /** Herald's own account and region, for the events of topic TargetHealth. Lambda sets AWS_REGION. */
  ACCOUNT_ID: text,
  AWS_REGION: text,
});

/** How many schedulers may share the eight shards of the index `due`. */
export const schedulerCounts = [1, 2, 4, 8] as const;
export type SchedulerCount = (typeof schedulerCounts)[number];

/**
 * What its rule passes to a scheduler: the share of it, `number` of `of`, counted from 0. Any other input, as
 * of an operator who invokes it by hand, stands for the whole.
 */
export const scheduledEventSchema = z.object({
  share: shareSchema(schedulerCounts),
});
