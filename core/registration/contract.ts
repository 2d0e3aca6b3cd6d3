// The part of a contract that every function which registers for partners has.
import * as z from 'zod';
import { accountId, listOf, text } from '../runtime/environment/environment-values.ts';

export const registrationEnvironment = {
  REGISTRY_TABLE: text,
  SECRETS_TABLE: text,
  EVENTS_TABLE: text,
  DELIVERIES_TABLE: text,
  SECRETS_KEY_ID: text,
  /** Herald's own account, which no partner may name. */
  ACCOUNT_ID: accountId,
  /** The region too; Lambda sets it itself. */
  AWS_REGION: text,
  EXTRA_ORIGINS: listOf(z.string()),
  /** What AWS has approved Herald's account for as a SaaS partner; empty if it has not. */
  PARTNER_NAME: z.string(),
};
const schema = z.object(registrationEnvironment);
export type RegistrationEnvironment = z.output<typeof schema>;
