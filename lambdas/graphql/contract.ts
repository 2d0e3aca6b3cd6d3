import * as z from 'zod';
import { registrationEnvironment } from '../../core/registration/contract.ts';

export const environment = z.object({
  ...registrationEnvironment,
  /** Whether partners may query the schema, and get suggestions for misspelt names. */
  INTROSPECTION: z.enum(['on', 'off']),
});
