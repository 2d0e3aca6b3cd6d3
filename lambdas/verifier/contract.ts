import * as z from 'zod';
import { count, text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  /** The pattern of Herald's own roles, for what the partner reads when its trust policy does not match them. */
  DELIVERY_ROLE_PATTERN: text,
  /** How long a new role may take to be known everywhere, milliseconds. */
  PATIENCE_MS: count,
});
