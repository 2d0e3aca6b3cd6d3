import * as z from 'zod';
import { deliveryEnvironment } from '../../core/delivery/contract.ts';
import { count } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  ...deliveryEnvironment,
  /** For one attempt as a whole, milliseconds. */
  DEADLINE_MS: count,
  /** What AWS has approved Herald's account for as a SaaS partner; empty if it has not. */
  PARTNER_NAME: z.string(),
});
