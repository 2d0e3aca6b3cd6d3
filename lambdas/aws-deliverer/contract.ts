import * as z from 'zod';
import { deliveryEnvironment } from '../../core/delivery/contract.ts';
import { count } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  ...deliveryEnvironment,
  /** The deadline of one attempt, milliseconds. */
  DEADLINE_MS: count,
  /** The partner name that AWS has approved for Herald's account; empty if there is none. */
  PARTNER_NAME: z.string(),
});
