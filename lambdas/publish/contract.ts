import * as z from 'zod';
import { accountId, text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  EVENTS_TABLE: text,
  /** Herald's own account, which some topics name in what partners receive. */
  ACCOUNT_ID: accountId,
  /** The region too; Lambda sets it itself. */
  AWS_REGION: text,
});

export const routeKeys = ['POST /{licensor}/notifications/events'] as const;
export type RouteKey = (typeof routeKeys)[number];
