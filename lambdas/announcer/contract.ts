import * as z from 'zod';
import { text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  REGISTRY_TABLE: text,
  DELIVERIES_TABLE: text,
  /** The name or ARN of the event bus; empty if the setting `healthEvents` is absent. */
  EVENT_BUS: z.string(),
  /** The sender's address; empty if the setting `mail` is absent. */
  MAIL_FROM: z.string(),
});

/** How many records an invocation gets: PutEvents takes ten entries (EventBridge User Guide, "Quotas"). */
export const batchSize = 10;

/** The `source` of Herald's events on the platform's event bus. */
export const busSource = 'herald';
