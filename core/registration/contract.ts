// The environment variables that `api` and `graphql` share.
import * as z from 'zod';
import type { LeaseLimits } from '../model/api/lease.ts';
import { accountId, count, listOf, text } from '../runtime/environment/environment-values.ts';

export type { LeaseLimits };

export const registrationEnvironment = {
  REGISTRY_TABLE: text,
  SECRETS_TABLE: text,
  EVENTS_TABLE: text,
  EVENT_PAGES_TABLE: text,
  DELIVERIES_TABLE: text,
  SECRETS_KEY_ID: text,
  /** Herald's own account: targets in it are rejected. */
  ACCOUNT_ID: accountId,
  /** Herald's own partition, e.g. `aws`: targets in another one are rejected. */
  PARTITION: text,
  /** Set by Lambda. */
  AWS_REGION: text,
  EXTRA_ORIGINS: listOf(z.string()),
  /** The SaaS partner name that AWS has approved for Herald's account; empty if there is none. */
  PARTNER_NAME: z.string(),
  /** The largest number of partner event sources of a licensor. */
  PARTNER_SOURCES_PER_LICENSOR: count,
  /** How many days change records are kept. */
  CHANGES_KEPT_DAYS: count,
};
const schema = z.object(registrationEnvironment);
export type RegistrationEnvironment = z.output<typeof schema>;
