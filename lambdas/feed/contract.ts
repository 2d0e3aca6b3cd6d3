import * as z from 'zod';
import { feedSourceSchema, unknownLicensorsSchema } from '../../core/publishing/contract.ts';
import { accountId, listOf, text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  EVENTS_TABLE: text,
  EVENT_PAGES_TABLE: text,
  REGISTRY_TABLE: text,
  /** What to do with events for a licensor that does not exist. */
  UNKNOWN_LICENSORS: unknownLicensorsSchema,
  /** The queues that the function reads, and what their messages mean. */
  SOURCES: listOf(feedSourceSchema),
  /** Herald's own account and region, which the envelopes of some topics contain. Lambda sets AWS_REGION. */
  ACCOUNT_ID: accountId,
  AWS_REGION: text,
});

/** How many messages an invocation gets at most. A publish call takes 25 events. */
export const batchSize = 10;
