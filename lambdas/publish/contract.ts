import * as z from 'zod';
import { accountId, text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  EVENTS_TABLE: text,
  EVENT_PAGES_TABLE: text,
  /** Herald's own account and region, which the envelopes of some topics contain. Lambda sets AWS_REGION. */
  ACCOUNT_ID: accountId,
  AWS_REGION: text,
});
