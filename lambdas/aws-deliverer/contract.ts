import * as z from 'zod';
import { deliveryEnvironment } from '../delivery/contract.ts';
import { count } from '../runtime/environment-values.ts';

export const environment = z.object({
  ...deliveryEnvironment,
  /** For one attempt as a whole, milliseconds. */
  DEADLINE_MS: count,
});
