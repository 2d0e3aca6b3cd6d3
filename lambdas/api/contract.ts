import * as z from 'zod';
import { listOf, text } from '../runtime/environment-values.ts';

export const environment = z.object({
  REGISTRY_TABLE: text,
  SECRETS_TABLE: text,
  SECRETS_KEY_ID: text,
  /** Herald's own account, which no partner may name. */
  ACCOUNT_ID: z.string().regex(/^\d{12}$/),
  EXTRA_ORIGINS: listOf(z.string()),
  /** What `aws:PrincipalArn` in a partner's trust policy must match. */
  DELIVERY_ROLE_PATTERN: text,
  /** Functions that are called: names or ARNs. */
  VERIFIER: text,
  WEBHOOK_DELIVERER: text,
  AWS_DELIVERER: text,
  UNPROVEN_TRUST: z.enum(['refuse', 'warn']),
});

export const routeKeys = [
  'POST /{licensor}/notifications/targets',
  'GET /{licensor}/notifications/targets',
  'GET /{licensor}/notifications/targets/{targetId}',
  'PUT /{licensor}/notifications/targets/{targetId}',
  'DELETE /{licensor}/notifications/targets/{targetId}',
  'POST /{licensor}/notifications/targets/{targetId}/test',
  'GET /{licensor}/notifications/delivery-role',
  'POST /{licensor}/notifications/subscriptions',
  'GET /{licensor}/notifications/subscriptions',
  'GET /{licensor}/notifications/subscriptions/{subscriptionId}',
  'PUT /{licensor}/notifications/subscriptions/{subscriptionId}',
  'DELETE /{licensor}/notifications/subscriptions/{subscriptionId}',
  'GET /{licensor}/notifications/topics',
] as const;
export type RouteKey = (typeof routeKeys)[number];
