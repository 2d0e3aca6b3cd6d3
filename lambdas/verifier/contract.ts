import * as z from 'zod';
import { count, text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  /**
   * The pattern of the deliverers' role names, for the message to a partner whose trust policy does not
   * match.
   */
  DELIVERY_ROLE_PATTERN: text,
  /**
   * How long a denied AssumeRole is retried, because a new role takes time to reach all of IAM, milliseconds.
   */
  PATIENCE_MS: count,
});
