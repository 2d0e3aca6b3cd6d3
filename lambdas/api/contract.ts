import * as z from 'zod';
import { registrationEnvironment } from '../../core/registration/contract.ts';
import { count, text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  ...registrationEnvironment,
  /** The pattern of the deliverers' role names, for `aws:PrincipalArn` in a partner's trust policy. */
  DELIVERY_ROLE_PATTERN: text,
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

export const routeKeys = [
  'POST /{licensor}/notifications/targets',
  'GET /{licensor}/notifications/targets',
  'GET /{licensor}/notifications/targets/{targetId}',
  'PUT /{licensor}/notifications/targets/{targetId}',
  'DELETE /{licensor}/notifications/targets/{targetId}',
  'DELETE /{licensor}/notifications/targets/{targetId}/previous-secret',
  'POST /{licensor}/notifications/targets/{targetId}/test',
  'GET /{licensor}/notifications/delivery-role',
  'POST /{licensor}/notifications/auth-profiles',
  'GET /{licensor}/notifications/auth-profiles',
  'GET /{licensor}/notifications/auth-profiles/{authProfileId}',
  'PUT /{licensor}/notifications/auth-profiles/{authProfileId}',
  'DELETE /{licensor}/notifications/auth-profiles/{authProfileId}',
  'DELETE /{licensor}/notifications/auth-profiles/{authProfileId}/previous-secret',
  'POST /{licensor}/notifications/subscriptions',
  'GET /{licensor}/notifications/subscriptions',
  'GET /{licensor}/notifications/subscriptions/{subscriptionId}',
  'PUT /{licensor}/notifications/subscriptions/{subscriptionId}',
  'DELETE /{licensor}/notifications/subscriptions/{subscriptionId}',
  'GET /{licensor}/notifications/topics',
] as const;
export type RouteKey = (typeof routeKeys)[number];
