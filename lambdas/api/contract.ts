import * as z from 'zod';
import { registrationEnvironment } from '../../core/registration/contract.ts';
import { count, text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  ...registrationEnvironment,
  /** The pattern of the deliverers' role names, for `aws:PrincipalArn` in a partner's trust policy. */
  DELIVERY_ROLE_PATTERN: text,
  /** Where the platform hosts the templates of partners on S3; empty if it does not. */
  PARTNER_TEMPLATES_URL: z.union([z.literal(''), z.url()]),
  /**
   * Whether a role whose trust policy is too open is refused, or accepted with a warning; then the API
   * returns `UNPROVEN` for the role (docs/api.md).
   */
  UNPROVEN_TRUST: z.enum(['refuse', 'warn']),
  /** How many requests may wait for a partner's side at once (core/registration/waiting-requests.ts). */
  WAITING_REQUESTS_PER_LICENSOR: count,
  WAITING_REQUESTS_IN_ALL: count,
  /** Functions that the API invokes: names or ARNs. */
  VERIFIER: text,
  WEBHOOK_DELIVERER: text,
  AWS_DELIVERER: text,
});
