import * as z from 'zod';
import { deliveryEnvironment } from '../../core/delivery/contract.ts';
import { count, listOf, text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  ...deliveryEnvironment,
  SECRETS_TABLE: text,
  /** For one attempt as a whole, milliseconds. */
  DEADLINE_MS: count,
  EXTRA_ORIGINS: listOf(z.string()),
});
